import { GERMAN, REVOPS, seatsTo, startTestOperations, type TestOperations } from '#test/support/operations.ts';

const CLOSED = { kind: 'ClosedPeriod', period: '2026-08' } as const;

let operations: TestOperations;
beforeAll(async () => {
  operations = await startTestOperations();
});
afterAll(() => operations.close());
afterEach(() => {
  operations.systems.fault = () => null;
});

let amendments = 0;
async function parked() {
  operations.systems.failNext('ERP.postInvoice', CLOSED);
  amendments += 1;
  const { version } = operations.systems.contract;
  const { operation } = await operations.send('amendContract', seatsTo(800, version, `amendment ${amendments}`));
  await operations.until(operation?.id, 'PARKED');
  return operation?.id ?? '';
}
const replay = (operationId: string, more: Record<string, unknown> = {}, by = REVOPS) =>
  operations.send(
    'replayOperation',
    { operationId, reason: 'The month was opened.', idempotencyKey: `replay ${operationId}`, ...more },
    by,
  );
const codes = ({ userErrors }: Awaited<ReturnType<typeof replay>>) =>
  userErrors.map(({ code, field }) => [code, field.join('.')]);

describe('a parked operation', () => {
  it('replayed from a step that is done goes on where it waits, with each effect once, and says who and why', async () => {
    const id = await parked();
    const answers = await Promise.all(Array.from({ length: 5 }, () => replay(id, { fromStep: 'amendSubscription' })));
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
    expect(answers.filter(({ replayed }) => replayed)).toHaveLength(4);
    expect(await operations.until(id)).toMatchObject({ status: 'SUCCEEDED' });
    const writes = operations.systems.calls.filter(({ key, lookUp }) => !lookUp && key === `${id}:amendSubscription`);
    expect(writes).toHaveLength(1);
    const effects = [...operations.systems.effects.values()].filter(({ key }) => key?.startsWith(`${id}:`));
    expect(effects.filter(({ name }) => name === 'postInvoice')).toHaveLength(1);
    const [audit] = await operations.sql(
      `select actor, after ->> 'reason' as reason, after ->> 'fromStep' as from from operations.audit
       where action = 'operation.replayed' and after ->> 'operationId' = $1`,
      [id],
    );
    expect(audit).toEqual({ actor: 'ada', reason: 'The month was opened.', from: 'amendSubscription' });
    expect(codes(await replay(id, { idempotencyKey: 'again' }))).toEqual([['INVALID_TRANSITION', 'operationId']]);
  });

  it('is not replayed from a step that it does not have or has not reached, nor without a reason, nor by a stranger', async () => {
    const id = await parked();
    expect(codes(await replay(id, { fromStep: 'makeCoffee' }))).toEqual([['INVALID_INPUT', 'fromStep']]);
    expect(codes(await replay(id, { fromStep: 'reportToCrm' }))).toEqual([['INVALID_TRANSITION', 'fromStep']]);
    expect(codes(await replay(id, { reason: ' ' }))).toEqual([['INVALID_INPUT', 'reason']]);
    expect(codes(await replay(id, {}, GERMAN))).toEqual([['NOT_FOUND', 'operationId']]);
    expect(codes(await replay('op_none'))).toEqual([['NOT_FOUND', 'operationId']]);
    expect(codes(await replay(id))).toEqual([]);
    expect(codes(await replay(id, { reason: 'Another.' }))).toEqual([['IDEMPOTENCY_CONFLICT', 'idempotencyKey']]);
    expect(await operations.until(id)).toMatchObject({ status: 'SUCCEEDED' });
  });
});
