import type { Role } from '#kit/identity/principal.ts';

/**
 * Who may ask for what. Keys are root fields (`Query.customer`) and names of object types (`Exception`). A root field
 * without a row is allowed to nobody; a type without a row is as open as the fields that lead to it.
 */
export type Policy = ReadonlyMap<string, ReadonlySet<Role>>;

const INSIDE: readonly Role[] = ['revops', 'finance', 'controller', 'auditor', 'admin'];
const EVERYBODY: readonly Role[] = ['portal', ...INSIDE];

const rows: readonly (readonly [string, readonly Role[]])[] = [
  ['Query.customer', EVERYBODY],
  ['Query.customers', EVERYBODY],
  ['Query.contract', EVERYBODY],
  ['Query.contracts', EVERYBODY],
  ['Query.invoice', EVERYBODY],
  ['Query.invoices', EVERYBODY],
  ['Query.operation', EVERYBODY],
  ['Query.operations', INSIDE],
  ['Query.exceptions', INSIDE],
  ['Query.approvals', INSIDE],
  ['Query.exceptionAttainment', INSIDE],
  ['Query.closeChecklist', INSIDE],
  ['Query.revenueDisclosures', ['finance', 'controller', 'auditor', 'admin']],
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

  ['Exception', INSIDE],
  ['ExceptionConnection', INSIDE],
  ['Approval', INSIDE],
  // What was said to a vendor word by word.
  ['VendorCall', ['finance', 'controller', 'auditor', 'admin']],
];

export const POLICY: Policy = new Map(rows.map(([key, roles]) => [key, new Set(roles)]));
