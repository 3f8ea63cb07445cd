import {
  GERMAN,
  type Payload,
  REVOPS,
  seatsTo,
  startTestOperations,
  type TestOperations,
  traces,
} from '#test/support/operations.ts';

const CLOSED = { kind: 'ClosedPeriod', period: '2026-08' } as const;
const REJECTED = { kind: 'Rejected', code: 'ITEM_UNMAPPED', field: 'lines.0', detail: 'No such item.' } as const;
const UNREADABLE = { kind: 'Unmappable', field: 'status', detail: 'new' } as const;

let operations: TestOperations;
beforeAll(async () => {
  operations = await startTestOperations();
});
afterAll(() => operations.close());
afterEach(() => {
  operations.systems.fault = () => null;
});

interface SeenException {
  readonly id: string;
  readonly cause: string;
  readonly status: string;
  readonly assignee: string | null;
  readonly history: readonly { readonly by: string; readonly what: string; readonly note: string | null }[];
}

let amendments = 0;
/** An amendment that stops at this command, and the exception that it opens. */
async function parkedAt(command: string, ...verdicts: Parameters<TestOperations['systems']['failNext']>[1][]) {
  operations.systems.failNext(command, ...verdicts);
  amendments += 1;
  const version = operations.systems.contract.version;
  const { operation } = await operations.send('amendContract', seatsTo(800, version, `amendment ${amendments}`));
  await operations.until(operation?.id, 'PARKED', 'COMPENSATED');
  const [exception] = await exceptionsOf(operation?.id);
  if (operation === null || exception === undefined) throw new Error('No exception');
  return { operationId: operation.id, exception, version };
}

async function exceptionsOf(id: string | undefined): Promise<readonly SeenException[]> {
  const query = `query ($id: ID!) { operation(id: $id) {
    exceptions { id cause status assignee history { by what note } } } }`;
  const { operation } = await operations.ask<{ operation: { exceptions: SeenException[] } }>(query, { id });
  return operation.exceptions;
}

const resolve = (
  exceptionId: string,
  action: string,
  more: Record<string, unknown> = {},
  by = REVOPS,
): Promise<Payload> =>
  operations.send(
    'resolveException',
    { exceptionId, action, note: 'Seen.', idempotencyKey: `${action} ${exceptionId}`, ...more },
    by,
  );
const codes = ({ userErrors }: Payload) => userErrors.map(({ code, field }) => [code, field?.join('.')]);
const effectsOf = (id: string) =>
  [...operations.systems.effects.values()].filter(({ key }) => key?.startsWith(`${id}:`)).map(({ name }) => name);

describe('a closed period', () => {
  it('parks an amendment; opened and tried again it is finished, with each effect once', async () => {
    const { operationId, exception } = await parkedAt('ERP.postInvoice', CLOSED);
    expect(exception).toMatchObject({ cause: 'CLOSED_PERIOD', status: 'OPEN' });
    const answer = await resolve(exception.id, 'RETRY', { note: 'Period opened.' });
    expect(answer).toMatchObject({ replayed: false, userErrors: [], operation: { id: operationId } });
    expect(await operations.until(operationId)).toMatchObject({ status: 'SUCCEEDED', finalization: 'DONE' });
    expect(effectsOf(operationId).filter((name) => name === 'postInvoice')).toHaveLength(1);
    const [resolved] = await exceptionsOf(operationId);
    expect(resolved).toMatchObject({ status: 'RESOLVED' });
    expect(resolved?.history).toEqual([
      { by: 'revgraph', what: 'opened', note: null },
      { by: 'ada', what: 'retry', note: 'Period opened.' },
      { by: 'revgraph', what: 'resolved', note: null },
    ]);
    const audit = await operations.sql(
      `select actor, action, after ->> 'note' as note from operations.audit where subject = $1`,
      [exception.id],
    );
    expect(audit).toEqual([{ actor: 'ada', action: 'exception.retry', note: 'Period opened.' }]);
  });

  it('that is still closed parks again, with a new exception that needs a new decision', async () => {
    const { operationId, exception } = await parkedAt('ERP.postInvoice', CLOSED, CLOSED);
    await resolve(exception.id, 'RETRY');
    const parkedAgain = `subscription ($id: ID!) { syncStatus(filter: { operationId: $id, kinds: ["operation.parked"] }) {
      kind exception { id } } }`;
    let second: string | undefined;
    for await (const { data } of await operations.subscribe(parkedAgain, { id: operationId })) {
      second = (await exceptionsOf(operationId)).find(({ status }) => status === 'OPEN')?.id;
      if (data?.['syncStatus'] && second !== undefined && second !== exception.id) break;
    }
    expect((await resolve(second ?? '', 'RETRY')).userErrors).toEqual([]);
    expect(await operations.until(operationId)).toMatchObject({ status: 'SUCCEEDED' });
    expect((await exceptionsOf(operationId)).map(({ status }) => status)).toEqual(['RESOLVED', 'RESOLVED']);
  });

  it('found after a process was replaced is decided all the same', async () => {
    const { operationId, exception } = await parkedAt('ERP.postInvoice', CLOSED);
    await operations.restart();
    await resolve(exception.id, 'RETRY');
    expect(await operations.until(operationId)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('before the ledger has the invoice lets the amendment be taken back', async () => {
    const { operationId, exception, version } = await parkedAt('ERP.postInvoice', CLOSED);
    expect((await resolve(exception.id, 'COMPENSATE')).userErrors).toEqual([]);
    expect(await operations.until(operationId)).toMatchObject({ status: 'COMPENSATED', commitment: 'FAILED' });
    expect(effectsOf(operationId).slice(0, 2)).toEqual(['amendContract', 'amendSubscription']);
    expect(effectsOf(operationId).slice(-3)).toEqual(['withdraw', 'restoreSubscription', 'restoreContract']);
    expect(operations.systems.contract.version).toBe(version);
    expect(await exceptionsOf(operationId)).toMatchObject([{ status: 'RESOLVED' }]);
  });
});

describe('a decision', () => {
  it('sent twenty times at the same instant is one', async () => {
    const { operationId, exception } = await parkedAt('ERP.postInvoice', CLOSED);
    const answers = await Promise.all(Array.from({ length: 20 }, () => resolve(exception.id, 'RETRY')));
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
    expect(answers.filter(({ replayed }) => replayed)).toHaveLength(19);
    await operations.until(operationId);
    const sent = await operations.sql('select consumed from dbos.notifications where destination_uuid like $1', [
      `${operationId}:%`,
    ]);
    expect(sent).toEqual([{ consumed: true }]);
    expect(await resolve(exception.id, 'RETRY')).toMatchObject({ replayed: true, operation: { status: 'SUCCEEDED' } });
  });

  it('is not followed by another one, nor changed under its key', async () => {
    const { operationId, exception } = await parkedAt('ERP.postInvoice', CLOSED);
    await resolve(exception.id, 'RETRY', { idempotencyKey: 'first' });
    expect(codes(await resolve(exception.id, 'COMPENSATE', { idempotencyKey: 'first' }))).toEqual([
      ['IDEMPOTENCY_CONFLICT', 'idempotencyKey'],
    ]);
    expect(codes(await resolve(exception.id, 'COMPENSATE', { idempotencyKey: 'second' }))).toEqual([
      ['INVALID_TRANSITION', 'action'],
    ]);
    expect(await operations.until(operationId)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('to take back what the ledger has is refused', async () => {
    const { operationId, exception } = await parkedAt('REVREC.modifyContract', REJECTED);
    expect(exception.cause).toBe('MISSING_MAPPING');
    expect(codes(await resolve(exception.id, 'COMPENSATE'))).toEqual([['INVALID_TRANSITION', 'action']]);
    await resolve(exception.id, 'RETRY');
    expect(await operations.until(operationId)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('to take back a write in doubt is refused; tried again it is looked up first', async () => {
    const { operationId, exception } = await parkedAt('BILLING.amendSubscription', UNREADABLE);
    expect(codes(await resolve(exception.id, 'COMPENSATE'))).toEqual([['INVALID_TRANSITION', 'action']]);
    await resolve(exception.id, 'RETRY');
    expect(await operations.until(operationId)).toMatchObject({ status: 'SUCCEEDED' });
    const acts = operations.systems.calls.filter(({ key }) => key === `${operationId}:amendSubscription`);
    expect(acts.map(({ lookUp }) => lookUp)).toEqual([false, true, false]);
  });

  it('about an operation that was taken back can assign it, and waive it, which closes it', async () => {
    const { exception, operationId } = await parkedAt('BILLING.amendSubscription', REJECTED);
    for (const action of ['RETRY', 'COMPENSATE']) {
      expect(codes(await resolve(exception.id, action))).toEqual([['INVALID_TRANSITION', 'action']]);
    }
    expect((await resolve(exception.id, 'ASSIGN', { assignee: 'grace' })).userErrors).toEqual([]);
    expect(await exceptionsOf(operationId)).toMatchObject([{ status: 'ASSIGNED', assignee: 'grace' }]);
    expect((await resolve(exception.id, 'WAIVE', { note: 'The customer gave up.' })).userErrors).toEqual([]);
    expect(await exceptionsOf(operationId)).toMatchObject([{ status: 'WAIVED' }]);
    const closed = 'select closed_at is not null as closed from operations.exception where id = $1';
    expect(await operations.sql(closed, [exception.id])).toEqual([{ closed: true }]);
  });

  it('to assign leaves the operation waiting, and the next one free', async () => {
    const { operationId, exception } = await parkedAt('ERP.postInvoice', CLOSED);
    await resolve(exception.id, 'ASSIGN', { assignee: 'grace', note: 'Yours.' });
    const [assigned] = await exceptionsOf(operationId);
    expect(assigned).toMatchObject({ status: 'ASSIGNED', assignee: 'grace' });
    expect(assigned?.history.at(-1)).toEqual({ by: 'ada', what: 'assigned to grace', note: 'Yours.' });
    expect((await resolve(exception.id, 'RETRY')).userErrors).toEqual([]);
    expect(await operations.until(operationId)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('about an undoing that was refused tries the undoing again', async () => {
    const lost: string[] = ['BILLING.amendSubscription', 'CRM.restoreContract'];
    operations.systems.fault = ({ system, name, lookUp }) => {
      if (lookUp || lost[0] !== `${system}.${name}`) return null;
      lost.shift();
      return REJECTED;
    };
    const version = operations.systems.contract.version;
    const { operation } = await operations.send('amendContract', seatsTo(800, version, 'stuck undoing'));
    await operations.until(operation?.id, 'PARKED');
    const stuck = (await exceptionsOf(operation?.id)).at(-1);
    expect(codes(await resolve(stuck?.id ?? '', 'COMPENSATE'))).toEqual([['INVALID_TRANSITION', 'action']]);
    expect((await resolve(stuck?.id ?? '', 'RETRY')).userErrors).toEqual([]);
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'COMPENSATED' });
    expect(operations.systems.contract.version).toBe(version);
  });

  it('that cannot be one leaves nothing behind', async () => {
    const { operationId, exception } = await parkedAt('ERP.postInvoice', CLOSED);
    const before = await traces(operations);
    expect(codes(await resolve('exc_none', 'RETRY'))).toEqual([['NOT_FOUND', 'exceptionId']]);
    expect(codes(await resolve(exception.id, 'RETRY', {}, GERMAN))).toEqual([['NOT_FOUND', 'exceptionId']]);
    expect(codes(await resolve(exception.id, 'RETRY', { note: ' ' }))).toEqual([['INVALID_INPUT', 'note']]);
    expect(codes(await resolve(exception.id, 'RETRY', { note: 'n'.repeat(1001) }))).toEqual([
      ['INVALID_INPUT', 'note'],
    ]);
    expect(codes(await resolve(exception.id, 'RETRY', { idempotencyKey: '' }))).toEqual([
      ['INVALID_INPUT', 'idempotencyKey'],
    ]);
    expect(codes(await resolve(exception.id, 'ASSIGN'))).toEqual([['INVALID_INPUT', 'assignee']]);
    expect(codes(await resolve(exception.id, 'WAIVE'))).toEqual([['INVALID_TRANSITION', 'action']]);
    expect(codes(await resolve(exception.id, 'SKIP'))).toEqual([['INVALID_TRANSITION', 'action']]);
    const correct = (correction: unknown) => resolve(exception.id, 'RETRY_WITH_CORRECTION', { correction });
    expect(codes(await correct(undefined))).toEqual([['INVALID_INPUT', 'correction']]);
    expect(codes(await correct({}))).toEqual([['INVALID_INPUT', 'correction']]);
    expect(codes(await correct({ invoice: {} }))).toEqual([['INVALID_INPUT', 'correction.invoice']]);
    expect(codes(await resolve(exception.id, 'RETRY', { correction: { postingPeriod: '2026-09' } }))).toEqual([
      ['INVALID_INPUT', 'correction'],
    ]);
    expect(await traces(operations)).toEqual(before);
    expect(await operations.sql('select 1 from operations.decision where exception_id = $1', [exception.id])).toEqual(
      [],
    );
    await resolve(exception.id, 'RETRY');
    await operations.until(operationId);
  });
});

const GRACE = { ...REVOPS, subject: 'grace', roles: ['controller'] } as const;

interface SeenApproval {
  readonly id: string;
  readonly status: string;
  readonly payloadHash: string;
}

async function approvalOf(operationId: string): Promise<SeenApproval> {
  const query = 'query ($id: ID!) { operation(id: $id) { approvals { id status payloadHash } } }';
  const { operation } = await operations.ask<{ operation: { approvals: SeenApproval[] } }>(query, { id: operationId });
  const approval = operation.approvals.at(-1);
  if (approval === undefined) throw new Error('No approval');
  return approval;
}

const approve = ({ id, payloadHash }: SeenApproval, by: typeof REVOPS, decision = 'APPROVE') =>
  operations.send(
    'decideApproval',
    { approvalId: id, payloadHash, decision, note: 'Right.', idempotencyKey: `${decision} ${id} ${by.subject}` },
    by,
  );
const OPEN_MONTH = { correction: { postingPeriod: '2026-09' }, note: 'Into September.' };
const postings = (operationId: string) =>
  operations.systems.calls.filter(
    ({ name, key, lookUp }) => name === 'postInvoice' && !lookUp && key?.startsWith(`${operationId}:`),
  );

describe('a correction', () => {
  it('of a material amount waits for a second person, then runs as it was approved', async () => {
    const { operationId, exception } = await parkedAt('ERP.postInvoice', CLOSED);
    expect(codes(await resolve(exception.id, 'RETRY_WITH_CORRECTION', OPEN_MONTH))).toEqual([]);
    expect(await exceptionsOf(operationId)).toMatchObject([{ status: 'AWAITING_APPROVAL' }]);
    expect(codes(await resolve(exception.id, 'RETRY'))).toEqual([['INVALID_TRANSITION', 'action']]);
    const approval = await approvalOf(operationId);
    expect(codes(await approve(approval, { ...REVOPS, roles: ['admin'] }))).toEqual([['SOD_VIOLATION', 'approvalId']]);
    expect(postings(operationId)).toHaveLength(1);
    expect(codes(await approve(approval, GRACE))).toEqual([]);
    expect(await operations.until(operationId)).toMatchObject({ status: 'SUCCEEDED' });
    expect(postings(operationId).at(-1)?.payload).toMatchObject({ postingPeriod: '2026-09' });
    const [resolved] = await exceptionsOf(operationId);
    expect(resolved?.history.map(({ by, what }) => [by, what])).toEqual([
      ['revgraph', 'opened'],
      ['ada', 'retry with correction'],
      ['grace', 'approved'],
      ['revgraph', 'resolved'],
    ]);
  });

  it('that is rejected leaves the exception open for another decision', async () => {
    const { operationId, exception } = await parkedAt('ERP.postInvoice', CLOSED);
    await resolve(exception.id, 'RETRY_WITH_CORRECTION', OPEN_MONTH);
    expect(codes(await approve(await approvalOf(operationId), GRACE, 'REJECT'))).toEqual([]);
    expect(await exceptionsOf(operationId)).toMatchObject([{ status: 'OPEN' }]);
    expect(codes(await resolve(exception.id, 'RETRY'))).toEqual([]);
    expect(await operations.until(operationId)).toMatchObject({ status: 'SUCCEEDED' });
    expect(postings(operationId).at(-1)?.payload).not.toHaveProperty('postingPeriod');
  });

  it('of an amount that one person decides about runs at once', async () => {
    await operations.sql(
      `insert into operations.policy (name, version, effective_at, published_at, author, note, document)
       select name, 2, '2026-08-16', '2026-08-16', 'ada', 'Higher.',
         jsonb_set(document, '{thresholds,0,aboveMinor}', '"17013698"')
       from operations.policy where name = 'materiality' and version = 1`,
    );
    const { operationId, exception } = await parkedAt('ERP.postInvoice', CLOSED);
    expect(codes(await resolve(exception.id, 'RETRY_WITH_CORRECTION', OPEN_MONTH))).toEqual([]);
    expect(await operations.until(operationId)).toMatchObject({ status: 'SUCCEEDED' });
    expect(postings(operationId).at(-1)?.payload).toMatchObject({ postingPeriod: '2026-09' });
  });
});

describe('a step that what follows does not need', () => {
  it('is left out when a person decides so', async () => {
    const { operationId, exception } = await parkedAt('CRM.reportStatus', REJECTED);
    expect(codes(await resolve(exception.id, 'SKIP'))).toEqual([]);
    expect(await operations.until(operationId)).toMatchObject({ status: 'SUCCEEDED' });
    expect(effectsOf(operationId)).not.toContain('reportStatus');
    expect(await exceptionsOf(operationId)).toMatchObject([{ status: 'RESOLVED' }]);
  });
});
