import { asTold, type Feature, linked, numberIn, type Row, rowBy } from './feature.ts';

type InCurrency = { currency: string };

const RATES: Readonly<Record<string, number>> = { USD: 1, EUR: 2, GBP: 3 };

function plan(id: string, price: number, seats: number): Row {
  const priceIn = ({ currency }: InCurrency) => price * (RATES[currency] ?? 0);
  const tier = (from: number) => ({ from, rate: ({ currency }: InCurrency) => from * (RATES[currency] ?? 0) });
  const tiers = ({ first }: { first: number }) => [tier(1), tier(10), tier(100)].slice(0, first);
  return {
    id,
    price: priceIn,
    seats,
    tiers,
    dollars: price * seats,
    euros: price * 2 * seats,
    steps: 2 * (1 + 10),
    margin: price,
  };
}

const PLANS = [plan('p1', 10, 2), plan('p2', 7, 3)];

const rates = (tiers: readonly Row[]) => tiers.reduce((sum, tier) => sum + numberIn(tier, 'rate'), 0);

/** What is computed requires prices in a currency of its own, whatever currency the client asks for. */
export const PRICES: Feature = {
  name: 'prices that are required in a currency',
  sdl: {
    billing: `${linked('key')}
      type Query { plans: [Plan!]! plan(id: ID!): Plan }
      type Plan @key(fields: "id") { id: ID! price(currency: String!): Int seats: Int tiers(first: Int!): [Tier!]! }
      type Tier { from: Int rate(currency: String!): Int }`,
    revrec: `${linked('key', 'external', 'requires')}
      type Plan @key(fields: "id") {
        id: ID! price(currency: String!): Int @external seats: Int @external tiers(first: Int!): [Tier!]! @external
        dollars: Int @requires(fields: "price(currency: \\"USD\\") seats")
        euros: Int @requires(fields: "price(currency: \\"EUR\\") seats")
        steps: Int @requires(fields: "tiers(first: 2) { rate(currency: \\"EUR\\") }")
      }
      type Tier @external { rate(currency: String!): Int }`,
    erp: `${linked('key', 'external', 'requires')}
      type Plan @key(fields: "id") {
        id: ID! price(currency: String!): Int @external margin: Int @requires(fields: "price(currency: \\"USD\\")")
      }`,
  },
  resolvers: {
    billing: {
      Query: { plans: () => PLANS, plan: (_root: unknown, { id }: { id: string }) => rowBy(PLANS, 'id')({ id }) },
      Plan: { __resolveReference: rowBy(PLANS, 'id') },
    },
    revrec: {
      Plan: {
        __resolveReference: asTold,
        dollars: (row: Row) => numberIn(row, 'price') * numberIn(row, 'seats'),
        euros: (row: Row) => numberIn(row, 'price') * numberIn(row, 'seats'),
        steps: ({ tiers }: { tiers: readonly Row[] }) => rates(tiers),
      },
    },
    erp: { Plan: { __resolveReference: asTold, margin: (row: Row) => numberIn(row, 'price') } },
  },
  whole: `
    type Query { plans: [Plan!]! plan(id: ID!): Plan }
    type Plan {
      id: ID! price(currency: String!): Int seats: Int tiers(first: Int!): [Tier!]! dollars: Int euros: Int steps: Int margin: Int
    }
    type Tier { from: Int rate(currency: String!): Int }`,
  root: { plans: PLANS, plan: ({ id }: { id: string }) => rowBy(PLANS, 'id')({ id }) },
  queries: [
    { says: 'one computed amount', query: '{ plans { id dollars } }' },
    { says: 'an amount of two systems', query: '{ plans { dollars margin } }' },
    {
      says: 'two amounts of which one is left out',
      query: '{ plan(id: "p1") { price: euros @skip(if: true) steps } }',
      stock: 'WRONG',
    },
    {
      says: 'two amounts of which a variable chooses one',
      query: 'query ($with: Boolean = false) { plans { id dollars @include(if: $with) steps } }',
      stock: 'WRONG',
    },
    { says: 'two amounts in two currencies', query: '{ plans { dollars euros } }', stock: 'WRONG' },
    {
      says: 'an amount beside the price in another currency',
      query: '{ plans { euros price(currency: "GBP") } }',
      stock: 'WRONG',
    },
    {
      says: 'the same with the currency from a variable',
      query: 'query ($in: String = "GBP") { plans { price(currency: $in) euros dollars margin } }',
      stock: 'WRONG',
    },
    {
      says: 'a list that is required longer than it is asked for',
      query: '{ plans { steps tiers(first: 1) { from rate(currency: "USD") } } }',
      stock: 'WRONG',
    },
    {
      says: 'a list that is required shorter, through fragments',
      query:
        '{ plans { ...S ...T } } fragment S on Plan { steps } fragment T on Plan { tiers(first: 3) { rate(currency: "GBP") } }',
      stock: 'WRONG',
    },
    {
      says: 'conditions on one of two amounts',
      query: 'query ($euros: Boolean!) { plans { dollars euros @include(if: $euros) } }',
      variables: { euros: false },
    },
    {
      says: 'everything at once',
      query: '{ plans { d: dollars e: euros steps margin price(currency: "GBP") seats } plan(id: "p2") { euros } }',
      stock: 'WRONG',
    },
  ],
};
