import { inTransaction } from '#kit/persistence/transaction.ts';
import { FakeTimers } from '#kit/runtime/timers.ts';
import { type AuditRow, appendAudit } from '#operations/audit/postgres-audit.ts';
import { sealAudit, startSealer } from '#operations/audit/postgres-sealer.ts';
import { verifyAudit } from '#operations/audit/postgres-verify.ts';
import { type OperationsStore, openOperationsStore } from '#test/support/operations-store.ts';

let store: OperationsStore;
beforeEach(async () => {
  store = await openOperationsStore();
});
afterEach(() => store.close());

const row = (subject: string, after: unknown): AuditRow => ({
  at: store.clock.now(),
  actor: 'ada',
  action: 'operation.accepted',
  subject,
  correlationId: 'cor_1',
  before: null,
  after,
});
const append = (subject: string, after: unknown = { amount: '100' }) =>
  inTransaction(store.dataSource, (em) => appendAudit(em, row(subject, after)));
const seal = () => inTransaction(store.dataSource, (em) => sealAudit(em, store.clock.now()));
const firstBreak = async (knownSeal: string | null = null) =>
  (await verifyAudit(store.dataSource, knownSeal)).firstBreak;

/** Three chains of three rows, under one seal, with one row behind it. */
async function nineRowsAndOne() {
  for (let round = 1; round <= 3; round += 1) {
    for (const chain of ['ctr_a', 'ctr_b', 'ctr_c'])
      await append(chain, { round, zażółć: '€', nested: { b: 1, a: 2 } });
  }
  const sealed = await seal();
  await append('ctr_a', { round: 4 });
  return sealed;
}

describe('the audit', () => {
  it('that nobody touched is whole', async () => {
    const sealed = await nineRowsAndOne();
    expect(await verifyAudit(store.dataSource, sealed?.hash)).toEqual({
      rowCount: 10,
      chainCount: 3,
      sealCount: 1,
      lastSeal: sealed?.hash,
      firstBreak: null,
    });
  });

  it('keeps the order of a chain that many write to at the same instant', async () => {
    await Promise.all(Array.from({ length: 24 }, (_, index) => append(`ctr_${index % 2}`, { index })));
    expect(await verifyAudit(store.dataSource)).toMatchObject({ rowCount: 24, chainCount: 2, firstBreak: null });
  });

  it('lets work on one contract not wait for work on another', async () => {
    await append('ctr_a');
    const reached = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const held = inTransaction(store.dataSource, async (em) => {
      await appendAudit(em, row('ctr_a', null));
      reached.resolve();
      await release.promise;
    });
    await reached.promise;
    await append('ctr_b');
    expect(await seal()).toMatchObject({ chainCount: 1 });
    release.resolve();
    await held;
    expect(await seal()).toMatchObject({ number: 2, chainCount: 1 });
  });

  it('leaves nothing of a change that was not made', async () => {
    await append('ctr_a');
    const failed = inTransaction(store.dataSource, async (em) => {
      await appendAudit(em, row('ctr_a', null));
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    await append('ctr_a');
    expect(await verifyAudit(store.dataSource)).toMatchObject({ rowCount: 2, firstBreak: null });
  });

  it.each([
    ['a row changed', `update operations.audit set actor = 'eve'`],
    ['a row removed', 'delete from operations.audit'],
    ['all rows removed', 'truncate operations.audit'],
    ['a head removed', 'delete from operations.audit_chain'],
    ['a seal changed', 'update operations.audit_seal set number = 7'],
    ['a seal removed', 'delete from operations.audit_seal'],
    ['all seals removed', 'truncate operations.audit_seal'],
  ])('refuses to have %s', async (_what, sql) => {
    await nineRowsAndOne();
    await expect(store.sql(sql)).rejects.toThrow('append-only');
  });
});

describe('somebody with all rights over the database is found out', () => {
  const B2 = `chain = 'ctr_b' and position = 2`;

  it.each([
    ['a byte of what was done', `update operations.audit set after = jsonb_set(after, '{round}', '3') where ${B2}`],
    ['who did it', `update operations.audit set actor = 'eve' where ${B2}`],
    ['when', `update operations.audit set at = at + interval '1 microsecond' where ${B2}`],
    ['a hash', `update operations.audit set hash = repeat('0', 64) where ${B2}`],
    ['the hash before', `update operations.audit set previous_hash = repeat('0', 64) where ${B2}`],
  ])('who changes %s', async (_what, sql) => {
    await nineRowsAndOne();
    await store.tamper(sql);
    expect(await firstBreak()).toEqual({ chain: 'ctr_b', position: 2, sequence: '5', what: 'CHANGED' });
  });

  it('who removes a row inside a chain', async () => {
    await nineRowsAndOne();
    await store.tamper(`delete from operations.audit where ${B2}`);
    expect(await firstBreak()).toEqual({ chain: 'ctr_b', position: 2, sequence: null, what: 'MISSING' });
  });

  it('who removes the last row, and also sets its chain back', async () => {
    await nineRowsAndOne();
    await store.tamper(`delete from operations.audit where chain = 'ctr_b' and position = 3`);
    const lost = { chain: 'ctr_b', position: 3, sequence: null, what: 'MISSING' };
    expect(await firstBreak()).toEqual(lost);
    await store.tamper(
      `update operations.audit_chain c set position = 2, hash = a.hash from operations.audit a
       where a.chain = c.chain and a.position = 2 and c.chain = 'ctr_b'`,
    );
    expect(await firstBreak()).toEqual(lost);
  });

  it('who removes a whole chain behind a seal', async () => {
    await nineRowsAndOne();
    await store.tamper(`delete from operations.audit where chain = 'ctr_b'`);
    await store.tamper(`delete from operations.audit_chain where chain = 'ctr_b'`);
    expect(await firstBreak()).toEqual({ chain: 'ctr_b', position: 3, sequence: null, what: 'MISSING' });
  });

  it('who writes a chain anew with hashes that fit each other', async () => {
    await nineRowsAndOne();
    await store.tamper(`delete from operations.audit where chain = 'ctr_b'`);
    await store.tamper(`delete from operations.audit_chain where chain = 'ctr_b'`);
    for (let round = 1; round <= 3; round += 1) await append('ctr_b', { round: 'another' });
    expect(await firstBreak()).toMatchObject({ chain: 'ctr_b', position: 3, what: 'CHANGED' });
  });

  it('who adds a row', async () => {
    await nineRowsAndOne();
    await store.tamper(
      `insert into operations.audit (chain, position, at, actor, action, subject, correlation_id, previous_hash, hash)
       select chain, 4, at, 'eve', action, subject, correlation_id, hash, repeat('0', 64)
       from operations.audit where chain = 'ctr_b' and position = 3`,
    );
    expect(await firstBreak()).toMatchObject({ chain: 'ctr_b', position: 4, what: 'CHANGED' });
  });

  it('who changes or removes a seal, or the end of the seals with all that they proved', async () => {
    await nineRowsAndOne();
    const second = await seal();
    await append('ctr_c');
    const third = await seal();
    await store.tamper('delete from operations.audit_seal where number = 2');
    expect(await firstBreak()).toEqual({ chain: 'seals', position: 2, sequence: null, what: 'MISSING' });
    await store.tamper('delete from operations.audit_seal where number = 3');
    expect(await firstBreak()).toBeNull();
    expect(await firstBreak(second?.hash)).toMatchObject({ chain: 'seals', what: 'MISSING' });
    expect(await firstBreak(third?.hash)).toMatchObject({ chain: 'seals', what: 'MISSING' });
    await store.tamper(`update operations.audit_seal set heads = '[]'`);
    expect(await firstBreak()).toEqual({ chain: 'seals', position: 1, sequence: null, what: 'CHANGED' });
  });
});

describe('the sealer', () => {
  it('seals once a minute what came since, and tells each hash', async () => {
    const timers = new FakeTimers(store.clock);
    const told = Promise.withResolvers<string>();
    const sealer = startSealer({
      ...store,
      timers,
      onSeal: ({ hash }) => told.resolve(hash),
      onError: (error) => told.reject(error),
    });
    await append('ctr_a');
    await timers.advance(60_000);
    const hash = await told.promise;
    sealer.stop();
    await sealer.stopped;
    expect(await verifyAudit(store.dataSource, hash)).toMatchObject({ lastSeal: hash, firstBreak: null });
    expect(await seal()).toBeNull();
  });
});
