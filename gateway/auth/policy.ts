import type { Role } from '#kit/identity/principal.ts';

/** Who may ask for which root field, such as `Query.customer`. A root field without a row is allowed to nobody. */
export type Policy = ReadonlyMap<string, ReadonlySet<Role>>;

/** Who is meant by the name that `@policy` gives in the SDL of a subgraph. A gateway starts with no other names. */
export type Policies = ReadonlyMap<string, ReadonlySet<Role>>;

const INSIDE: readonly Role[] = ['revops', 'finance', 'controller', 'auditor', 'admin'];
const ACCOUNTING: readonly Role[] = ['finance', 'controller', 'auditor', 'admin'];
const CUSTOMERS: readonly Role[] = ['portal', ...INSIDE];
const EVERYBODY: readonly Role[] = ['partner', ...CUSTOMERS];

const rows: readonly (readonly [string, readonly Role[]])[] = [
  ['Query.customer', EVERYBODY],
  ['Query.customers', EVERYBODY],
  ['Query.contract', EVERYBODY],
  ['Query.contracts', EVERYBODY],
  ['Query.invoice', CUSTOMERS],
  ['Query.invoices', CUSTOMERS],
  ['Query.operation', EVERYBODY],
  ['Query.operations', INSIDE],
  ['Query.exceptions', INSIDE],
  ['Query.approvals', INSIDE],
  ['Query.exceptionAttainment', INSIDE],
  ['Query.closeChecklist', INSIDE],
  ['Query.revenueDisclosures', ACCOUNTING],
  ['Query.revenueDelays', INSIDE],
  ['Query.ownership', INSIDE],
  ['Query.trace', INSIDE],
  ['Query.syncEvents', INSIDE],
  // Any type can be reached by its id, so these two are as narrow as the narrowest of them.
  ['Query.node', INSIDE],
  ['Query.nodes', INSIDE],
  ['Subscription.syncStatus', EVERYBODY],

  ['Mutation.bookOpportunity', ['revops', 'admin']],
  ['Mutation.amendContract', ['revops', 'admin']],
  ['Mutation.renewContract', ['revops', 'admin']],
  ['Mutation.cancelContract', ['revops', 'admin']],
  ['Mutation.suspendContract', ['revops', 'finance', 'admin']],
  ['Mutation.resumeContract', ['revops', 'finance', 'admin']],
  ['Mutation.issueCreditMemo', ['finance', 'revops', 'controller', 'admin']],
  ['Mutation.refundPayment', ['finance', 'controller', 'admin']],
  ['Mutation.recordMilestone', ['finance', 'revops', 'controller', 'admin']],
  ['Mutation.recognizeRevenue', ['finance', 'controller', 'admin']],
  ['Mutation.resolveException', ['finance', 'revops', 'controller', 'admin']],
  ['Mutation.resolveExceptions', ['finance', 'revops', 'controller', 'admin']],
  // Who may decide about what is policy of the process layer; here only who may ask at all.
  ['Mutation.decideApproval', ['finance', 'revops', 'controller', 'admin']],
  ['Mutation.replayOperation', ['finance', 'revops', 'controller', 'admin']],
];

export const POLICY: Policy = new Map(rows.map(([key, roles]) => [key, new Set(roles)]));

export const POLICIES: Policies = new Map([
  // What a contract costs, what was billed and paid: not for those who only deliver it.
  ['amounts', new Set(CUSTOMERS)],
  // Exceptions, approvals, accounts, and how revenue comes about: prices of parts, obligations, journals.
  ['staff', new Set(INSIDE)],
  // What was said to a vendor word by word.
  ['accounting', new Set(ACCOUNTING)],
]);
