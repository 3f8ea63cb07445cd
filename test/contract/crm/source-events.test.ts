import { AUGUST_UPGRADE, catalogue, ourId, type WonDeal, wonDeal } from './meridian.ts';
import { openRoom, type Room, until } from './room.ts';

interface ContractTold {
  readonly contractId: string;
  readonly version: number;
  readonly status: string;
  readonly ours: boolean;
}

describe('what the CRM tells of deals and contracts', () => {
  let room: Room;
  let deal: WonDeal;

  beforeEach(async () => {
    room = await openRoom();
    deal = await wonDeal(room.org, await catalogue(room.org));
    await room.crm.settle();
  });

  afterEach(() => room.close());

  const told = async <Data>(type: string): Promise<readonly Data[]> =>
    (await room.sql<{ data: Data }>('select data from event_log.event where type = $1 order by xid, id', [type])).map(
      ({ data }) => data,
    );
  const contractsTold = () => told<ContractTold>('contract.changed');

  async function activated() {
    const payload = { opportunityId: deal.opportunityId, requestedBy: 'ada' };
    const { value } = await room.command('activateContract', payload, 'op_1:activateContract');
    return value.contract as { readonly contractId: string; readonly externalId: string };
  }

  it('a deal that is won, once, with what it was before and what it is about', async () => {
    const open = { Name: 'Renewal 2027', AccountId: deal.account, StageName: 'Negotiation', CloseDate: '2026-12-01' };
    const contract = await activated();
    const renewal = await room.org.create('Opportunity', {
      ...open,
      CurrencyIsoCode: 'USD',
      Type: 'Renewal',
      ContractId: contract.externalId,
    });
    await room.crm.settle();
    await room.org.update('Opportunity', renewal, { StageName: 'Closed Won' });
    await room.crm.settle();
    await room.crm.settle();
    const opportunityId = ourId('opportunity', renewal);
    const about = { opportunityId, kind: 'RENEWAL', changesContractId: contract.contractId };
    const own = (await told<{ opportunityId: string }>('opportunity.changed')).filter(
      (data) => data.opportunityId === opportunityId,
    );
    expect(own).toEqual([
      { ...about, stage: 'Negotiation', won: false, previousWon: null },
      { ...about, stage: 'Closed Won', won: true, previousWon: false },
    ]);
  });

  it('a deal whose term is corrected after it was won, so that whoever waits for it looks again', async () => {
    const { crm, org } = room;
    const won = { Name: 'Ramp', AccountId: deal.account, StageName: 'Closed Won', CloseDate: '2026-12-01' };
    const ramp = await org.create('Opportunity', { ...won, CurrencyIsoCode: 'USD', TermStart__c: '2027-01-01' });
    await crm.settle();
    await org.update('Opportunity', ramp, { TermEnd__c: '2029-12-31' });
    await crm.settle();
    await org.update('Opportunity', ramp, { TermStart__c: '2027-02-01' });
    await crm.settle();
    await org.update('Opportunity', ramp, { PaymentTermDays__c: 45 });
    await crm.settle();
    const opportunityId = ourId('opportunity', ramp);
    const own = (await told<{ opportunityId: string }>('opportunity.changed')).filter(
      (data) => data.opportunityId === opportunityId,
    );
    expect(own).toMatchObject([
      { previousWon: null },
      { previousWon: true },
      { previousWon: true },
      { previousWon: true },
    ]);
  });

  it('a contract of ours as ours, and as sales’ once sales edits what was booked, with both values', async () => {
    const { contractId } = await activated();
    await room.crm.settle();
    expect(await contractsTold()).toEqual([{ contractId, version: 1, status: 'ACTIVE', ours: true }]);

    const [item] = await room.org.query('SELECT Id FROM OrderItem');
    await room.org.update('OrderItem', String(item?.['Id']), { Quantity: '450' });
    await until(async () => (await contractsTold()).length === 2);
    await room.crm.settle();
    expect((await contractsTold()).slice(1)).toEqual([{ contractId, version: 1, status: 'ACTIVE', ours: false }]);
    expect(await room.command('readContract', { contractId })).toMatchObject({
      value: {
        totalValue: { minor: '54000000', currency: 'USD' },
        bookedValue: { minor: '60000000', currency: 'USD' },
      },
    });
  });

  it.each([
    ['its last day', { EndDate: '2027-06-30' }],
    ['its status', { Status: 'Cancelled' }],
    ['its billing frequency', { BillingFrequency__c: 'MONTHLY' }],
    ['its legal entity', { LegalEntity__c: 'DE' }],
  ])('a contract as sales’ when they change %s', async (_what, change) => {
    const { externalId } = await activated();
    await room.org.update('Contract', externalId, change);
    await room.crm.settle();
    expect((await contractsTold()).map(({ ours }) => ours)).toEqual([true, false]);
  });

  it('a version of ours as ours, also when the word of it overtakes the answer to the command', async () => {
    const { contractId } = await activated();
    const { faults } = room.sandbox;
    const strike = faults.strike.bind(faults);
    let isCut = false;
    // The composite that writes is the one whose answer is lost.
    faults.strike = (kinds, method, path) => {
      const writes = kinds.includes('timeout-after') && method === 'POST' && path.endsWith('/composite');
      const isWritten = room.sandbox.ledger.effects().some(({ key }) => key === 'op_2:amend');
      if (isCut || !writes || !isWritten) return strike(kinds, method, path);
      isCut = true;
      return { match: {}, fault: 'timeout-after' };
    };
    const payload = { contractId, expectedVersion: 1, ...AUGUST_UPGRADE };
    const lost = await room.command('amendContract', payload, 'op_2:amend');
    expect(lost).toMatchObject({ ok: false, error: { kind: 'OutcomeUnknown' } });
    await room.crm.settle();
    expect((await contractsTold()).at(-1)).toEqual({ contractId, version: 2, status: 'ACTIVE', ours: true });
    await room.command('amendContract', payload, 'op_2:amend');
    await room.crm.settle();
    expect(await contractsTold()).toHaveLength(2);
  });

  it('a contract that sales changed while ours was being written as theirs first', async () => {
    const { contractId, externalId } = await activated();
    room.sandbox.faults.add({ match: { method: 'CDC' }, fault: 'drop-webhook', count: 100 });
    await room.org.update('Contract', externalId, { EndDate: '2026-11-30' });
    const payload = { contractId, expectedVersion: 1, ...AUGUST_UPGRADE };
    await room.command('amendContract', payload, 'op_2:amend');
    const all = await contractsTold();
    expect(all.map(({ version, ours }) => [version, ours])).toEqual([
      [1, true],
      [1, false],
      [2, true],
    ]);
  });

  it('a contract that is taken back, by us or by sales', async () => {
    const { contractId } = await activated();
    const undo = { opportunityId: deal.opportunityId, activateKey: 'op_1:activateContract' };
    await room.command('deactivateContract', undo, 'op_1:activateContract:undo');
    await room.crm.settle();
    expect((await contractsTold()).slice(1)).toEqual([{ contractId, version: 1, status: 'DELETED', ours: true }]);
    const payload = { opportunityId: deal.opportunityId, requestedBy: 'ada' };
    const { value } = await room.command('activateContract', payload, 'op_2:activateContract');
    await room.org.remove('Contract', value.contract.externalId);
    await room.crm.settle();
    expect((await contractsTold()).at(-1)).toMatchObject({ status: 'DELETED', ours: false });
  });

  it('every row that it brought, so that the mirror can be built again from what was told', async () => {
    const { contractId } = await activated();
    await room.command('amendContract', { contractId, expectedVersion: 1, ...AUGUST_UPGRADE }, 'op_2:amend');
    const [last] = await room.sql<{ record: { table: string; row: Record<string, unknown>; gone?: true }[] }>(
      `select record from event_log.event where type = 'contract.changed' order by xid desc, id desc limit 1`,
    );
    const rows = last?.record.filter(({ gone }) => gone !== true) ?? [];
    const counts = Object.fromEntries(
      Object.entries(Object.groupBy(rows, ({ table }) => table)).map(([k, v]) => [k, v?.length]),
    );
    expect(counts).toEqual({
      'crm.product': 2,
      'crm.contract': 1,
      'crm.contract_version': 2,
      'crm.contract_change': 3,
    });
    const live = await room.sql<{ row: Record<string, unknown> }>(
      'select to_jsonb(c) as row from crm.contract_change c order by external_id',
    );
    const recorded = rows.filter(({ table }) => table === 'crm.contract_change').map(({ row }) => row);
    expect(recorded.toSorted((a, b) => (String(a['external_id']) < String(b['external_id']) ? -1 : 1))).toEqual(
      live.map(({ row }) => row),
    );
  });

  it('the same end, however its messages are doubled, lost, swapped or emptied', async () => {
    const { contractId, externalId } = await activated();
    const [item] = await room.org.query('SELECT Id FROM OrderItem');
    let seed = 11;
    const chance = (n: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % n;
    };
    const faults = ['duplicate-webhook', 'drop-webhook', 'reorder-webhook', 'gap-event'] as const;
    let changeCount = 0;
    for (let turn = 1; turn <= 12; turn += 1) {
      const fault = faults[chance(faults.length)];
      if (fault !== undefined) room.sandbox.faults.add({ match: { method: 'CDC' }, fault, count: 1 });
      if (chance(2) === 0) await room.org.update('OrderItem', String(item?.['Id']), { Quantity: String(500 + turn) });
      else await room.org.update('Contract', externalId, { EndDate: `2027-01-${String(turn + 10)}` });
      changeCount += 1;
      if (chance(3) === 0) await room.crm.settle();
    }
    await fetch(`${room.sandbox.url}/__sandbox/webhooks/replay`, { method: 'POST' });
    await room.crm.settle();
    const { value } = await room.command('readContract', { contractId });
    const { value: live } = await room.command('readContract', { contractId, freshness: 'LIVE' });
    expect(value).toEqual(live);
    const events = await contractsTold();
    // The booking, and at most one for each real change: never one for a repeat.
    expect(events.length).toBeLessThanOrEqual(1 + changeCount);
    await room.crm.settle();
    expect(await contractsTold()).toHaveLength(events.length);
  });
});
