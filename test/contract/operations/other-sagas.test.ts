import { seatsTo, startTestOperations, type TestOperations, traces } from '#test/support/operations.ts';

let operations: TestOperations;
beforeAll(async () => {
  operations = await startTestOperations();
});
afterAll(() => operations.close());
afterEach(() => {
  operations.systems.fault = () => null;
});

const effectsOf = (id: string | undefined) =>
  [...operations.systems.effects]
    .filter(([key]) => key.startsWith(`${id}:`))
    .map(([, { system, name }]) => `${system}.${name}`);
const book = (idempotencyKey: string) => operations.send('bookOpportunity', { opportunityId: 'opp_1', idempotencyKey });

describe('a booking', () => {
  it('that the ledger refuses is kept until a person has it taken back everywhere, and may then be sent again', async () => {
    operations.systems.failNext('ERP.postInvoice', {
      kind: 'Rejected',
      code: 'X',
      field: null,
      detail: 'No such account.',
    });
    const { operation } = await book('refused');
    expect(await operations.until(operation?.id, 'PARKED')).toMatchObject({
      commitment: 'DONE',
      finalization: 'PENDING',
    });
    const [exception] = await operations.sql<{ id: string }>('select id from operations.exception');
    const decision = { exceptionId: exception?.id, action: 'COMPENSATE', note: 'The deal was a mistake.' };
    await operations.send('resolveException', { ...decision, idempotencyKey: 'take back' });
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'COMPENSATED' });
    expect(effectsOf(operation?.id).slice(-3)).toEqual([
      'REVREC.withdraw',
      'BILLING.cancelStarted',
      'CRM.deactivateContract',
    ]);
  });

  it('asked for twenty times at the same instant with keys of their own is made once', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => book(`race ${index}`)));
    const taken = answers.filter(({ operation }) => operation !== null);
    expect(taken).toHaveLength(1);
    expect(answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual(
      Array.from({ length: 19 }, () => 'INVALID_TRANSITION'),
    );
    const id = taken[0]?.operation?.id;
    expect(await operations.until(id)).toMatchObject({ status: 'SUCCEEDED', commitment: 'DONE', finalization: 'DONE' });
    expect(effectsOf(id).filter((effect) => effect !== 'REVREC.recognizeContract')).toEqual([
      'CRM.activateContract',
      'BILLING.ensureCustomer',
      'BILLING.startSubscription',
      'ERP.ensureCustomer',
      'ERP.postInvoice',
      'ERP.postJournals',
      'REVREC.recordPosted',
      'CRM.reportStatus',
    ]);
  });

  it('gives its contract’s first amendment a place in the same line', async () => {
    const [booked] = await operations.sql<{ line: string; contract_id: string }>(
      `select line, contract_id from operations.operation where kind = 'BOOK_OPPORTUNITY' and status = 'SUCCEEDED'`,
    );
    expect(booked).toEqual({ line: 'opp_1', contract_id: 'ctr_1' });
    const { operation } = await operations.send('amendContract', seatsTo(800, 1, 'amend'));
    await operations.until(operation?.id);
    const places = await operations.sql(
      `select kind, sequence from operations.operation where line = 'opp_1' order by sequence`,
    );
    expect(places).toEqual([
      { kind: 'BOOK_OPPORTUNITY', sequence: 1 },
      { kind: 'BOOK_OPPORTUNITY', sequence: 2 },
      { kind: 'AMEND_CONTRACT', sequence: 3 },
    ]);
  });
});

describe('an amendment of a contract that is only being booked', () => {
  it('waits for the end of the booking', async () => {
    await operations.sql(`delete from operations.contract_line`);
    await operations.sql('alter table operations.operation disable trigger legal_status');
    await operations.sql(`update operations.operation set status = 'COMPENSATED' where kind = 'BOOK_OPPORTUNITY'`);
    await operations.sql('alter table operations.operation enable trigger legal_status');
    const crm = operations.systems.hold('CRM.activateContract');
    const booking = await book('held');
    await crm.reached;
    const { operation } = await operations.send(
      'amendContract',
      seatsTo(801, operations.systems.contract.version, 'amend early'),
    );
    crm.release();
    await operations.until(operation?.id);
    expect(await operations.sql('select line from operations.operation where id = $1', [operation?.id])).toEqual([
      { line: 'opp_1' },
    ]);
    const keys = [...operations.systems.effects.keys()];
    expect(keys.indexOf(`${booking.operation?.id}:startSubscription`)).toBeLessThan(
      keys.findIndex((key) => key.startsWith(`${operation?.id}:`)),
    );
  });
});

describe('a key that is used at the same instant', () => {
  it('for two things that stand in different lines is taken for one and refused for the other', async () => {
    const run = (through: string, legalEntityId: string) =>
      operations.send('recognizeRevenue', { legalEntityId, through, idempotencyKey: 'same' }, BOTH);
    const answers = await Promise.all([run('2026-07-31', 'le_us'), run('2026-07-31', 'le_de')]);
    expect(answers.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual(['IDEMPOTENCY_CONFLICT']);
    const taken = answers.find(({ operation }) => operation !== null);
    await operations.until(taken?.operation?.id);
  });
});

const BOTH = {
  subject: 'fin',
  roles: ['finance'],
  entities: ['US', 'DE'],
  scopes: [],
  correlationId: 'cor_f',
} as const;

describe('a recognition run', () => {
  const run = (idempotencyKey: string, through = '2026-08-31') =>
    operations.send('recognizeRevenue', { legalEntityId: 'le_us', through, idempotencyKey });

  it('posts what is due and notes what the ledger took', async () => {
    const { operation, userErrors } = await run('august');
    expect(userErrors).toEqual([]);
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED', finalization: 'DONE' });
    expect(effectsOf(operation?.id)).toEqual(['ERP.postJournals', 'REVREC.recordPosted']);
    const asked = (command: string) => operations.systems.calls.findLast(({ name }) => name === command)?.payload;
    const window = { through: '2026-08', openPeriods: ['2026-08'] };
    expect(asked('draftJournals')).toEqual({ legalEntity: 'US', linesMax: 1000, window, after: null, limit: 1000 });
    expect(asked('postJournals')).toEqual({ batches: operations.systems.dueJournals });
  });

  it('with nothing due posts nothing and succeeds', async () => {
    operations.systems.dueJournals = [];
    const { operation } = await run('nothing');
    expect(await operations.until(operation?.id)).toMatchObject({ status: 'SUCCEEDED', finalization: 'DONE' });
    expect(effectsOf(operation?.id)).toEqual([]);
  });

  it('sent again under its key is the same run', async () => {
    const before = await traces(operations);
    expect(await run('nothing')).toMatchObject({ replayed: true, operation: { status: 'SUCCEEDED' } });
    expect((await run('nothing', '2026-07-31')).userErrors).toMatchObject([{ code: 'IDEMPOTENCY_CONFLICT' }]);
    expect(await traces(operations)).toEqual(before);
  });
});
