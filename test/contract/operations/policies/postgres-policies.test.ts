import { inTransaction } from '#kit/persistence/transaction.ts';
import { DEFAULT_POLICIES } from '#operations/policies/defaults.ts';
import { POLICY_NAMES } from '#operations/policies/policy.ts';
import { policyAt, policyHistory, publishPolicy, seedPolicies } from '#operations/policies/postgres-policies.ts';
import { type OperationsStore, openOperationsStore } from '#test/support/operations-store.ts';

let store: OperationsStore;
beforeAll(async () => {
  store = await openOperationsStore();
});
afterAll(() => store.close());

const at = (iso: string) => new Date(iso);
const retry = (silenceMinutes: number) => ({ ...DEFAULT_POLICIES.retry, silenceMinutes });
const publish = (silenceMinutes: number, effectiveAt: string, more: { approvedBy?: string; document?: unknown } = {}) =>
  inTransaction(store.dataSource, (em) =>
    publishPolicy(em, store.clock.now(), {
      name: 'retry',
      document: retry(silenceMinutes),
      effectiveAt: at(effectiveAt),
      author: 'ada',
      approvedBy: null,
      note: 'Less patience.',
      correlationId: 'cor_1',
      ...(more as object),
    }),
  );
const silenceAt = async (iso: string) =>
  (await policyAt(store.dataSource.manager, 'retry', at(iso))).document.silenceMinutes;

describe('a policy', () => {
  it('comes with the product, as version 1 of each name', async () => {
    for (const name of POLICY_NAMES) {
      expect(await policyAt(store.dataSource.manager, name, store.clock.now())).toMatchObject({
        version: 1,
        author: 'revgraph',
        document: DEFAULT_POLICIES[name],
      });
    }
    await inTransaction(store.dataSource, seedPolicies);
    await inTransaction(store.dataSource, seedPolicies);
    expect(await policyHistory(store.dataSource.manager, 'retry')).toHaveLength(1);
  });

  it('holds from its day on, and what held before can still be seen', async () => {
    expect(await publish(5, '2026-09-01T00:00:00Z')).toMatchObject({ version: 2 });
    expect(await publish(6, '2026-10-01T00:00:00Z')).toMatchObject({ version: 3 });
    expect(await silenceAt('2026-08-31T23:59:59Z')).toBe(15);
    expect(await silenceAt('2026-09-01T00:00:00Z')).toBe(5);
    expect(await silenceAt('2026-10-01T00:00:00Z')).toBe(6);
    const history = await policyHistory(store.dataSource.manager, 'retry');
    expect(history.map(({ version, author }) => [version, author])).toEqual([
      [3, 'ada'],
      [2, 'ada'],
      [1, 'revgraph'],
    ]);
  });

  it('is published with who, why, before and after', async () => {
    const [row] = await store.sql(
      `select actor, action, before ->> 'silenceMinutes' as before, after -> 'document' ->> 'silenceMinutes' as after
       from operations.audit where subject = 'policy:retry' order by sequence limit 1`,
    );
    expect(row).toEqual({ actor: 'ada', action: 'policy.published', before: '15', after: '5' });
  });

  it('of a wrong shape, or approved by its author, is not published', async () => {
    await expect(publish(7, '2026-11-01T00:00:00Z', { approvedBy: 'ada' })).rejects.toThrow('cannot approve');
    await expect(publish(7, '2026-11-01T00:00:00Z', { document: { silenceMinutes: 'soon' } })).rejects.toThrow();
    expect(await policyHistory(store.dataSource.manager, 'retry')).toHaveLength(3);
  });

  it('is never changed or removed', async () => {
    for (const sql of ["update operations.policy set author = 'eve'", 'delete from operations.policy']) {
      await expect(store.sql(sql)).rejects.toThrow('append-only');
    }
  });

  it('published by many at the same instant has a version each', async () => {
    const before = (await policyHistory(store.dataSource.manager, 'retry')).length;
    await Promise.all(Array.from({ length: 5 }, (_, index) => publish(10 + index, '2026-12-01T00:00:00Z')));
    const versions = (await policyHistory(store.dataSource.manager, 'retry')).map(({ version }) => version);
    expect(new Set(versions).size).toBe(before + 5);
  });
});
