/** What an account of this ledger is for. The wider set of the model, which the contract-driven engine does not need. */
export type LedgerRole =
  | 'AR'
  | 'UNBILLED_AR'
  | 'CASH'
  | 'EXTERNAL_ASSET'
  | 'CONTRACT_ASSET'
  | 'RETURN_ASSET'
  | 'INVENTORY'
  | 'DEFERRED_REVENUE'
  | 'CONTRACT_LIABILITY'
  | 'REFUND_LIABILITY'
  | 'CUSTOMER_BALANCE'
  | 'EXTERNAL_CUSTOMER_BALANCE'
  | 'TAX_LIABILITY'
  | 'REVENUE'
  | 'REFUNDS_CONTRA'
  | 'CREDIT_NOTES_CONTRA'
  | 'VOIDS_CONTRA'
  | 'DISPUTES_CONTRA'
  | 'BAD_DEBT'
  | 'RECOVERABLES'
  | 'COST_OF_SALES'
  | 'PROCESSING_FEES'
  | 'FX_GAIN_LOSS'
  | 'EXCLUSION';

const GROWN_BY_CREDITS: ReadonlySet<LedgerRole> = new Set([
  'DEFERRED_REVENUE',
  'CONTRACT_LIABILITY',
  'REFUND_LIABILITY',
  'CUSTOMER_BALANCE',
  'EXTERNAL_CUSTOMER_BALANCE',
  'TAX_LIABILITY',
  'REVENUE',
  'RECOVERABLES',
  'EXCLUSION',
]);

/** What was really paid or is owed for having been paid; an exclusion from the books leaves these alone. */
const MONEY: ReadonlySet<LedgerRole> = new Set([
  'CASH',
  'EXTERNAL_ASSET',
  'CUSTOMER_BALANCE',
  'EXTERNAL_CUSTOMER_BALANCE',
  'PROCESSING_FEES',
]);

/** A balance with debit above zero as the role shows it: credit above zero for liabilities, revenue and recoveries. */
export function inNaturalSign(role: LedgerRole, debitMinor: bigint): bigint {
  return GROWN_BY_CREDITS.has(role) ? -debitMinor : debitMinor;
}

export function isMoney(role: LedgerRole): boolean {
  return MONEY.has(role);
}
