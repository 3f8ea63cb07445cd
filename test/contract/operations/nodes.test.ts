import { GERMAN, seatsTo, startTestOperations, type TestOperations } from '#test/support/operations.ts';

let operations: TestOperations;
let operationId: string;
let exceptionId: string;
beforeAll(async () => {
  operations = await startTestOperations();
  operations.systems.failNext('BILLING.amendSubscription', { kind: 'Rejected', code: 'X', field: null, detail: 'No.' });
  const { operation } = await operations.send('amendContract', seatsTo(800, 1, 'k'));
  operationId = (await operations.until(operation?.id)).id;
  const [row] = await operations.sql<{ id: string }>('select id from operations.exception');
  exceptionId = row?.id ?? '';
});
afterAll(() => operations.close());

const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';
const nodes = async (ids: readonly string[], ...by: readonly (typeof GERMAN)[]) =>
  (await operations.ask<{ nodes: unknown[] }>(NODES, { ids }, ...by)).nodes;

describe('a thing by its global id', () => {
  it('is of the type that its id names, in the order asked, and null where there is nothing', async () => {
    expect(
      await nodes([exceptionId, 'op_none', 'ctr_1', 'nonsense', '', operationId, 'exc_none', 'constructor_1']),
    ).toEqual([
      { __typename: 'Exception', id: exceptionId },
      null,
      { __typename: 'Contract', id: 'ctr_1' },
      null,
      null,
      { __typename: 'Operation', id: operationId },
      null,
      null,
    ]);
  });

  it('of another entity reads like one that is not there', async () => {
    expect(await nodes([operationId, exceptionId], GERMAN)).toEqual([null, null]);
    const one = 'query ($id: ID!) { node(id: $id) { id } operation(id: $id) { id } }';
    expect(await operations.ask(one, { id: operationId }, GERMAN)).toEqual({ node: null, operation: null });
    expect(await operations.ask(one, { id: 'op_none' })).toEqual({ node: null, operation: null });
  });

  it('is asked for with at most a hundred others', async () => {
    const { errors } = await operations.execute(NODES, { ids: Array.from({ length: 101 }, () => 'op_1') });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

describe('how far the systems agree about a customer', () => {
  const SYNC = `query ($customer: _Any!) { _entities(representations: [$customer]) { ... on Customer {
    syncState { status runningOperations openExceptions systems { system vendor status lagSeconds } } } } }`;
  const syncState = async (...by: readonly (typeof GERMAN)[]) => {
    const customer = { __typename: 'Customer', id: 'cust_1' };
    const answer = await operations.ask<{ _entities: { syncState: unknown }[] }>(SYNC, { customer }, ...by);
    return answer._entities[0]?.syncState;
  };

  it('is blocked while a person has work to do, and shows the connections that answered', async () => {
    const lastAnswerAt = operations.clock.now().toISOString();
    operations.systems.connections = [
      { vendor: 'fake', connection: 'main', lastAnswerAt },
      { vendor: 'silent', connection: 'main', lastAnswerAt: null },
    ];
    const state = await syncState();
    expect(state).toMatchObject({ status: 'BLOCKED', runningOperations: 0, openExceptions: 1 });
    const { systems } = state as { systems: { system: string; vendor: string }[] };
    expect(systems.map(({ system, vendor }) => `${system} ${vendor}`)).toEqual([
      'CRM fake',
      'BILLING fake',
      'ERP fake',
      'REVREC fake',
    ]);
  });

  it('leaves a system out that cannot be asked', async () => {
    operations.systems.fault = ({ system }) => (system === 'ERP' ? { kind: 'Unavailable', status: 503 } : null);
    operations.clock.set(new Date(operations.clock.now().getTime() + 60_000));
    const { systems } = (await syncState()) as { systems: { system: string }[] };
    expect(systems.map(({ system }) => system)).toEqual(['CRM', 'BILLING', 'REVREC']);
  });

  it('counts nothing of another entity', async () => {
    expect(await syncState(GERMAN)).toMatchObject({ status: 'IN_SYNC', runningOperations: 0, openExceptions: 0 });
  });
});
