import type { GraphQLFieldResolver } from 'graphql';
import { childIds, dayOf, moneyOf, numberOf, productOf, wordOf } from './records.ts';
import type { BenchSubgraph } from './sdl.ts';

interface Reference {
  readonly id: string;
}
interface ProductReference {
  readonly code: string;
}
interface First {
  readonly first: number;
}
type Resolver = GraphQLFieldResolver<never, unknown, never>;
type Fields = Readonly<Record<string, Resolver | ((reference: never) => unknown)>>;

const money =
  (field: string) =>
  ({ id, code }: Partial<Reference & ProductReference>) =>
    moneyOf(id ?? code ?? '', field);
const references = (ids: readonly string[]): readonly Reference[] => ids.map((id) => ({ id }));
const itself = { __resolveReference: (reference: Reference) => reference };
const CONTRACTS_MAX = 100;

const crm: Readonly<Record<string, Fields>> = {
  Query: {
    customer: (_root: unknown, { id }: Reference) => ({ id }),
    customers: (_root: unknown, { first }: First) =>
      references(Array.from({ length: first }, (_, index) => `c${index + 1}`)),
  },
  Customer: {
    ...itself,
    name: ({ id }: Reference) => `Customer ${id.slice(1).padStart(4, '0')} Incorporated`,
    segment: ({ id }: Reference) => wordOf(id, ['ENTERPRISE', 'MIDMARKET', 'SMALL']),
    owner: ({ id }: Reference) => ({
      name: `Owner ${numberOf(id, 9)}`,
      email: `owner${numberOf(id, 9)}@bench.example`,
    }),
    contracts: ({ id }: Reference, { first }: First) => references(childIds(id, 'k', Math.min(first, CONTRACTS_MAX))),
  },
  Contract: {
    ...itself,
    number: ({ id }: Reference) => `CT-${numberOf(id, 1_000_000)}`,
    status: ({ id }: Reference) => wordOf(id, ['ACTIVE', 'AMENDED', 'RENEWED']),
    startsOn: ({ id }: Reference) => dayOf(id, 'startsOn'),
    endsOn: ({ id }: Reference) => dayOf(id, 'endsOn', 2027),
    totalValue: money('totalValue'),
    product: ({ id }: Reference) => productOf(id),
  },
  Product: {
    ...itself,
    name: ({ code }: ProductReference) => `Product ${code}`,
    family: ({ code }: ProductReference) => wordOf(code, ['PLATFORM', 'SUPPORT', 'USAGE']),
  },
};

const billing: Readonly<Record<string, Fields>> = {
  Customer: {
    ...itself,
    balance: money('balance'),
    invoices: ({ id }: Reference, { first }: First) => references(childIds(id, 'i', first)),
  },
  Contract: {
    ...itself,
    billedToDate: money('billedToDate'),
    nextInvoiceOn: ({ id }: Reference) => dayOf(id, 'nextInvoiceOn'),
    invoices: ({ id }: Reference, { first }: First) => references(childIds(id, 'i', first)),
  },
  Product: { ...itself, listPrice: money('listPrice') },
  Invoice: {
    ...itself,
    number: ({ id }: Reference) => `IN-${numberOf(id, 1_000_000)}`,
    status: ({ id }: Reference) => wordOf(id, ['OPEN', 'PAID', 'OVERDUE']),
    issuedOn: ({ id }: Reference) => dayOf(id, 'issuedOn'),
    dueOn: ({ id }: Reference) => dayOf(id, 'dueOn'),
    total: money('total'),
    lines: ({ id }: Reference) => references(childIds(id, 'l', 2)),
    contract: ({ id }: Reference) => ({
      id: id.includes('-k') ? id.slice(0, id.lastIndexOf('-')) : `${id.split('-')[0]}-k1`,
    }),
  },
  InvoiceLine: {
    description: ({ id }: Reference) => `Subscription, part ${numberOf(id, 12) + 1} of 12`,
    quantity: ({ id }: Reference) => String(1 + numberOf(id, 200)),
    amount: money('amount'),
  },
};

const erp: Readonly<Record<string, Fields>> = {
  Customer: {
    ...itself,
    account: ({ id }: Reference) => `AR-${numberOf(id, 100_000)}`,
    creditLimit: money('creditLimit'),
  },
  Contract: {
    ...itself,
    costCenter: ({ id }: Reference) => `CC-${numberOf(id, 100)}`,
    project: ({ id }: Reference) => `PR-${numberOf(id, 10_000)}`,
  },
  Product: { ...itself, revenueAccount: ({ code }: ProductReference) => `40${numberOf(code, 100)}` },
  Invoice: {
    ...itself,
    posting: ({ id }: Reference) => ({ id: `${id}-p` }),
    openInLedger: ({ total }: { readonly total: unknown }) => total,
  },
  Posting: {
    ...itself,
    documentNumber: ({ id }: Reference) => `JE-${numberOf(id, 1_000_000)}`,
    postedOn: ({ id }: Reference) => dayOf(id, 'postedOn'),
    period: ({ id }: Reference) => dayOf(id, 'postedOn').slice(0, 7),
    lines: ({ id }: Reference) => [
      { account: '1200', debit: moneyOf(id, 'lines').amount },
      { account: '2400', credit: moneyOf(id, 'lines').amount },
    ],
  },
};

const revrec: Readonly<Record<string, Fields>> = {
  Customer: { ...itself, recognized: money('recognized'), deferred: money('deferred') },
  Contract: { ...itself, revenue: ({ id }: Reference) => ({ id }) },
  Product: { ...itself, standalonePrice: money('standalonePrice') },
  Invoice: { ...itself, recognized: money('recognized') },
  Posting: { ...itself, effect: money('effect') },
  Revenue: {
    recognized: money('recognized'),
    deferred: money('deferred'),
    schedule: ({ id }: Reference, { first }: First) =>
      Array.from({ length: first }, (_, index) => {
        const month = `2026-${String(index + 1).padStart(2, '0')}`;
        return { month, amount: moneyOf(id, month).amount };
      }),
  },
};

export const BENCH_RESOLVERS: Readonly<Record<BenchSubgraph, Readonly<Record<string, Fields>>>> = {
  crm,
  billing,
  erp,
  revrec,
};
