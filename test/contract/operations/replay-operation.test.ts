import type { ConnectorError } from '#schema/errors/connector-error.ts';
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

/** An amendment that has gone through, and how often each of its keys had been asked by then. */
async function succeeded() {
  amendments += 1;
  const { version } = operations.systems.contract;
  const { operation } = await operations.send('amendContract', seatsTo(900, version, `amendment ${amendments}`));
  expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED' });
  return operation?.id ?? '';
}

/** The writes of an operation that the systems were asked for after `from` calls, `key command`. */
const asked = (id: string, from: number) =>
  operations.systems.calls
    .slice(from)
    .filter(({ key, lookUp }) => key?.startsWith(`${id}:`) === true && !lookUp)
    .map(({ key, name }) => `${key?.slice(id.length + 1)} ${name}`);

const effectsOf = (id: string) => [...operations.systems.effects.keys()].filter((key) => key.startsWith(`${id}:`));

/** Steps that were told with one of these kinds, in order. */
const told = async (id: string, kind: string) =>
  (
    await operations.sql<{ step: string }>(
      `select data -> 'step' ->> 'name' as step from event_log.event where operation_id = $1 and type = $2 order by id`,
      [id, kind],
    )
  ).map(({ step }) => step);

/** Ends once everything in the contract's books line up to here has left it: a further change of it has. */
async function untilTheLineIsThrough() {
  await succeeded();
}

const endsOf = (id: string) =>
  operations.sql<{ actor: string; end: string }>(
    `select actor, after ->> 'end' as end from operations.audit
     where action = 'operation.replay-ended' and after ->> 'operationId' = $1 order by sequence`,
    [id],
  );

const exceptionsOf = (id: string) =>
  operations.sql<{ cause: string; title: string; system: string }>(
    'select cause, title, system from operations.exception where operation_id = $1 and closed_at is null',
    [id],
  );

const DONE = ['amendCrmContract', 'amendSubscription', 'postInvoice', 'modifyRevenueContract', 'reportToCrm'];

describe('an operation that has succeeded', () => {
  it('replayed from a step asks that one and what follows under their keys, and nothing happens twice', async () => {
    const id = await succeeded();
    const done = await told(id, 'step.finished');
    const from = done.indexOf('postInvoice');
    expect(done).toEqual(expect.arrayContaining(DONE));
    const effects = effectsOf(id);
    const seen = operations.systems.calls.length;
    const answers = await Promise.all(Array.from({ length: 4 }, () => replay(id, { fromStep: 'postInvoice' })));
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
    expect(answers.filter(({ replayed }) => replayed)).toHaveLength(3);
    expect(answers[0]?.operation).toMatchObject({ id, status: 'SUCCEEDED' });
    await untilTheLineIsThrough();
    const replayed = await told(id, 'step.replayed');
    expect(replayed).toContain('reportToCrm');
    expect([...replayed].sort()).toEqual(done.filter((step) => replayed.includes(step)).sort());
    expect(replayed).not.toContain('amendSubscription');
    expect(from).toBeGreaterThan(0);
    const keys = asked(id, seen).map((call) => call.split(' ')[0]?.replace(/:\d+$/, ''));
    expect([...new Set(keys)]).toEqual(replayed.filter((step) => effects.some((key) => key.includes(`:${step}`))));
    expect(effectsOf(id)).toEqual(effects);
    expect(await operations.until(id)).toMatchObject({ status: 'SUCCEEDED', commitment: 'DONE', finalization: 'DONE' });
    expect(await endsOf(id)).toEqual([{ actor: 'ada', end: 'DONE' }]);
    const [audit] = await operations.sql(
      `select actor, after ->> 'reason' as reason, after ->> 'fromStep' as from from operations.audit
       where action = 'operation.replayed' and after ->> 'operationId' = $1`,
      [id],
    );
    expect(audit).toEqual({ actor: 'ada', reason: 'The month was opened.', from: 'postInvoice' });
  });

  it('replayed without a step asks all of them, again and again with one effect each', async () => {
    const id = await succeeded();
    const effects = effectsOf(id);
    for (const time of ['once', 'twice'])
      expect(codes(await replay(id, { idempotencyKey: `${id} ${time}` }))).toEqual([]);
    await untilTheLineIsThrough();
    const done = await told(id, 'step.finished');
    const replayed = await told(id, 'step.replayed');
    expect(replayed).toHaveLength(2 * done.length);
    expect(effectsOf(id)).toEqual(effects);
    expect(await endsOf(id)).toHaveLength(2);
  });

  it('is asked as it was corrected, under the key of the correction', async () => {
    await operations.sql(
      `insert into operations.policy (name, version, effective_at, published_at, author, note, document)
       select name, 2, '2026-08-16', '2026-08-16', 'ada', 'Higher.',
         jsonb_set(document, '{thresholds,0,aboveMinor}', '"17013698"')
       from operations.policy where name = 'materiality' and version = 1`,
    );
    const id = await parked();
    const query = `query ($id: ID!) { operation(id: $id) { exceptions { id } } }`;
    const { operation } = await operations.ask<{ operation: { exceptions: { id: string }[] } }>(query, { id });
    const { userErrors } = await operations.send('resolveException', {
      exceptionId: operation.exceptions[0]?.id,
      action: 'RETRY_WITH_CORRECTION',
      correction: { postingPeriod: '2026-09' },
      note: 'The next month takes it.',
      idempotencyKey: `correct ${id}`,
    });
    expect(userErrors).toEqual([]);
    expect(await operations.until(id)).toMatchObject({ status: 'SUCCEEDED' });
    const effects = effectsOf(id);
    expect(effects).toContain(`${id}:postInvoice:corrected`);
    const seen = operations.systems.calls.length;
    expect(codes(await replay(id, { fromStep: 'postInvoice' }))).toEqual([]);
    await untilTheLineIsThrough();
    const again = operations.systems.calls.slice(seen).filter(({ key }) => key?.startsWith(`${id}:postInvoice`));
    expect(again).toMatchObject([{ key: `${id}:postInvoice:corrected`, payload: { postingPeriod: '2026-09' } }]);
    expect(again[0]?.payload).toEqual(operations.systems.effects.get(`${id}:postInvoice:corrected`)?.payload);
    expect(effectsOf(id)).toEqual(effects);
  });

  it('is looked up first when the reply to a repeated write is lost', async () => {
    const id = await succeeded();
    const effects = effectsOf(id);
    const seen = operations.systems.calls.length;
    operations.systems.failNext('ERP.postInvoice', 'reply-lost');
    expect(codes(await replay(id, { fromStep: 'postInvoice' }))).toEqual([]);
    await untilTheLineIsThrough();
    const calls = operations.systems.calls.slice(seen).filter(({ key }) => key === `${id}:postInvoice`);
    expect(calls.map(({ lookUp }) => lookUp)).toEqual([false, true]);
    expect(effectsOf(id)).toEqual(effects);
    expect(await endsOf(id)).toMatchObject([{ end: 'DONE' }]);
  });

  it.each<[string, ConnectorError, string]>([
    ['refuses', { kind: 'Rejected', code: 'GONE', field: null, detail: 'No such invoice.' }, 'VENDOR_REJECTED'],
    ['cannot be read', { kind: 'Unmappable', field: 'total', detail: '?' }, 'UNCERTAIN_OUTCOME'],
  ])('whose system %s asks a person, stays succeeded and lets the contract go on', async (_how, error, cause) => {
    const id = await succeeded();
    operations.systems.failNext('ERP.postInvoice', error);
    expect(codes(await replay(id, { fromStep: 'postInvoice' }))).toEqual([]);
    await untilTheLineIsThrough();
    expect(await told(id, 'step.replayed')).not.toContain('postInvoice');
    expect(await exceptionsOf(id)).toMatchObject([{ cause, system: 'ERP' }]);
    expect(await endsOf(id)).toEqual([{ actor: 'ada', end: 'STOPPED' }]);
    expect(await operations.until(id)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('whose system names another record than the one it made asks a person', async () => {
    const id = await succeeded();
    const effect = { system: 'CRM', vendor: 'fake', connection: 'main', type: 'report', externalId: 'another' };
    operations.systems.answers.set('reportStatus', () => ({ effect }));
    expect(codes(await replay(id, { fromStep: 'reportToCrm' }))).toEqual([]);
    await untilTheLineIsThrough();
    operations.systems.answers.delete('reportStatus');
    expect(await exceptionsOf(id)).toMatchObject([{ cause: 'RECONCILIATION_BREAK', system: 'CRM' }]);
    expect(await endsOf(id)).toMatchObject([{ end: 'STOPPED' }]);
  });
});

describe('an operation that cannot be replayed', () => {
  const message = async (id: string) => {
    const { userErrors } = await replay(id, { idempotencyKey: `named ${id} ${amendments}` });
    return userErrors.map(({ code, message: sentence }) => `${code} ${sentence}`).join();
  };

  it('says so: one that runs, one that was taken back, and a step that it does not have', async () => {
    const held = operations.systems.hold('CRM.amendContract');
    amendments += 1;
    const { version } = operations.systems.contract;
    const { operation } = await operations.send('amendContract', seatsTo(910, version, `amendment ${amendments}`));
    await held.reached;
    expect(await message(operation?.id ?? '')).toMatch(/^INVALID_TRANSITION The operation is RUNNING/);
    operations.systems.failNext('BILLING.amendSubscription', {
      kind: 'Rejected',
      code: 'X',
      field: null,
      detail: 'No.',
    });
    held.release();
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'COMPENSATED' });
    expect(await message(operation?.id ?? '')).toMatch(/^INVALID_TRANSITION The operation is COMPENSATED.*taken back/);
    const id = await succeeded();
    expect(codes(await replay(id, { fromStep: 'makeCoffee' }))).toEqual([['INVALID_INPUT', 'fromStep']]);
    expect(await told(id, 'step.replayed')).toEqual([]);
  });
});
