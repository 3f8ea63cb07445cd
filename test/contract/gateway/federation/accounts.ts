import { asTold, type Feature, linked, numberIn, type Row, rowBy } from './feature.ts';

const INVOICES: readonly Row[] = [
  { __typename: 'Invoice', id: 'i1', number: 'INV-1', amount: 100, open: true },
  { __typename: 'Invoice', id: 'i2', number: 'INV-2', amount: 250, open: false },
  { __typename: 'Invoice', id: 'i3', number: 'INV-3', amount: 40, open: true },
].map((row) => ({ ...row, taxed: row.amount + 20, recognized: row.amount * 2 + 20, account: () => accountOf(row.id) }));

const invoicesOf = (...ids: readonly string[]) => {
  const own = ids.flatMap((id) => INVOICES.filter((row) => row['id'] === id));
  return ({ open }: { open?: boolean }) => own.filter((row) => open === undefined || row['open'] === open);
};

const FLAT: Row = { __typename: 'Flat', id: 'p1', title: 'Flat', fee: 10, cost: 3 };
const METERED: Row = { __typename: 'Metered', id: 'p2', title: 'Metered', unit: 2 };

const ACCOUNTS: readonly Row[] = [
  {
    __typename: 'Account',
    id: 'a1',
    number: '1001',
    name: 'Acme',
    owner: { email: 'kim@example.com', name: 'Kim' },
    creditLimit: 5000,
    invoices: invoicesOf('i1', 'i2'),
    total: 350,
    plan: FLAT,
  },
  {
    __typename: 'Account',
    id: 'a2',
    number: '1002',
    name: null,
    owner: null,
    creditLimit: null,
    invoices: invoicesOf('i3'),
    total: 40,
    plan: METERED,
  },
];

/** The second one is known to nobody but its owner. */
const LEADS: readonly Row[] = [
  { __typename: 'Lead', id: 'l1', name: 'Lead', score: 7, stage: 'new' },
  { __typename: 'Lead', id: 'l2', name: 'Other', score: null, stage: null },
];

function accountOf(invoice: string): Row | undefined {
  return ACCOUNTS[invoice === 'i3' ? 1 : 0];
}

const account = ({ id }: { id: string }) => rowBy(ACCOUNTS, 'id')({ id });
const parties = [...ACCOUNTS, ...LEADS];

const WHOLE = `
  type Query { accounts: [Account!]! account(id: ID!): Account parties: [Party!]! named: [Named!]! overdue: [Invoice!]! rate: Rate }
  interface Named { name: String }
  union Party = Account | Lead
  type Owner { email: ID! name: String }
  type Lead implements Named { id: ID! name: String score: Int stage: String }
  type Account implements Named {
    id: ID! number: ID! name: String owner: Owner creditLimit: Int total: Int plan: Plan invoices(open: Boolean): [Invoice!]!
  }
  type Invoice { id: ID! number: String amount: Int taxed: Int recognized: Int account: Account }
  interface Plan { id: ID! title: String }
  type Flat implements Plan { id: ID! title: String fee: Int cost: Int }
  type Metered implements Plan { id: ID! title: String unit: Int }
  type Rate { id: ID! day: Int night: Int }`;

const CRM = `${linked('key', 'shareable')}
  type Query { accounts: [Account!]! account(id: ID!): Account parties: [Party!]! named: [Named!]! }
  interface Named { name: String }
  union Party = Account | Lead
  type Owner { email: ID! name: String }
  type Lead implements Named @key(fields: "id") { id: ID! name: String score: Int }
  type Account implements Named @key(fields: "id") @key(fields: "number") {
    id: ID! number: ID! name: String @shareable owner: Owner
  }`;

const BILLING = `${linked('key', 'external', 'provides', 'shareable')}
  type Query { overdue: [Invoice!]! rate: Rate @shareable }
  type Lead @key(fields: "id") { id: ID! stage: String }
  type Account @key(fields: "id") { id: ID! name: String @external invoices(open: Boolean): [Invoice!]! plan: Plan }
  type Invoice @key(fields: "id") { id: ID! number: String amount: Int account: Account @provides(fields: "name") }
  interface Plan { id: ID! title: String }
  type Flat implements Plan @key(fields: "id") { id: ID! title: String fee: Int }
  type Metered implements Plan @key(fields: "id") { id: ID! title: String unit: Int }
  type Rate { id: ID! @shareable day: Int }`;

const ERP = `${linked('key', 'external', 'requires', 'shareable')}
  type Query { rate: Rate @shareable }
  type Account @key(fields: "number") { number: ID! creditLimit: Int }
  type Invoice @key(fields: "id") { id: ID! amount: Int @external taxed: Int @requires(fields: "amount") }
  type Flat @key(fields: "id") { id: ID! cost: Int }
  type Rate { id: ID! @shareable night: Int }`;

const REVREC = `${linked('key', 'external', 'requires', 'override')}
  type Account @key(fields: "id") {
    id: ID! invoices(open: Boolean): [Invoice!]! @external total: Int @requires(fields: "invoices { amount }")
  }
  type Invoice @key(fields: "id") {
    id: ID! number: String @override(from: "billing") amount: Int @external taxed: Int @external
    recognized: Int @requires(fields: "taxed amount")
  }`;

const RATE: Row = { id: 'r', day: 3, night: 1 };

/** Several keys, chains of required fields, provided and overridden ones, shared roots, interfaces and unions. */
export const ACCOUNTS_OF_FOUR: Feature = {
  name: 'accounts of four systems',
  sdl: { crm: CRM, billing: BILLING, erp: ERP, revrec: REVREC },
  resolvers: {
    crm: {
      Query: {
        accounts: () => ACCOUNTS,
        account: (_root: unknown, given: { id: string }) => account(given),
        parties: () => parties,
        named: () => parties,
      },
      Account: { __resolveReference: (told: Row) => rowBy(ACCOUNTS, 'id' in told ? 'id' : 'number')(told) },
      Lead: { __resolveReference: rowBy(LEADS, 'id') },
    },
    billing: {
      Query: { overdue: () => INVOICES, rate: () => RATE },
      Account: { __resolveReference: rowBy(ACCOUNTS, 'id') },
      Invoice: { __resolveReference: rowBy(INVOICES, 'id'), number: () => 'of old' },
      Lead: { __resolveReference: rowBy(LEADS.slice(0, 1), 'id') },
      Flat: { __resolveReference: () => FLAT },
      Metered: { __resolveReference: () => METERED },
    },
    erp: {
      Query: { rate: () => RATE },
      Account: { __resolveReference: rowBy(ACCOUNTS, 'number') },
      Invoice: { __resolveReference: asTold, taxed: (row: Row) => numberIn(row, 'amount') + 20 },
      Flat: { __resolveReference: () => FLAT },
    },
    revrec: {
      Account: {
        __resolveReference: asTold,
        total: ({ invoices }: { invoices: readonly Row[] }) =>
          invoices.reduce((sum, row) => sum + numberIn(row, 'amount'), 0),
      },
      Invoice: {
        __resolveReference: asTold,
        number: ({ id }: Row) => INVOICES.find((row) => row['id'] === id)?.['number'],
        recognized: (row: Row) => numberIn(row, 'taxed') + numberIn(row, 'amount'),
      },
    },
  },
  whole: WHOLE,
  root: { accounts: ACCOUNTS, account, parties, named: parties, overdue: INVOICES, rate: RATE },
  queries: [
    {
      says: 'fields of four systems',
      query: '{ accounts { id name creditLimit total plan { title } owner { email } } }',
    },
    { says: 'what requires what requires', query: '{ overdue { number recognized } }' },
    { says: 'what is required beside what is asked for', query: '{ overdue { recognized taxed amount } }' },
    {
      says: 'what is provided, and more of the same object',
      query: '{ overdue { account { name number creditLimit } } }',
    },
    { says: 'a field that another system has taken over', query: '{ accounts { invoices { number } } }' },
    { says: 'one root field of two systems', query: '{ rate { day night id } }' },
    {
      says: 'an interface over several systems',
      query: '{ named { __typename name ... on Account { total } ... on Lead { stage score } } }',
    },
    {
      says: 'a union',
      query:
        '{ parties { ... on Lead { id stage } ... on Named { name } ... on Account { plan { ... on Flat { cost fee } title } } } }',
    },
    {
      says: 'an interface of a system, joined by type',
      query: '{ accounts { plan { __typename ... on Flat { cost } ... on Metered { unit } } } }',
    },
    {
      says: 'conditions',
      query:
        'query ($more: Boolean = false) { accounts { id total @include(if: $more) ... @skip(if: $more) { creditLimit } } }',
    },
    {
      says: 'conditions that are met',
      query:
        'query ($more: Boolean!) { accounts { id total @include(if: $more) ... @skip(if: $more) { creditLimit } } }',
      variables: { more: true },
    },
    {
      says: 'fragments of fragments',
      query:
        '{ accounts { ...A } } fragment A on Account { invoices { ...I } ...N } fragment I on Invoice { account { ...N } } fragment N on Named { name }',
    },
    {
      says: 'an object of which nothing is left',
      query:
        'query ($less: Boolean!, $more: Boolean!) { account(id: "a2") { id plan @skip(if: $less) { ... on Flat { __typename @skip(if: $more) } } } }',
      variables: { less: false, more: true },
      stock: 'WRONG',
    },
    { says: 'nothing found', query: '{ account(id: "none") { id total } }' },
    {
      says: 'a required list without arguments and the same list with some',
      query: '{ accounts { total invoices(open: true) { id amount } } }',
      stock: 'WRONG',
    },
    {
      says: 'the name of a required field for something else',
      query: '{ overdue { amount: number taxed recognized } }',
      stock: 'FAILS',
    },
    {
      says: 'the name of a key for something else',
      query: '{ overdue { id: number taxed } accounts { id: name total } }',
      stock: 'WRONG',
    },
    {
      says: 'the name of a required number for another number',
      query: '{ overdue { amount: taxed recognized } }',
      stock: 'WRONG',
    },
  ],
};
