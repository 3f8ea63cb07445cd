import type { Family, InvoiceProfile } from '../policies/policy.ts';

/** A field of a family, as the register names it. */
export interface WrittenField {
  readonly entity: Family;
  readonly field: string;
  /** Written only where invoices are issued so; left out = in both cases. */
  readonly under?: InvoiceProfile;
}

const of = (entity: Family, ...fields: readonly string[]): readonly WrittenField[] =>
  fields.map((field) => ({ entity, field }));

const issues = (under: InvoiceProfile): readonly WrittenField[] =>
  of('invoice', 'number', 'issue').map((written) => ({ ...written, under }));

/**
 * What each command of the systems changes, by `SYSTEM.command`; reads and previews change nothing. A command that is not
 * here, or that writes what its system does not own, is found by the test over this table.
 */
export const WRITTEN_FIELDS: ReadonlyMap<string, readonly WrittenField[]> = new Map([
  ['CRM.activateContract', of('contract', 'terms', 'lines', 'version', 'status', 'opportunity')],
  ['CRM.deactivateContract', of('contract', 'status')],
  ['CRM.amendContract', of('contract', 'terms', 'lines', 'version', 'status', 'opportunity')],
  ['CRM.restoreContract', of('contract', 'terms', 'lines', 'version', 'status', 'opportunity')],
  ['CRM.reportStatus', of('contract', 'reportedState')],
  ['CRM.reportAccount', of('customer', 'reportedState')],
  ['BILLING.ensureCustomer', of('customer', 'billingAccount')],
  [
    'BILLING.startSubscription',
    [
      ...of('subscription', 'status', 'items', 'term', 'frequency'),
      ...of('invoice', 'lines', 'total', 'status'),
      ...issues('BILLING'),
    ],
  ],
  ['BILLING.cancelStarted', [...of('subscription', 'status'), ...of('invoice', 'status')]],
  [
    'BILLING.amendSubscription',
    [
      ...of('subscription', 'items', 'term', 'frequency'),
      ...of('invoice', 'lines', 'total', 'proration'),
      ...issues('BILLING'),
    ],
  ],
  [
    'BILLING.renewSubscription',
    [...of('subscription', 'items', 'term'), ...of('invoice', 'lines', 'total'), ...issues('BILLING')],
  ],
  ['BILLING.cancelSubscription', of('subscription', 'status', 'term')],
  ['BILLING.endPlannedTerms', of('subscription', 'status', 'term')],
  ['BILLING.pauseSubscription', of('subscription', 'status')],
  ['BILLING.resumeSubscription', of('subscription', 'status')],
  [
    'BILLING.restoreSubscription',
    [...of('subscription', 'status', 'items', 'term', 'frequency'), ...of('invoice', 'status')],
  ],
  // With the ledger as issuer the number is its own already: billing finalises its copy under it.
  ['BILLING.issueInvoice', of('invoice', 'status')],
  ['BILLING.issueCreditMemos', [...of('invoice', 'creditMemo', 'amountDue'), ...of('customer', 'balanceOnAccount')]],
  ['BILLING.voidCreditMemos', [...of('invoice', 'creditMemo', 'amountDue'), ...of('customer', 'balanceOnAccount')]],
  ['BILLING.refundPayments', [...of('payment', 'refunded'), ...of('customer', 'balanceOnAccount')]],
  ['ERP.ensureCustomer', of('customer', 'receivableAccount')],
  [
    'ERP.postInvoice',
    [
      ...of('invoice', 'posting', 'glCoding', 'period'),
      ...of('tax', 'liability', 'ledgerCode'),
      ...of('customer', 'receivable'),
      ...issues('ERP'),
    ],
  ],
  ['CRM.linkExternalRef', of('contract', 'opportunity')],
  ['ERP.voidInvoice', [...of('invoice', 'posting'), ...of('customer', 'receivable')]],
  ['ERP.postCreditMemo', [...of('invoice', 'posting', 'period'), ...of('customer', 'receivable')]],
  ['ERP.applyCredit', [...of('invoice', 'posting'), ...of('customer', 'receivable')]],
  ['ERP.applyPayment', [...of('payment', 'application'), ...of('customer', 'receivable')]],
  ['ERP.reversePayment', [...of('payment', 'application'), ...of('customer', 'receivable')]],
  ['ERP.postRefund', [...of('payment', 'refundPosting'), ...of('customer', 'receivable')]],
  ['ERP.postJournals', of('revenue', 'journals')],
  ['ERP.publishMapping', of('invoice', 'glCoding')],
  ['REVREC.recognizeContract', of('revenue', 'schedule', 'obligations', 'allocation', 'transactionPrice')],
  ['REVREC.modifyContract', of('revenue', 'schedule', 'obligations', 'allocation', 'transactionPrice')],
  ['REVREC.recordInvoice', of('revenue', 'schedule', 'transactionPrice')],
  ['REVREC.recordCreditMemo', of('revenue', 'schedule', 'transactionPrice')],
  ['REVREC.recordRefund', of('revenue', 'transactionPrice')],
  ['REVREC.terminateContract', of('revenue', 'schedule', 'obligations')],
  ['REVREC.recordMilestone', of('revenue', 'evidence', 'schedule')],
  ['REVREC.withdraw', of('revenue', 'schedule', 'evidence', 'obligations', 'allocation', 'transactionPrice')],
  ['REVREC.draftJournals', of('revenue', 'schedule')],
  ['REVREC.recordPosted', of('revenue', 'schedule')],
]);
