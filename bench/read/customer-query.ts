/**
 * What the console's customer page and a portal ask for in one go. Ages and what follows from them are left out: they move
 * while nothing is written, and the answers would differ.
 */
export const CUSTOMER_QUERY = `query CustomerPage($id: ID!) {
  customer(id: $id) {
    id name status salesOwner
    syncState { status runningOperations openExceptions systems { system vendor } }
    revenue(asOf: "2026-12-31") {
      legalEntity { code }
      contracted { ...Amount } billed { ...Amount } recognized { ...Amount } deferred { ...Amount }
    }
    contracts(first: 20) { totalCount edges { node {
      id number version status startsOn endsOn
      totalValue { ...Amount }
      lines { id product { code name } quantity unitPrice { ...Amount } startsOn endsOn chargeModel }
      revenueContract { id transactionPrice { ...Amount } }
    } } }
    invoices(first: 20) { totalCount edges { node {
      id number status issuedOn dueOn
      total { ...Amount } amountDue { ...Amount }
      lines { id description quantity amount { ...Amount } servicePeriodStartsOn servicePeriodEndsOn proration }
      posting {
        status documentNumber
        period { name startsOn endsOn status }
        journalEntries { id postedOn lines { account accountName debit { ...Amount } credit { ...Amount } } }
      }
    } } }
  }
}
fragment Amount on Money { amount currency }`;
