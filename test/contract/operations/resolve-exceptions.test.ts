import { GERMAN, REVOPS, seatsTo, startTestOperations, type TestOperations } from '#test/support/operations.ts';

const CLOSED = { kind: 'ClosedPeriod', period: '2026-08' } as const;
const AT_STAKE = [{ amount: '170136.98', currency: 'USD' }];

let operations: TestOperations;
beforeAll(async () => {
  operations = await startTestOperations();
});
afterAll(() => operations.close());

interface Bulk {
  readonly matched: number;
  readonly impact: readonly { readonly amount: string; readonly currency: string }[];
  readonly operations: readonly { readonly id: string }[];
  readonly skipped: readonly { readonly id: string; readonly cause: string }[];
  readonly reasons: readonly string[];
  readonly userErrors: readonly { readonly code: string }[];
  readonly replayed: boolean;
}

async function resolveAll(input: Record<string, unknown>, by = REVOPS): Promise<Bulk> {
  const query = `mutation ($input: ResolveExceptionsInput!) { payload: resolveExceptions(input: $input) {
    matched impact { amount currency } operations { id } skipped { id cause } reasons userErrors { code } replayed } }`;
  const wish = {
    filter: { cause: 'CLOSED_PERIOD' },
    action: 'RETRY',
    note: 'Opened.',
    idempotencyKey: 'all',
    ...input,
  };
  return (await operations.ask<{ payload: Bulk }>(query, { input: wish }, by)).payload;
}

describe('a decision over all that match', () => {
  it('is counted and summed first, taken once, and finished when it is sent again', async () => {
    operations.systems.failNext('ERP.postInvoice', CLOSED);
    const { operation } = await operations.send('amendContract', seatsTo(800, 1, 'parked'));
    await operations.until(operation?.id, 'PARKED');
    await operations.sql(
      `insert into operations.exception (id, cause, status, title, explanation, next_action, owner_team, opened_at,
         due_at, legal_entity, payload)
       values ('exc_alone', 'CLOSED_PERIOD', 'OPEN', 't', 'e', 'n', 'finance', now(), now(), 'US', '{}')`,
    );
    const found = await resolveAll({ dryRun: true });
    expect(found).toMatchObject({ matched: 2, impact: AT_STAKE, operations: [{ id: operation?.id }], replayed: false });
    expect(found.skipped).toMatchObject([{ id: 'exc_alone', cause: 'CLOSED_PERIOD' }]);
    expect(found.reasons[0]).toContain('waits for no decision');
    expect((await resolveAll({ dryRun: true }, GERMAN)).matched).toBe(0);
    expect(await operations.sql('select 1 from operations.decision')).toEqual([]);

    const taken = await Promise.all([resolveAll({}), resolveAll({}), resolveAll({})]);
    for (const one of taken) {
      expect(one).toMatchObject({ matched: 2, operations: [{ id: operation?.id }], skipped: [{ id: 'exc_alone' }] });
    }
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await operations.sql('select 1 from operations.decision')).toHaveLength(1);
    await operations.sql('update operations.bulk_decision_item set decided = null, code = null, reason = null');
    expect(await resolveAll({})).toMatchObject({ matched: 2, operations: [{ id: operation?.id }], replayed: true });
    expect(await operations.sql('select 1 from operations.decision')).toHaveLength(1);
    expect((await resolveAll({ note: 'Another.' })).userErrors).toEqual([{ code: 'IDEMPOTENCY_CONFLICT' }]);
  });

  it('that cannot be one is refused', async () => {
    expect((await resolveAll({ action: 'RETRY_WITH_CORRECTION' })).userErrors).toEqual([{ code: 'INVALID_INPUT' }]);
    expect((await resolveAll({ action: 'ASSIGN', idempotencyKey: 'b' })).userErrors).toEqual([
      { code: 'INVALID_INPUT' },
    ]);
    expect((await resolveAll({ note: '', idempotencyKey: 'c' })).userErrors).toEqual([{ code: 'INVALID_INPUT' }]);
  });
});
