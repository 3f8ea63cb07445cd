import { AUGUST_UPGRADE, type Catalogue, catalogue, wonDeal } from './meridian.ts';
import { openRoom, type Room } from './room.ts';

type Fault = 'timeout-before' | 'timeout-after' | '429' | '500';
const FAULTS: readonly Fault[] = ['timeout-before', 'timeout-after', '429', '500'];
const ATTEMPTS_MAX = 4;

const CANCELLED = { kind: 'CANCELLATION', status: 'CANCELLED', endsOn: '2026-08-15', billingFrequency: 'MONTHLY' };

describe('a command whose vendor call fails', () => {
  let room: Room;
  let sold: Catalogue;
  let story = 0;

  beforeAll(async () => {
    room = await openRoom({ stream: false });
    sold = await catalogue(room.org);
  });

  afterAll(() => room.close());

  /** A command on a contract or deal of its own, ready to be sent. */
  interface Ready {
    readonly name: string;
    readonly payload: Readonly<Record<string, unknown>>;
    readonly key: string;
  }

  /** Makes the vendor's nth call from now on fail; answers how many calls there were. */
  function failNth(nth: number, fault: Fault): () => number {
    const { faults } = room.sandbox;
    let callCount = 0;
    faults.strike = (kinds, _method, path) => {
      if (!kinds.includes(fault) || !path.startsWith('/services/')) return null;
      callCount += 1;
      return callCount === nth ? { match: {}, fault } : null;
    };
    return () => callCount;
  }

  /** As a saga does: the same key until it is done. */
  async function untilDone({ name, payload, key }: Ready) {
    const errors: string[] = [];
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      const answer = await room.command(name, payload, key);
      if (answer.ok) return { value: answer.value, errors };
      errors.push(answer.error.kind);
    }
    throw new Error(`${name} was not done: ${errors.join(', ')}`);
  }

  const effectsSince = (start: number) =>
    room.sandbox.ledger
      .effects()
      .slice(start)
      .map(({ kind }) => kind)
      .toSorted();

  async function activated() {
    story += 1;
    const deal = await wonDeal(room.org, sold);
    await room.crm.settle();
    const activateKey = `op_${story}:activateContract`;
    const payload = { opportunityId: deal.opportunityId, requestedBy: 'ada' };
    const made = await untilDone({ name: 'activateContract', payload, key: activateKey });
    return { deal, activateKey, contractId: made.value.contract.contractId as string };
  }

  async function amended() {
    const { contractId } = await activated();
    const key = `op_${story}:amendCrmContract`;
    await untilDone({ name: 'amendContract', payload: { contractId, expectedVersion: 1, ...AUGUST_UPGRADE }, key });
    return { contractId, amendKey: key };
  }

  /** A deal that names no contract. */
  async function freeDeal() {
    const { opportunityId } = await wonDeal(room.org, sold);
    await room.crm.settle();
    return opportunityId;
  }

  const stories: Readonly<Record<string, () => Promise<Ready>>> = {
    activateContract: async () => {
      story += 1;
      const deal = await wonDeal(room.org, sold);
      await room.crm.settle();
      const payload = { opportunityId: deal.opportunityId, requestedBy: 'ada' };
      return { name: 'activateContract', payload, key: `op_${story}:activateContract` };
    },
    amendContract: async () => {
      const { contractId } = await activated();
      const payload = { contractId, expectedVersion: 1, ...AUGUST_UPGRADE };
      return { name: 'amendContract', payload, key: `op_${story}:amendCrmContract` };
    },
    'amendContract with a deal that it links': async () => {
      const { contractId } = await activated();
      const opportunityId = await freeDeal();
      const payload = { contractId, expectedVersion: 1, ...AUGUST_UPGRADE, ...CANCELLED, opportunityId };
      return { name: 'amendContract', payload, key: `op_${story}:amendCrmContract` };
    },
    'restoreContract of a cancellation with a deal': async () => {
      const { contractId } = await activated();
      const opportunityId = await freeDeal();
      const amendKey = `op_${story}:amendCrmContract`;
      const payload = { contractId, expectedVersion: 1, ...AUGUST_UPGRADE, ...CANCELLED, opportunityId };
      await untilDone({ name: 'amendContract', payload, key: amendKey });
      return { name: 'restoreContract', payload: { contractId, amendKey }, key: `${amendKey}:undo` };
    },
    reportAccount: async () => {
      const { deal } = await activated();
      const payload = {
        customerId: deal.customerId,
        asOf: '2026-09-01T10:00:00.250Z',
        invoiceNumber: 'INV-7',
        invoiceStatus: 'OPEN',
        paymentStatus: 'FAILED',
        openBalance: { minor: '12345', currency: 'USD' },
      };
      return { name: 'reportAccount', payload, key: `op_${story}:reportAccount` };
    },
    restoreContract: async () => {
      const payload = await amended();
      return { name: 'restoreContract', payload, key: `op_${story}:amendCrmContract:undo` };
    },
    deactivateContract: async () => {
      const { deal, activateKey } = await activated();
      const payload = { opportunityId: deal.opportunityId, activateKey };
      return { name: 'deactivateContract', payload, key: `op_${story}:activateContract:undo` };
    },
    reportStatus: async () => {
      const { deal } = await activated();
      const payload = {
        opportunityId: deal.opportunityId,
        contractVersion: 1,
        seats: '500',
        invoiceNumber: 'INV-1',
        postingStatus: 'POSTED',
        syncStatus: 'IN_SYNC',
      };
      return { name: 'reportStatus', payload, key: `op_${story}:reportToCrm` };
    },
  };

  it.each(Object.keys(stories).flatMap((name) => FAULTS.map((fault) => [name, fault] as const)))(
    'leaves exactly one effect: %s under %s at each call in turn',
    async (name, fault) => {
      const prepare = stories[name] ?? stories['activateContract'];
      if (prepare === undefined) throw new Error('no story');
      const clean = await prepare();
      const cleanStart = room.sandbox.ledger.effects().length;
      const count = failNth(0, fault);
      await untilDone(clean);
      const callCount = count();
      const wanted = effectsSince(cleanStart);
      expect(callCount).toBeGreaterThan(1);
      expect(wanted.length).toBeGreaterThan(0);

      for (let nth = 1; nth <= callCount; nth += 1) {
        const ready = await prepare();
        const start = room.sandbox.ledger.effects().length;
        failNth(nth, fault);
        const { value } = await untilDone(ready);
        failNth(0, fault);
        expect({ nth, effects: effectsSince(start) }).toEqual({ nth, effects: wanted });
        // Said once more, it is remembered.
        await expect(room.command(ready.name, ready.payload, ready.key)).resolves.toMatchObject({ ok: true, value });
        expect(effectsSince(start)).toEqual(wanted);
      }
    },
    120_000,
  );

  it('answers a lost write as unknown and tells by its key what became of it', async () => {
    const { contractId } = await activated();
    const payload = { contractId, expectedVersion: 1, ...AUGUST_UPGRADE };
    const key = `op_${story}:amendCrmContract`;
    expect(await room.command('amendContract', payload, key, true)).toMatchObject({ ok: true, value: null });
    // The third call is the composite that writes: contract, what is around it, and the catalogue are read before.
    failNth(4, 'timeout-after');
    expect(await room.command('amendContract', payload, key)).toMatchObject({
      ok: false,
      error: { kind: 'OutcomeUnknown', key },
    });
    failNth(0, 'timeout-after');
    expect(await room.command('amendContract', payload, key, true)).toMatchObject({
      ok: true,
      value: { contract: { version: 2 } },
    });
  });

  it('refuses a version that is not the expected one, and writes nothing', async () => {
    const { contractId } = await amended();
    const start = room.sandbox.ledger.effects().length;
    const payload = { contractId, expectedVersion: 1, ...AUGUST_UPGRADE };
    expect(await room.command('amendContract', payload, `op_${story}:other`)).toMatchObject({
      ok: false,
      error: { kind: 'VersionConflict' },
    });
    expect(effectsSince(start)).toEqual([]);
  });

  it('lets one of two amendments of the same version through', async () => {
    const { contractId } = await activated();
    const payload = { contractId, expectedVersion: 1, ...AUGUST_UPGRADE };
    const answers = await Promise.all(
      ['x', 'y'].map((name) => room.command('amendContract', payload, `op_${story}:${name}`)),
    );
    expect(answers.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ error: { kind: 'VersionConflict' } });
  });

  it('refuses more lines than one transaction of the vendor takes, and writes nothing', async () => {
    const { contractId } = await activated();
    const start = room.sandbox.ledger.effects().length;
    const deltas = Array.from({ length: 24 }, () => AUGUST_UPGRADE.deltas[0]);
    const payload = { contractId, expectedVersion: 1, ...AUGUST_UPGRADE, deltas };
    expect(await room.command('amendContract', payload, `op_${story}:many`)).toMatchObject({
      error: { kind: 'Rejected', code: 'TOO_MANY_LINES' },
    });
    expect(effectsSince(start)).toEqual([]);
  });

  it('takes nothing back once something newer came', async () => {
    const { deal, activateKey, contractId } = await activated();
    const first = `op_${story}:a`;
    const upgrade = { contractId, ...AUGUST_UPGRADE };
    await untilDone({ name: 'amendContract', payload: { ...upgrade, expectedVersion: 1 }, key: first });
    await untilDone({ name: 'amendContract', payload: { ...upgrade, expectedVersion: 2 }, key: `op_${story}:b` });
    const start = room.sandbox.ledger.effects().length;
    expect(await room.command('restoreContract', { contractId, amendKey: first }, `${first}:undo`)).toMatchObject({
      error: { kind: 'VersionConflict' },
    });
    const undo = { opportunityId: deal.opportunityId, activateKey };
    expect(await room.command('deactivateContract', undo, `${activateKey}:undo`)).toMatchObject({
      error: { kind: 'VersionConflict' },
    });
    expect(effectsSince(start)).toEqual([]);
  });

  it('gives a contract back exactly as it was before the amendment', async () => {
    const { contractId } = await activated();
    const before = await room.command('readContract', { contractId, freshness: 'LIVE' });
    const amendKey = `op_${story}:amend`;
    const payload = { contractId, expectedVersion: 1, ...AUGUST_UPGRADE, kind: 'TERM' };
    const longer = { ...payload, deltas: payload.deltas.map((delta) => ({ ...delta, endsOn: '2027-12-31' })) };
    const { value } = await untilDone({ name: 'amendContract', payload: longer, key: amendKey });
    expect(value.contract.endsOn).toBe('2027-12-31');
    await untilDone({ name: 'restoreContract', payload: { contractId, amendKey }, key: `${amendKey}:undo` });
    expect(await room.command('readContract', { contractId, freshness: 'LIVE' })).toEqual(before);
  });

  it('renews a token that ended and sends once more', async () => {
    const { contractId } = await activated();
    const tokens = room.sandbox.store.collection('token');
    for (const [token] of tokens.entries()) tokens.delete(token);
    expect(await room.command('readContract', { contractId, freshness: 'LIVE' })).toMatchObject({ ok: true });
  });
});
