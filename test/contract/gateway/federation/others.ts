import { asTold, type Feature, linked, type Row, rowBy } from './feature.ts';

const ASSETS: readonly Row[] = [
  { __typename: 'Machine', id: 'm1', name: 'Press', load: 5, book: 100, label: 'Press!' },
  { __typename: 'Licence', id: 'm2', name: 'Suite', seats: 9, book: 20, label: 'Suite!' },
];

/** A system that knows all types behind an interface as one. */
export const ASSETS_AS_ONE: Feature = {
  name: 'assets that one system knows as one type',
  sdl: {
    erp: `${linked('key')}
      type Query { assets: [Asset!]! }
      interface Asset @key(fields: "id") { id: ID! name: String }
      type Machine implements Asset @key(fields: "id") { id: ID! name: String load: Int }
      type Licence implements Asset @key(fields: "id") { id: ID! name: String seats: Int }`,
    revrec: `${linked('key', 'interfaceObject', 'external', 'requires')}
      type Query { booked: [Asset!]! }
      type Asset @key(fields: "id") @interfaceObject {
        id: ID! name: String @external book: Int label: String @requires(fields: "name")
      }`,
  },
  resolvers: {
    erp: {
      Query: { assets: () => ASSETS },
      Asset: { __resolveReference: rowBy(ASSETS, 'id') },
      Machine: { __resolveReference: rowBy(ASSETS, 'id') },
      Licence: { __resolveReference: rowBy(ASSETS, 'id') },
    },
    revrec: {
      Query: { booked: () => ASSETS.map(({ id, book }) => ({ id, book })) },
      Asset: {
        __resolveReference: (told: Row) => ({ ...told, book: rowBy(ASSETS, 'id')(told)?.['book'] }),
        label: ({ name }: Row) => `${name}!`,
      },
    },
  },
  whole: `
    type Query { assets: [Asset!]! booked: [Asset!]! }
    interface Asset { id: ID! name: String book: Int label: String }
    type Machine implements Asset { id: ID! name: String book: Int label: String load: Int }
    type Licence implements Asset { id: ID! name: String book: Int label: String seats: Int }`,
  root: { assets: ASSETS, booked: ASSETS },
  queries: [
    { says: 'from the system that knows the types', query: '{ assets { id name book label } }' },
    { says: 'from the one that does not', query: '{ booked { id book } }' },
    {
      says: 'the types of objects that came without',
      query: '{ booked { __typename book ... on Machine { load } ... on Licence { seats } } }',
    },
    {
      says: 'more of one type than of the others',
      query: '{ booked { name ... on Machine { id label } } assets { book ... on Licence { label } } }',
      stock: 'FAILS',
    },
    {
      says: 'the name of a type beside what the other system knows of it',
      query: '{ booked { ... on Licence { book __typename } ... on Machine { load } } }',
      stock: 'WRONG',
    },
    {
      says: 'what is computed of one type, while others are asked for the same',
      query: '{ assets { id name ... on Machine { name label } ... on Licence { name } } }',
      stock: 'FAILS',
    },
    { says: 'what is required of the types', query: '{ booked { label ... on Machine { name } } }' },
  ],
};

const DEALS: readonly Row[] = [
  { __typename: 'Deal', id: 'd1', stage: 'OPEN', subject: { __typename: 'Note', text: 'hello' } },
  { __typename: 'Deal', id: 'd2', stage: 'INTERNAL', subject: { __typename: 'Draft', text: 'secret' } },
];
const SHOWN = [DEALS[0], { ...DEALS[1], stage: null, subject: null }];

/** What clients may not know of is null to them, and nobody says why. */
export const HIDDEN: Feature = {
  name: 'what is hidden from clients',
  sdl: {
    crm: `${linked('key', 'inaccessible')}
      type Query { deals: [Deal!]! }
      type Deal @key(fields: "id") { id: ID! stage: Stage subject: Subject cost: Int @inaccessible }
      enum Stage { OPEN INTERNAL @inaccessible }
      interface Subject { text: String }
      type Note implements Subject { text: String }
      type Draft implements Subject @inaccessible { text: String }`,
    revrec: `${linked('key', 'external', 'requires')}
      type Deal @key(fields: "id") { id: ID! cost: Int @external margin: Int @requires(fields: "cost") }`,
  },
  resolvers: {
    crm: {
      Query: { deals: () => DEALS.map((row) => ({ ...row, cost: 5 })) },
      Deal: { __resolveReference: rowBy(DEALS, 'id') },
    },
    revrec: { Deal: { __resolveReference: asTold, margin: ({ cost }: Row) => Number(cost) * 2 } },
  },
  whole: `
    type Query { deals: [Deal!]! }
    type Deal { id: ID! stage: Stage subject: Subject margin: Int }
    enum Stage { OPEN }
    interface Subject { text: String }
    type Note implements Subject { text: String }`,
  root: { deals: SHOWN.map((row) => ({ ...row, margin: 10 })) },
  queries: [
    {
      says: 'a hidden value of an enum, and a hidden type',
      query: '{ deals { id stage subject { __typename text } } }',
    },
    {
      says: 'the same under other names',
      query: '{ all: deals { s: stage o: subject { ... on Note { t: text } } margin } }',
    },
    { says: 'what is computed of a hidden field', query: '{ deals { margin } }' },
  ],
};

const CONTRACT: Row = {
  __typename: 'Contract',
  id: 'c1',
  number: 'C-1',
  period: { from: '1', to: '9' },
  name: 'Frame',
  title: 'C-1 Frame',
};

/** Keys by which nothing is found, beside the one by which it is. */
export const KEYS: Feature = {
  name: 'several keys of which some lead nowhere',
  sdl: {
    crm: `${linked('key', 'shareable')}
      type Contract @key(fields: "id") @key(fields: "number", resolvable: false) @key(fields: "period { from }", resolvable: false) {
        id: ID! number: ID! period: Period! name: String!
      }
      type Period @shareable { from: ID! to: ID! }`,
    revrec: `${linked('key', 'external', 'requires', 'shareable')}
      type Query { contracts: [Contract!]! }
      type Contract @key(fields: "period { from }", resolvable: false) @key(fields: "id period { to }") @key(fields: "number", resolvable: false) {
        id: ID! number: ID! period: Period! name: String! @external title: String! @requires(fields: "name")
      }
      type Period @shareable { from: ID! to: ID! }`,
  },
  resolvers: {
    crm: { Contract: { __resolveReference: () => CONTRACT } },
    revrec: {
      Query: { contracts: () => [{ id: 'c1', number: 'C-1', period: CONTRACT['period'] }] },
      Contract: {
        __resolveReference: ({ id, name }: Row) => (id === 'c1' ? { id, number: 'C-1', name } : null),
        title: ({ number, name }: Row) => `${number} ${name}`,
      },
    },
  },
  whole: `
    type Query { contracts: [Contract!]! }
    type Contract { id: ID! number: ID! period: Period! name: String! title: String! }
    type Period { from: ID! to: ID! }`,
  root: { contracts: [CONTRACT] },
  queries: [
    { says: 'what is required, over the key that leads back', query: '{ contracts { id title } }' },
    { says: 'all of it', query: '{ contracts { id number period { from to } name title } }' },
  ],
};

const LINES: readonly Row[] = [
  { __typename: 'Fee', id: 'f1', amount: 7, note: 'paid', billed: true },
  { __typename: 'Credit', id: 'k1', amount: 0, note: '', billed: false },
];

const WHOLE_LINES = LINES.map((row) => ({ ...row, booked: true }));

/** Types that promise a value under a name, beside types that do not: a plan asks for the two under different names. */
export const PROMISES: Feature = {
  name: 'fields of one name of which not all are promised',
  sdl: {
    billing: `${linked('key', 'shareable')}
      type Query { lines: [Line!]! }
      type Bill @key(fields: "id") { id: ID! lines: [Line!]! }
      union Line = Fee | Credit
      type Fee { id: ID! amount: Int note: String billed: Boolean }
      type Credit @key(fields: "id") @shareable { id: ID! amount: Int! note: String! billed: Boolean! }`,
    erp: `${linked('key', 'shareable')}
      type Query { bill: Bill }
      type Bill @key(fields: "id") { id: ID! due: Int }
      type Credit @key(fields: "id") {
        id: ID! amount: Int @shareable note: String @shareable billed: Boolean @shareable booked: Boolean
      }`,
  },
  resolvers: {
    billing: { Query: { lines: () => LINES }, Bill: { __resolveReference: ({ id }: Row) => ({ id, lines: LINES }) } },
    erp: { Query: { bill: () => ({ id: 'b1', due: 7 }) }, Credit: { __resolveReference: asTold, booked: () => true } },
  },
  whole: `
    type Query { lines: [Line!]! bill: Bill }
    type Bill { id: ID! due: Int lines: [Line!]! }
    union Line = Fee | Credit
    type Fee { id: ID! amount: Int note: String billed: Boolean }
    type Credit { id: ID! amount: Int note: String billed: Boolean booked: Boolean }`,
  root: { lines: WHOLE_LINES, bill: { id: 'b1', due: 7, lines: WHOLE_LINES } },
  queries: [
    {
      says: 'of both types, with nothing, no and an empty text among them',
      query: '{ lines { ... on Fee { amount note billed } ... on Credit { amount note billed booked } } }',
      stock: 'WRONG',
    },
    {
      says: 'the same of an object of another system',
      query: '{ bill { due lines { ... on Fee { amount note } ... on Credit { amount note booked } } } }',
      stock: 'WRONG',
    },
  ],
};

interface Ledger {
  readonly book: (amount: number) => number;
  readonly double: () => number;
}

function ledger(): Ledger {
  let sum = 0;
  const set = (next: number) => {
    sum = next;
    return sum;
  };
  return { book: (amount) => set(sum + amount), double: () => set(sum * 2) };
}

/** Writes in their order, one after the other, whichever systems they are of. */
export function writesOfTwo(): Feature {
  // Both executors and the one system write; each into a ledger of its own run.
  const [whole, shared] = [ledger(), ledger()];
  return {
    name: 'writes of two systems',
    sdl: {
      billing: `${linked('key')} type Query { ready: Boolean } type Mutation { book(amount: Int!): Entry! } type Entry @key(fields: "id") { id: ID! sum: Int }`,
      erp: `${linked('key')} type Mutation { double: Int! } type Entry @key(fields: "id") { id: ID! checked: Boolean }`,
    },
    resolvers: {
      billing: {
        Query: { ready: () => true },
        Mutation: { book: (_root: unknown, { amount }: { amount: number }) => ({ id: 'e', sum: shared.book(amount) }) },
      },
      erp: { Mutation: { double: () => shared.double() }, Entry: { __resolveReference: asTold, checked: () => true } },
    },
    whole: `
      type Query { ready: Boolean }
      type Mutation { book(amount: Int!): Entry! double: Int! }
      type Entry { id: ID! sum: Int checked: Boolean }`,
    root: {
      ready: true,
      book: ({ amount }: { amount: number }) => ({ id: 'e', sum: whole.book(amount), checked: true }),
      double: () => whole.double(),
    },
    queries: [
      {
        says: 'in turn',
        query: 'mutation { a: book(amount: 5) { sum checked } b: double c: book(amount: 2) { sum } d: double }',
      },
    ],
  };
}
