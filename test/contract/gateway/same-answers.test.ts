import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { type Bend, type Both, startBoth as startBothOn } from './two-executors.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';

const GRAPH: Readonly<Record<string, string>> = {
  crm: `${LINK}
    type Query { customer(id: ID!): Customer customers: [Customer!]! things: [Thing!]! hits: [Hit!] grid: [[Int!]!] }
    type Mutation { rename(id: ID!, name: String!): Customer fail: Customer }
    interface Thing { id: ID! label: String }
    type Customer implements Thing @key(fields: "id") {
      id: ID! label: String name: String! size: Size score: Float active: Boolean tags: [String!] extra: Extra parent: Customer
    }
    type Note implements Thing { id: ID! label: String text: String! }
    union Hit = Customer | Note
    enum Size { BIG SMALL }
    scalar Extra
  `,
  billing: `${LINK}
    type Query { rates(first: Int = 2): [String!] }
    type Customer @key(fields: "id") { id: ID! balance: String owed: String! invoices(paid: Boolean): [Invoice!] }
    type Invoice { number: String! lines: [Line!]! }
    type Line { text: String amount: Float! }
  `,
};

const ACME = {
  __typename: 'Customer',
  id: 'c1',
  label: 'A',
  name: 'Acme',
  size: 'BIG',
  score: 1.5,
  active: true,
  tags: ['x', 'y'],
  extra: { deep: [1, { constructor: null }] },
};
const HOLDING = { ...ACME, id: 'c2', name: 'Holding', size: null, score: null, tags: null, extra: null, parent: null };
const NOTE = { __typename: 'Note', id: 'n1', label: null, text: 'call' };
const CUSTOMERS = [{ ...ACME, parent: HOLDING }, HOLDING];
const byId = (_root: unknown, { id }: { id: string }) => CUSTOMERS.find((customer) => customer.id === id) ?? null;

const RESOLVERS: Readonly<Record<string, GraphQLResolverMap<unknown>>> = {
  crm: {
    Query: {
      customer: byId,
      customers: () => CUSTOMERS,
      things: () => [NOTE, ...CUSTOMERS],
      hits: () => [CUSTOMERS[0], NOTE],
      grid: () => [[1, 2], []],
    },
    Mutation: {
      rename: (root: unknown, { id, name }: { id: string; name: string }) => ({ ...byId(root, { id }), name }),
      fail: () => {
        throw new Error('not to be had');
      },
    },
    Customer: { __resolveReference: (reference: { id: string }) => byId(null, reference) },
  },
  billing: {
    Query: { rates: (_root: unknown, { first }: { first: number }) => ['1.00', '2.00', '3.00'].slice(0, first) },
    Customer: {
      balance: ({ id }: { id: string }) => {
        if (id === 'c2') throw new Error('no balance');
        return '10.00';
      },
      owed: ({ id }: { id: string }) => (id === 'c1' ? '1.00' : null),
      invoices: ({ id }: { id: string }) => [{ number: `INV-${id}`, lines: [{ text: null, amount: 2 }] }],
    },
  },
};

const startBoth = (bend?: Bend): Promise<Both> =>
  startBothOn({ sdl: GRAPH, resolvers: RESOLVERS, ...(bend === undefined ? {} : { bend }) });

const WHOLE = `
  query Whole($paid: Boolean) {
    customers { ...Names parent { ...Names parent { name } } size score active tags extra balance invoices(paid: $paid) { number lines { text amount } } }
    grid rates
  }
  fragment Names on Customer { id name ...Label }
  fragment Label on Thing { label }`;

const CHOICES = `query ($more: Boolean = true, $less: Boolean!) {
  customer(id: "c1") { id ... @include(if: $more) { name balance } label @skip(if: $less) ...Bill @include(if: $less) }
  rates @skip(if: $more)
}
fragment Bill on Customer { owed @skip(if: false) size @include(if: false) }`;

type Story = readonly [name: string, query: string, variables?: Readonly<Record<string, unknown>>];

const STORIES: readonly Story[] = [
  ['fragments and fields of several systems', WHOLE, { paid: true }],
  ['conditions that are met', CHOICES, { more: true, less: true }],
  ['conditions that are not met', CHOICES, { more: false, less: false }],
  ['conditions by default', CHOICES, { less: false }],
  ['a condition that is missing', CHOICES, {}],
  ['a variable of another type', CHOICES, { less: 'yes' }],
  [
    'aliases',
    '{ a: customer(id: "c1") { type: __typename n: name m: name p: parent { n: id } } b: customer(id: "c2") { id } __typename }',
  ],
  ['aliases that every object answers to', '{ constructor: customer(id: "c2") { toString: name valueOf: label } }'],
  ['an alias that is a prototype', '{ customer(id: "c2") { __proto__: name id } }'],
  [
    'one field twice',
    '{ customer(id: "c1") { name parent { id } } customer(id: "c1") { id parent { name balance } } }',
  ],
  ['an interface', '{ things { __typename id ... on Customer { name size } ... on Note { text } label } }'],
  ['a union', 'query { hits { ... on Thing { id ... on Note { text } } ... on Customer { k: __typename owed } } }'],
  ['a type written inside its interface', '{ customer(id: "c1") { ... on Thing { label ... on Customer { name } } } }'],
  [
    'fragments at the root',
    'query { ...R ... on Query { grid } } fragment R on Query { rates(first: 1) ... { rates } }',
  ],
  ['nothing found', '{ customer(id: "none") { name balance } }'],
  ['an error of a system inside a list', '{ customers { name balance } }'],
  ['a promised value that a system cannot give', '{ customers { id owed } rates }'],
  [
    'a mutation',
    'mutation { rename(id: "c1", name: "New") { name balance } again: rename(id: "c2", name: "B") { name } }',
  ],
  ['a mutation that fails', 'mutation ($n: String!) { fail { id } rename(id: "c1", name: $n) { name } }', { n: 'C' }],
  ['the schema', '{ __schema { queryType { name } } __type(name: "Size") { enumValues { name } } }'],
  ['the schema beside data', '{ rates __type(name: "Size") { name } customer(id: "c1") { name } }'],
  ['only the type', '{ __typename }'],
  ['an unknown field', '{ customer(id: "c1") { nothing } }'],
];

const BENDS: readonly (readonly [name: string, bend: Bend, query: string])[] = [
  ['a value that is none of its enum', (_name, text) => text.replace('"BIG"', '"HUGE"'), '{ customers { id size } }'],
  ['a null where a value is promised', (_name, text) => text.replace('"Acme"', 'null'), '{ customers { name } grid }'],
  ['a text where a number stands', (_name, text) => text.replace('1.5', '"1.5"'), '{ customers { score } }'],
  ['a number where a text stands', (_name, text) => text.replace('"Acme"', '1'), '{ customer(id: "c1") { name id } }'],
  ['an object where a list stands', (_name, text) => text.replace('[[1,2],[]]', '{}'), '{ grid rates }'],
  ['a list where an object stands', (_name, text) => text.replace(/\{"id":"c1".*?\}/, '[]'), '{ customers { id } }'],
  ['a broken number in a list', (_name, text) => text.replace('[1,2]', '[1,2.5]'), '{ grid }'],
  ['an unknown type', (_name, text) => text.replace('"Note"', '"Ghost"'), '{ things { id __typename } }'],
  ['no data at all', (name, text) => (name === 'billing' ? '{"data":null}' : text), '{ customers { name balance } }'],
  [
    'no answer',
    (name, text) => (name === 'billing' ? '{' : text),
    '{ customers { name balance parent { owed } } rates }',
  ],
];

describe('the answer to an operation that is known', () => {
  let both: Both | null = null;

  afterEach(async () => {
    await both?.stop();
    both = null;
  });

  const stories = STORIES.map(([name, query, variables = {}]) => ({ name, query, variables }));

  it.each(stories)("is the stock executor's, the first time and the second: $name", async ({ query, variables }) => {
    both = await startBoth();
    const stock = await both.askStock(query, variables);
    expect(await both.ask(query, variables)).toEqual(stock);
    expect(await both.ask(query, variables)).toEqual(stock);
    // What conditions leave out is known before anything is planned.
    if (query === CHOICES && both.long.length === 0) expect(both.sent.join()).not.toContain('@');
    else expect(both.sent).toEqual([...both.sentByStock, ...both.sentByStock]);
  });

  it('is a refusal where a condition is null, before anything is sent', async () => {
    both = await startBoth();
    expect(await both.ask(CHOICES, { more: null, less: true })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(both.sent).toEqual([]);
  });

  it.each(BENDS)("is the stock executor's where a system says %s", async (_name, bend, query) => {
    both = await startBoth(bend);
    const stock = await both.askStock(query);
    expect(await both.ask(query)).toEqual(stock);
    expect(both.sent).toEqual(both.sentByStock);
  });

  it('follows the variables of each request, whoever asked first', async () => {
    both = await startBoth();
    for (const variables of [{ less: true }, { less: false }, { more: false, less: true }, { less: true }]) {
      expect(await both.ask(CHOICES, variables)).toEqual(await both.askStock(CHOICES, variables));
    }
  });

  it('names the very object of a mixed list that an error is about, which the stock one cannot', async () => {
    both = await startBoth();
    const query = '{ things { id ... on Customer { balance } } }';
    const pathsOf = (answer: unknown) => (answer as { errors: { path: unknown }[] }).errors.map(({ path }) => path);
    expect(pathsOf(await both.ask(query))).toEqual([['things', 2, 'balance']]);
    expect(pathsOf(await both.askStock(query))).toEqual([['things']]);
  });

  it('has no values out of an answer with too few entities, and says for which objects', async () => {
    both = await startBoth((_name, text) => text.replace(/"_entities":\[\{.*?\},/, '"_entities":['));
    expect(await both.ask('{ customers { id balance } }')).toMatchObject({
      data: { customers: ['c1', 'c2'].map((id) => ({ id, balance: null })) },
      errors: [
        expect.objectContaining({ path: ['customers', 1, 'balance'] }),
        expect.objectContaining({ path: ['customers', 0] }),
        expect.objectContaining({ path: ['customers', 1] }),
      ],
    });
  });

  it('goes the short way but for what is listed here', async () => {
    both = await startBoth();
    for (const [, query, variables = {}] of STORIES) await both.ask(query, variables);
    expect(new Set(both.long)).toEqual(
      new Set(
        [
          'a condition that is missing',
          'a variable of another type',
          'aliases that every object answers to',
          'an alias that is a prototype',
          // Two arguments under one name: not valid.
          'fragments at the root',
          'the schema',
          'the schema beside data',
          'an unknown field',
        ].map((wanted) => STORIES.find(([name]) => name === wanted)?.[1]),
      ),
    );
  });

  it('is planned once for all who ask, at one time or later, and anew for another text', async () => {
    both = await startBoth();
    const { ask } = both;
    let plans = 0;
    const { planner } = both.opened;
    const plan = planner.buildQueryPlan.bind(planner);
    planner.buildQueryPlan = (...asked) => {
      plans += 1;
      return plan(...asked);
    };
    await Promise.all(Array.from({ length: 10 }, () => ask(WHOLE)));
    await ask(WHOLE, { paid: false });
    expect(plans).toBe(1);
    const changed = await ask('{ customer(id: "c1") { name } }');
    expect(changed).toMatchObject({ data: { customer: { name: 'Acme' } } });
    expect(plans).toBe(2);
  });
});
