import { ask, type FakeGraph, startFakeGraph } from './fake-graph.ts';

describe('an answer of several systems', () => {
  let graph: FakeGraph;

  beforeEach(async () => {
    graph = await startFakeGraph();
  });
  afterEach(() => graph.close());

  it('joins what each of them knows', async () => {
    const { status, data, errors } = await ask(graph, '{ customer(id: "c1") { name invoices { number } } }');
    expect({ status, data, errors }).toEqual({
      status: 200,
      data: { customer: { name: 'Acme', invoices: [{ number: 'INV-c1' }] } },
      errors: [],
    });
  });

  it('keeps what the living systems say when one is dead, and names the dead one with the place', async () => {
    await graph.billing.close();
    const { status, data, errors } = await ask(graph, '{ customer(id: "c1") { name invoices { number } } rates }');
    expect(status).toBe(200);
    expect(data).toEqual({ customer: { name: 'Acme', invoices: null }, rates: null });
    expect(errors.map(({ path, extensions }) => ({ path, ...extensions }))).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          path: ['customer'],
          code: 'SUBGRAPH_UNAVAILABLE',
          subgraph: 'billing',
          retryable: true,
        }),
        expect.objectContaining({
          path: ['rates'],
          code: 'SUBGRAPH_UNAVAILABLE',
          subgraph: 'billing',
          retryable: true,
        }),
      ]),
    );
    expect(errors).toHaveLength(2);
  });

  it('tells the place of each entity of a list that a dead system was asked about', async () => {
    await graph.billing.close();
    const { errors } = await ask(graph, '{ customers { parent { balance } balance } }');
    expect(errors.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        ['customers', 0, 'parent'],
        ['customers', 0],
        ['customers', 1],
      ]),
    );
  });

  it('names the very entities that are missing where others of other kinds stand between them', async () => {
    await graph.billing.close();
    const { data, errors } = await ask(graph, '{ things { id ... on Customer { balance } } }');
    expect(data).toEqual({ things: [{ id: 'n1' }, { id: 'c1', balance: null }, { id: 'c2', balance: null }] });
    expect(errors.map(({ path }) => path)).toEqual([
      ['things', 1],
      ['things', 2],
    ]);
  });

  it('carries the caller signed, and nothing else of the caller, to the systems', async () => {
    await ask(graph, '{ customer(id: "c1") { name } }', {
      headers: { cookie: 'a=b', 'x-correlation-id': 'story-0001', 'x-revgraph-principal': 'forged' },
    });
    const [call] = graph.crm.asked;
    expect(call?.principal).toEqual({
      subject: 'portal-user',
      roles: ['portal'],
      scopes: [],
      entities: ['US'],
      correlationId: 'story-0001',
    });
    expect(call?.headers).toMatchObject({ 'x-correlation-id': 'story-0001' });
    expect(call?.headers).not.toHaveProperty('authorization');
    expect(call?.headers).not.toHaveProperty('cookie');
  });

  it('says that a promised value is missing, among the errors and not in an extension', async () => {
    graph.crm.fault = () => ({ status: 200, body: '{"data":{"promised":{"kept":null}}}' });
    const { data, errors, extensions } = await ask(graph, '{ promised { kept } }');
    expect(data).toEqual({ promised: null });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['promised', 'kept'],
        extensions: expect.objectContaining({ code: 'VALUE_COMPLETION' }),
      }),
    ]);
    expect(extensions).toEqual({ cost: { requested: 1, actual: 0 } });
  });

  it('hides what a system broke behind the correlation id, whatever NODE_ENV says', async () => {
    const { errors } = await ask(graph, '{ broken }', { headers: { 'x-correlation-id': 'story-0002' } });
    expect(errors).toEqual([
      {
        message: 'Something failed on our side. Try again, or name the correlation id to support.',
        path: ['broken'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', subgraph: 'crm', retryable: false, correlationId: 'story-0002' },
      },
    ]);
  });
});
