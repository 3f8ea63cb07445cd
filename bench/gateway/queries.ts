const HEAVY = `query Portfolio($customers: Int!, $contracts: Int!, $invoices: Int!) {
  customers(first: $customers) {
    id name segment owner { name email }
    balance { ...Amount } account creditLimit { ...Amount } recognized { ...Amount } deferred { ...Amount }
    contracts(first: $contracts) {
      id number status startsOn endsOn totalValue { ...Amount }
      billedToDate { ...Amount } nextInvoiceOn costCenter project
      revenue { recognized { ...Amount } deferred { ...Amount } schedule(first: 6) { month amount } }
      product { code name family listPrice { ...Amount } revenueAccount standalonePrice { ...Amount } }
      invoices(first: $invoices) {
        ...Billed
        posting { documentNumber postedOn period lines { account debit credit } effect { ...Amount } }
      }
    }
    invoices(first: $invoices) { ...Billed contract { number status } posting { documentNumber period } }
  }
}
fragment Billed on Invoice {
  id number status issuedOn dueOn total { ...Amount } openInLedger { ...Amount } recognized { ...Amount }
  lines { description quantity amount { ...Amount } }
}
fragment Amount on Money { amount currency }`;

const LIGHT = `query Customer($id: ID!) {
  customer(id: $id) {
    id name segment
    contracts(first: 5) {
      id number status
      billedToDate { amount currency }
      costCenter
      revenue { recognized { amount } deferred { amount } }
    }
  }
}`;

export const QUERY_NAMES = ['heavy', 'light'] as const;
export type QueryName = (typeof QUERY_NAMES)[number];

/** Bodies of requests, as sent. */
export const BENCH_BODIES: Readonly<Record<QueryName, string>> = {
  heavy: JSON.stringify({ query: HEAVY, variables: { customers: 5, contracts: 5, invoices: 3 } }),
  light: JSON.stringify({ query: LIGHT, variables: { id: 'c1' } }),
};
