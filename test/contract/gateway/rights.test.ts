import { openLog } from '#kit/observability/log.ts';
import { follow } from './fake-consumer.ts';
import { ask, composedOf, type FakeGraph, startFakeGraph } from './fake-graph.ts';
import { FakeStream } from './fake-stream.ts';
import { PROTECTED_SDL, startProtectedGraph } from './protected-graph.ts';

describe('a field that its caller may not see', () => {
  let graph: FakeGraph;
  let stream: FakeStream;
  beforeAll(async () => {
    stream = new FakeStream();
    graph = await startProtectedGraph(stream);
  });
  afterAll(() => graph.close());

  const sent = () =>
    [graph.crm, graph.billing, graph.operations].flatMap(({ asked }) => asked.map(({ query }) => query));
  const forbidden = (...path: readonly (string | number)[]) =>
    expect.objectContaining({ path, extensions: expect.objectContaining({ code: 'FORBIDDEN', retryable: false }) });

  it.each([
    ['a plain field', '{ customer { id price } }', { id: 'c1', price: null }, [['price']], ['Customer.price']],
    ['an alias', '{ customer { id: price } }', { id: null }, [['id']], ['Customer.price']],
    [
      'all that is asked',
      '{ customer { price note } }',
      { price: null, note: null },
      [['price'], ['note']],
      ['Customer.price', 'Customer.note'],
    ],
    [
      'a fragment',
      '{ customer { ...F } } fragment F on Customer { id ...G } fragment G on Customer { price }',
      { id: 'c1', price: null },
      [['price']],
      ['Customer.price'],
    ],
    ['a field with fields', '{ customer { secret { text } } }', { secret: null }, [['secret']], ['Customer.secret']],
    [
      'a field that another subgraph answers from a protected one',
      '{ customer { estimate } }',
      { estimate: null },
      [['estimate']],
      ['Customer.estimate'],
    ],
    ['a field that asks for scopes', '{ customer { scoped } }', { scoped: null }, [['scoped']], ['Customer.scoped']],
    [
      'a field of another subgraph, in every row',
      '{ customer { invoices { number margin } } }',
      {
        invoices: [
          { number: 'i1', margin: null },
          { number: 'i2', margin: null },
        ],
      },
      [
        ['invoices', 0, 'margin'],
        ['invoices', 1, 'margin'],
      ],
      ['Invoice.margin'],
    ],
    [
      'a field under another one of its own type',
      '{ customer { parent { price } } }',
      { parent: { price: null } },
      [['parent', 'price']],
      ['Customer.price'],
    ],
  ])('is null with its place and FORBIDDEN: %s', async (_what, query, customer, paths, masked) => {
    const before = sent().length;
    const reply = await ask(graph, query);
    expect(reply).toMatchObject({ status: 200, data: { customer }, extensions: { masked } });
    expect(reply.errors).toEqual(paths.map((path) => forbidden('customer', ...path)));
    expect(sent().slice(before).join(' ')).not.toMatch(/price|cost|note|secret|seats|estimate|margin|scoped|why/);
    expect(JSON.stringify(reply)).not.toContain('classified');
  });

  it.each([
    [
      'an interface',
      '{ things { id note } }',
      {
        things: [
          { id: 'c1', note: null },
          { id: 'n1', note: null },
        ],
      },
      2,
    ],
    [
      'one type behind an interface',
      '{ things { id ... on Customer { note } ... on Note { note } } }',
      {
        things: [
          { id: 'c1', note: null },
          { id: 'n1', note: 'open' },
        ],
      },
      1,
    ],
    [
      'one type of a union',
      '{ any { __typename ... on Customer { x: note } ... on Note { x: note } } }',
      {
        any: [
          { __typename: 'Customer', x: null },
          { __typename: 'Note', x: 'open' },
        ],
      },
      1,
    ],
  ])('is null behind %s', async (_what, query, data, count) => {
    const reply = await ask(graph, query);
    expect(reply).toMatchObject({ status: 200, data });
    expect(reply.errors.map(({ extensions }) => extensions['code'])).toEqual(Array(count).fill('FORBIDDEN'));
  });

  it('is missing without a word where the caller does not want it', async () => {
    const query = 'query ($v: Boolean!) { customer { id price @include(if: $v) ... @skip(if: $v) { note } } }';
    const without = await ask(graph, query, { variables: { v: false } });
    expect(without.data).toEqual({ customer: { id: 'c1', note: null } });
    expect(without.errors).toEqual([forbidden('customer', 'note')]);
    const wanted = await ask(graph, query, { variables: { v: true } });
    expect(wanted.data).toEqual({ customer: { id: 'c1', price: null } });
    expect(wanted.extensions).toMatchObject({ masked: ['Customer.price'] });
  });

  it('keeps its place among the others', async () => {
    const { data } = await ask(graph, '{ customer { price id note name } }');
    expect(JSON.stringify(data)).toBe('{"customer":{"price":null,"id":"c1","note":null,"name":"Name of c1"}}');
  });

  it('takes its arguments and their variables with it', async () => {
    const query = 'query ($in: String!) { customer { id price(in: $in) } }';
    const reply = await ask(graph, query, { variables: { in: 'EUR' } });
    expect(reply).toMatchObject({ status: 200, data: { customer: { id: 'c1', price: null } } });
  });

  it('refuses the document where it may not be null, and nothing is executed', async () => {
    const before = sent().length;
    const reply = await ask(graph, '{ customers { parent { dear: cost } } }');
    expect([reply.status, reply.data]).toEqual([403, undefined]);
    expect(reply.errors).toEqual([forbidden('customers', 'parent', 'dear')]);
    expect(sent()).toHaveLength(before);
  });

  it('does not hold a mutation back whose answer has it', async () => {
    const query = 'mutation { book(input: { idempotencyKey: "k" }) { id customer { id price } } }';
    const reply = await ask(graph, query);
    expect(reply).toMatchObject({ status: 200, data: { book: { id: 'o1', customer: { id: 'c1', price: null } } } });
    expect(reply.errors).toEqual([forbidden('book', 'customer', 'price')]);
  });

  it('is told to whoever may see it, by the same text', async () => {
    const query = '{ customer { price cost note secret { text } estimate } }';
    const admin = await ask(graph, query, { role: 'admin' });
    expect(admin).toMatchObject({
      errors: [],
      data: {
        customer: { price: '99.00', cost: '12.00', note: 'classified', secret: { text: 'classified' }, estimate: '7' },
      },
    });
    expect(admin.extensions).not.toHaveProperty('masked');
    expect((await ask(graph, query)).status).toBe(403);
    expect((await ask(graph, query, { role: 'admin' })).data).toEqual(admin.data);
  });

  it('is null in every event of a stream, the joined fields of other subgraphs too', async () => {
    const consumer = await follow(
      graph,
      `subscription ($v: Boolean!) {
        news { sequence why customer { id name price @include(if: $v) invoices { number margin } } }
      }`,
      { variables: { v: true } },
    );
    stream.tell('told', 'c1');
    stream.tell('told again', null);
    const [first, second] = await consumer.has(2);
    expect(first?.data).toEqual({
      news: {
        sequence: 1,
        why: null,
        customer: {
          id: 'c1',
          name: 'Name of c1',
          price: null,
          invoices: [
            { number: 'i1', margin: null },
            { number: 'i2', margin: null },
          ],
        },
      },
    });
    expect(first?.errors).toEqual([
      forbidden('news', 'why'),
      forbidden('news', 'customer', 'price'),
      forbidden('news', 'customer', 'invoices', 0, 'margin'),
      forbidden('news', 'customer', 'invoices', 1, 'margin'),
    ]);
    expect(second?.data).toEqual({ news: { sequence: 2, why: null, customer: null } });
    expect(JSON.stringify(consumer.items)).not.toContain('classified');
    consumer.leave();
  });

  it('is called by each consumer of a stream as it asked for it, though they are told the same', async () => {
    const [one, other] = await Promise.all([
      follow(graph, 'subscription { news { sequence one: why } }'),
      follow(graph, 'subscription { news { sequence other: why } }'),
    ]);
    const [[first], [second]] = await Promise.all([one.has(1), other.has(1)]);
    expect(first?.data).toEqual({ news: { sequence: 1, one: null } });
    expect(second?.data).toEqual({ news: { sequence: 1, other: null } });
    one.leave();
    other.leave();
  });

  it('ends a subscription before it begins where it may not be null', async () => {
    const consumer = await follow(graph, 'subscription { news { customer { cost } } }');
    expect(await consumer.end).toEqual([forbidden('news', 'customer', 'cost')]);
  });

  it('is told 20 times at most', async () => {
    const aliases = Array.from({ length: 11 }, (_, index) => `a${index}: note`).join(' ');
    const reply = await ask(graph, `{ customers { ${aliases} } }`);
    expect(reply.errors).toHaveLength(20);
    expect(reply.errors.at(-1)?.message).toContain('2 more');
  });
});

describe('a graph whose rights are not understood', () => {
  const start = (supergraphSdl: string, runtimeSupergraphSdl: string | null = null) =>
    startFakeGraph({
      sdl: PROTECTED_SDL,
      config: { supergraphSdl, runtimeSupergraphSdl },
      parts: { policies: new Map([['admins', new Set(['admin'])]]), log: openLog('test', 'silent') },
    });

  it('does not start with a policy that nobody knows', async () => {
    const sdl = composedOf(PROTECTED_SDL).replace('[["admins"]]', '[["owners"]]');
    await expect(start(sdl)).rejects.toThrow(/asks for the policy owners, which nobody knows/);
  });

  it('does not start when what is committed for the planner was made of something else', async () => {
    const sdl = composedOf(PROTECTED_SDL);
    await expect(start(sdl, sdl)).rejects.toThrow(/what is committed for the planner is not made of it/);
  });
});
