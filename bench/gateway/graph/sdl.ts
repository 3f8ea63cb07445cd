const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@shareable", "@listSize"])`;
const MONEY = 'type Money @shareable { amount: String! currency: String! }';

const CRM = `${LINK}
type Query {
  customer(id: ID!): Customer
  customers(first: Int!): [Customer!]! @listSize(slicingArguments: ["first"])
}
type Customer @key(fields: "id") {
  id: ID!
  name: String!
  segment: String!
  owner: Person!
  contracts(first: Int!): [Contract!]! @listSize(slicingArguments: ["first"])
}
type Person { name: String! email: String! }
type Contract @key(fields: "id") {
  id: ID!
  number: String!
  status: String!
  startsOn: String!
  endsOn: String!
  totalValue: Money!
  product: Product!
}
type Product @key(fields: "code") { code: ID! name: String! family: String! }
${MONEY}`;

const BILLING = `${LINK}
type Customer @key(fields: "id") {
  id: ID!
  balance: Money
  invoices(first: Int!): [Invoice!] @listSize(slicingArguments: ["first"])
}
type Contract @key(fields: "id") {
  id: ID!
  billedToDate: Money
  nextInvoiceOn: String
  invoices(first: Int!): [Invoice!] @listSize(slicingArguments: ["first"])
}
type Product @key(fields: "code") { code: ID! listPrice: Money }
type Invoice @key(fields: "id") {
  id: ID!
  number: String!
  status: String!
  issuedOn: String!
  dueOn: String!
  total: Money!
  lines: [InvoiceLine!]! @listSize(assumedSize: 2)
  contract: Contract!
}
type InvoiceLine { description: String! quantity: String! amount: Money! }
${MONEY}`;

const ERP = `${LINK}
type Customer @key(fields: "id") { id: ID! account: String creditLimit: Money }
type Contract @key(fields: "id") { id: ID! costCenter: String project: String }
type Product @key(fields: "code") { code: ID! revenueAccount: String }
type Invoice @key(fields: "id") {
  id: ID!
  total: Money! @external
  posting: Posting
  openInLedger: Money @requires(fields: "total { amount currency }")
}
type Posting @key(fields: "id") {
  id: ID!
  documentNumber: String!
  postedOn: String!
  period: String!
  lines: [JournalLine!]! @listSize(assumedSize: 2)
}
type JournalLine { account: String! debit: String credit: String }
${MONEY}`;

const REVREC = `${LINK}
type Customer @key(fields: "id") { id: ID! recognized: Money deferred: Money }
type Contract @key(fields: "id") { id: ID! revenue: Revenue }
type Product @key(fields: "code") { code: ID! standalonePrice: Money }
type Invoice @key(fields: "id") { id: ID! recognized: Money }
type Posting @key(fields: "id") { id: ID! effect: Money }
type Revenue { recognized: Money! deferred: Money! schedule(first: Int!): [Month!]! @listSize(slicingArguments: ["first"]) }
type Month { month: String! amount: String! }
${MONEY}`;

export const BENCH_SUBGRAPHS = ['crm', 'billing', 'erp', 'revrec'] as const;
export type BenchSubgraph = (typeof BENCH_SUBGRAPHS)[number];

/** Four systems that know the same customers, contracts, products and invoices, each its own side of them. */
export const BENCH_SDL: Readonly<Record<BenchSubgraph, string>> = {
  crm: CRM,
  billing: BILLING,
  erp: ERP,
  revrec: REVREC,
};
