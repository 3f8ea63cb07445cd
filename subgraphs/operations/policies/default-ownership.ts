import type { Family, OwnershipPolicy } from './policy.ts';

type Rule = OwnershipPolicy['rules'][number];
type Kept = Pick<Rule, 'owner' | 'mayInitiate' | 'mayApprove' | 'mayOverwrite' | 'conflictRule'>;

const OWNER_WINS = 'The owner’s value stands; the other one is refused and a person is told.';
const NEVER_CHANGED = 'The first value stands for ever; a change is a new document.';
const RECOMPUTED = 'The engine computes it anew from its facts; no other value is taken over.';

const BY_SALES: Kept = {
  owner: 'CRM',
  mayInitiate: ['CRM', 'revops'],
  mayApprove: ['revops', 'controller'],
  mayOverwrite: ['CRM'],
  conflictRule: OWNER_WINS,
};
const BY_BILLING: Kept = {
  owner: 'BILLING',
  mayInitiate: ['BILLING', 'revops', 'finance'],
  mayApprove: ['finance', 'controller'],
  mayOverwrite: ['BILLING'],
  conflictRule: OWNER_WINS,
};
const BY_LEDGER: Kept = {
  owner: 'ERP',
  mayInitiate: ['ERP', 'finance'],
  mayApprove: ['controller'],
  mayOverwrite: ['ERP'],
  conflictRule: OWNER_WINS,
};
const BY_REVENUE: Kept = {
  owner: 'REVREC',
  mayInitiate: ['REVREC', 'finance'],
  mayApprove: ['controller'],
  mayOverwrite: ['REVREC'],
  conflictRule: RECOMPUTED,
};

const fields = (entity: Family, kept: Kept, ...names: readonly string[]): readonly Rule[] =>
  names.map((field) => ({ entity, field, ...kept }));

/**
 * Who owns what: sales the intent, billing what is active and charged, the ledger the books, the revenue engine its
 * schedules. Two profiles for what an issued invoice is: billing numbers and sends it, or the ledger does.
 */
export const DEFAULT_OWNERSHIP: OwnershipPolicy = {
  rules: [
    ...fields('customer', BY_SALES, 'name', 'status', 'parent', 'salesOwner', 'legalEntity', 'reportedState'),
    ...fields('customer', BY_BILLING, 'billingAccount', 'balanceOnAccount', 'paymentMethod'),
    ...fields('customer', BY_LEDGER, 'receivableAccount', 'receivable'),
    ...fields('contract', BY_SALES, 'terms', 'lines', 'version', 'status', 'opportunity', 'stage', 'reportedState'),
    ...fields('subscription', BY_BILLING, 'status', 'items', 'currentPeriod', 'term', 'frequency'),
    ...fields('invoice', BY_BILLING, 'lines', 'total', 'status', 'amountDue', 'proration', 'creditMemo'),
    ...fields('invoice', BY_LEDGER, 'posting', 'glCoding', 'period'),
    ...fields('invoice', { ...BY_BILLING, conflictRule: NEVER_CHANGED }, 'number', 'issue').map((rule) => ({
      ...rule,
      profile: 'BILLING' as const,
    })),
    ...fields('invoice', { ...BY_LEDGER, conflictRule: NEVER_CHANGED }, 'number', 'issue').map((rule) => ({
      ...rule,
      profile: 'ERP' as const,
    })),
    ...fields('payment', BY_BILLING, 'amount', 'status', 'refunded', 'dispute'),
    ...fields('payment', BY_LEDGER, 'application', 'refundPosting'),
    ...fields('tax', { ...BY_BILLING, mayInitiate: ['BILLING', 'TAX'] }, 'amount', 'code'),
    ...fields('tax', BY_LEDGER, 'liability', 'ledgerCode'),
    ...fields('revenue', BY_REVENUE, 'schedule', 'obligations', 'allocation', 'evidence', 'transactionPrice'),
    ...fields('revenue', BY_LEDGER, 'journals', 'periodStatus'),
  ],
  invoiceIssuers: [{ legalEntity: '*', issuer: 'BILLING' }],
};
