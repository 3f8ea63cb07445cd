import fc from 'fast-check';
import { buildSchema, type ExecutionResult, type GraphQLSchema, graphql, parse, validate } from 'graphql';
import { type Both, startBoth } from '../two-executors.ts';
import { ACCOUNTS_OF_FOUR } from './accounts.ts';
import { asEvents, subscriptionTo } from './as-events.ts';
import type { Feature } from './feature.ts';
import { ASSETS_AS_ONE, HIDDEN, KEYS, PROMISES, writesOfTwo } from './others.ts';
import { PRICES } from './prices.ts';
import { GIVEN, writtenQuery } from './written-query.ts';

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly unknown[];
}

async function asOne(feature: Feature, schema: GraphQLSchema, query: string, variables = {}): Promise<ExecutionResult> {
  const answer = await graphql({ schema, source: query, rootValue: feature.root, variableValues: variables });
  return JSON.parse(JSON.stringify(answer));
}

async function dataOf(asked: Promise<unknown>): Promise<Answer> {
  const { data, errors } = (await asked) as Answer;
  return { data, ...(errors === undefined ? {} : { errors }) };
}

const FEATURES = [ACCOUNTS_OF_FOUR, PRICES, ASSETS_AS_ONE, HIDDEN, KEYS, PROMISES, writesOfTwo()];
/** Fixed, so that each run asks the same. */
const SEED = 20261122;
const GENERATED = FEATURES.filter(({ queries }) => queries.some(({ query }) => query.startsWith('{')));
const RUNS = 100;

describe.each(FEATURES)('a graph with $name', (feature) => {
  const schema = buildSchema(feature.whole);
  let both: Both;
  beforeAll(async () => {
    both = await startBoth(feature);
  });
  afterAll(() => both.stop());

  it.each(feature.queries)('answers as one system would: $says', async ({ query, variables = {} }) => {
    expect(await dataOf(both.ask(query, variables))).toEqual(await asOne(feature, schema, query, variables));
    expect(both.long).toEqual([]);
  });
});

const EVENTS = FEATURES.map(asEvents).filter(({ queries }) => queries.length > 0);

describe.each(EVENTS)('a graph with $name, told by events', (feature) => {
  const schema = buildSchema(feature.whole);
  let both: Both;
  beforeAll(async () => {
    both = await startBoth(feature);
  });
  afterAll(() => both.stop());

  it.each(feature.queries)('tells what one system would: $says', async ({ query, variables = {} }) => {
    expect(await dataOf(both.tell(query, variables))).toEqual(await asOne(feature, schema, query, variables));
    expect(both.long).toEqual([]);
  });
});

describe('the stock executor', () => {
  const cases = [ACCOUNTS_OF_FOUR, PRICES, ASSETS_AS_ONE, PROMISES].map((feature) => ({ feature, name: feature.name }));

  it.each(cases)('answers wrongly or fails just where that is noted: $name', async ({ feature }) => {
    const schema = buildSchema(feature.whole);
    const both = await startBoth(feature);
    const found: unknown[] = [];
    for (const { says, query, variables = {} } of feature.queries) {
      const stock = await dataOf(both.askStock(query, variables));
      const one = await asOne(feature, schema, query, variables);
      if (JSON.stringify(stock.data) === JSON.stringify(one.data)) continue;
      found.push([says, stock.errors === undefined ? 'WRONG' : 'FAILS']);
    }
    expect(found).toEqual(feature.queries.flatMap(({ says, stock }) => (stock === undefined ? [] : [[says, stock]])));
    await both.stop();
  });
});

describe('queries that nobody wrote', () => {
  const cases = GENERATED.map((feature) => ({ feature, name: feature.name }));

  it.each(cases)('are answered as one system would: $name', async ({ feature }) => {
    const schema = buildSchema(feature.whole);
    const both = await startBoth(feature);
    const law = fc.asyncProperty(fc.gen(), async (choose) => {
      const query = writtenQuery(schema, (max) => choose(fc.nat, { max }));
      fc.pre(validate(schema, parse(query)).length === 0);
      expect(await dataOf(both.ask(query, GIVEN))).toEqual(await asOne(feature, schema, query, GIVEN));
    });
    await fc.assert(law, { seed: SEED, numRuns: RUNS, endOnFailure: true });
    expect(both.long).toEqual([]);
    await both.stop();
  });
});

describe('subscriptions that nobody wrote', () => {
  const cases = GENERATED.map((feature) => ({ feature: asEvents(feature), name: feature.name }));

  it.each(cases)('are told what one system would: $name', async ({ feature }) => {
    const schema = buildSchema(feature.whole);
    const both = await startBoth(feature);
    const law = fc.asyncProperty(fc.gen(), async (choose) => {
      const query = subscriptionTo(
        writtenQuery(schema, (max) => choose(fc.nat, { max })),
        true,
      );
      fc.pre(query !== null && validate(schema, parse(query)).length === 0);
      expect(await dataOf(both.tell(query, GIVEN))).toEqual(await asOne(feature, schema, query, GIVEN));
    });
    await fc.assert(law, { seed: SEED, numRuns: RUNS, endOnFailure: true });
    expect(both.long).toEqual([]);
    await both.stop();
  });
});

describe('a document that only our executor answers rightly', () => {
  let both: Both;
  beforeAll(async () => {
    both = await startBoth(PRICES);
  });
  afterAll(() => both.stop());

  it.each([
    ['an alias by which systems are joined', '{ plans { seats: id } __schema { queryType { name } } }'],
    ['the name of a type for something else', '{ plans { __typename: id seats } }'],
    ['a field that requires others with arguments', '{ plans { euros } __schema { queryType { name } } }'],
  ])('is refused where the stock one would have to answer it: %s', async (_name, query) => {
    expect(await both.ask(query)).toEqual({
      errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: 'GRAPHQL_VALIDATION_FAILED' }) })],
    });
    expect(both.sent).toEqual([]);
  });

  it('is refused where the stock one would have to answer what is computed beside a condition', async () => {
    const graph = await startBoth(ASSETS_AS_ONE);
    const query = '{ booked { book @skip(if: false) label } __schema { queryType { name } } }';
    expect(await graph.ask(query)).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
    expect(graph.sent).toEqual([]);
    expect(await graph.ask(query.replace(' label', ''))).toMatchObject({
      data: { booked: [{ book: 100 }, { book: 20 }] },
    });
    await graph.stop();
  });

  it('says where an error is in the client’s own names, whatever the plan calls the field', async () => {
    const Credit = {
      amount: () => {
        throw new Error('not to be had');
      },
    };
    const { billing = {} } = PROMISES.resolvers;
    const graph = await startBoth({
      ...PROMISES,
      resolvers: { ...PROMISES.resolvers, billing: { ...billing, Credit } },
    });
    const asked = graph.ask('{ lines { ... on Fee { amount } ... on Credit { amount } } }');
    expect(await asked).toMatchObject({ errors: [{ path: ['lines', 1, 'amount'] }] });
    await graph.stop();
  });

  it('is refused where no system can tell a root field, instead of a null that nobody said', async () => {
    const graph = await startBoth(NOBODY_TELLS);
    expect(await graph.ask('{ first { note } }')).toMatchObject({ errors: [{ path: ['first'] }] });
    expect(graph.sent).toEqual([]);
    expect(await graph.askStock('{ first { note } }')).toMatchObject({ data: { first: null } });
    await graph.stop();
  });
});

/** An interface without a type of its own, and a field of it in a system that finds none of its objects. */
const NOBODY_TELLS = {
  sdl: {
    crm: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
      type Query { first: Thing } interface Thing @key(fields: "id") { id: ID! }`,
    erp: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@interfaceObject"])
      type Query { second: Thing }
      type Thing @key(fields: "id", resolvable: false) @interfaceObject { id: ID! note: String }`,
  },
  resolvers: { erp: { Query: { second: () => ({ id: 't', note: 'n' }) } } },
};
