import type {
  ChargedLine,
  CreditMemoIssued,
  Delivered,
  Disputed,
  InvoiceEnded,
  InvoiceIssued,
  LedgerEvent,
  PaymentReceived,
  PendingItem,
  Refunded,
  UsageRated,
} from '#revrec/engine/invoice-driven/events.ts';
import { type LedgerEntry, ledgerEntries, postingsOf } from '#revrec/engine/invoice-driven/ledger.ts';
import type { LedgerTerms } from '#revrec/engine/invoice-driven/ledger-state.ts';
import { canonicalJson } from '#revrec/engine/replay-hash.ts';
import { type CivilDate, civilDate, parseTerm } from '#schema/canonical/calendar.ts';
import { ratio } from '#schema/canonical/ratio.ts';

export const TERMS: LedgerTerms = {
  functionalCurrency: 'USD',
  rates: [],
  measure: 'DAILY',
  meter: null,
  monthEndRemeasurement: true,
  aheadOfBilling: 'CONTRACT_ASSET',
};

/** A line of 12000 for a quarter of 120 days, 1 January to 30 April 2023: 100 a day. */
export const aLine = (changed: Partial<ChargedLine> = {}): ChargedLine => ({
  amountMinor: 12_000n,
  taxMinor: 0n,
  taxInclusive: false,
  service: parseTerm('2023-01-01', '2023-04-30'),
  ...changed,
});

export const days = (from: string, to: string) => parseTerm(from, to);

const on = (at: string): CivilDate => civilDate(at);

export const invoice = (at: string, changed: Partial<InvoiceIssued> = {}): InvoiceIssued => ({
  kind: 'INVOICE_ISSUED',
  id: `issued ${changed.document ?? 'INV'}`,
  at: on(at),
  document: 'INV',
  currency: 'USD',
  lines: [aLine()],
  balanceAppliedMinor: 0n,
  toBalanceMinor: null,
  includesPending: false,
  metered: false,
  ...changed,
});

export const pending = (id: string, at: string, line: ChargedLine): PendingItem => ({
  kind: 'PENDING_ITEM',
  id,
  at: on(at),
  currency: 'USD',
  line,
});

export const payment = (
  at: string,
  amountMinor: bigint | null,
  changed: Partial<PaymentReceived> = {},
): PaymentReceived => ({
  kind: 'PAYMENT_RECEIVED',
  id: `paid ${at}`,
  at: on(at),
  invoice: 'INV',
  amountMinor,
  into: 'CASH',
  feeMinor: 0n,
  ...changed,
});

export const refund = (at: string, amountMinor: bigint | null, changed: Partial<Refunded> = {}): Refunded => ({
  kind: 'REFUNDED',
  id: `refunded ${at}`,
  at: on(at),
  invoice: 'INV',
  amountMinor,
  from: 'CASH',
  ...changed,
});

export const creditMemo = (
  at: string,
  amountMinor: bigint | null,
  changed: Partial<CreditMemoIssued> = {},
): CreditMemoIssued => ({
  kind: 'CREDIT_MEMO',
  id: `credited ${changed.document ?? 'MEMO'}`,
  at: on(at),
  document: 'MEMO',
  invoice: 'INV',
  amountMinor,
  split: null,
  ...changed,
});

export const memoVoided = (at: string, memo = 'MEMO'): LedgerEvent => ({
  kind: 'CREDIT_MEMO_VOIDED',
  id: `voided ${memo}`,
  at: on(at),
  creditMemo: memo,
});

export const ending = (kind: InvoiceEnded['kind'], at: string): InvoiceEnded => ({
  kind,
  id: kind,
  at: on(at),
  invoice: 'INV',
});

export const dispute = (kind: Disputed['kind'], at: string, amountMinor: bigint | null = null): Disputed => ({
  kind,
  id: kind,
  at: on(at),
  invoice: 'INV',
  amountMinor,
});

export const usage = (at: string, quantity: bigint): UsageRated => ({
  kind: 'USAGE_RATED',
  id: `used ${at} ${quantity}`,
  at: on(at),
  quantity: ratio(quantity),
});

export const due = (at: string, amountMinor: bigint, cancellable = false): LedgerEvent => ({
  kind: 'CONSIDERATION_DUE',
  id: `due ${at}`,
  at: on(at),
  amountMinor,
  cancellable,
});

export const delivered = (at: string, amountMinor: bigint, changed: Partial<Delivered> = {}): Delivered => ({
  kind: 'DELIVERED',
  id: `delivered ${at}`,
  at: on(at),
  amountMinor,
  unconditional: true,
  expectedRebateMinor: 0n,
  ...changed,
});

/** All entries, or a test that fails with the engine's own error. */
export function entries(events: readonly LedgerEvent[], terms: Partial<LedgerTerms> = {}): readonly LedgerEntry[] {
  const result = ledgerEntries(events, { ...TERMS, ...terms });
  if (!result.ok) throw new Error(canonicalJson(result.error));
  return result.value;
}

export function refusal(events: readonly LedgerEvent[], terms: Partial<LedgerTerms> = {}) {
  const result = ledgerEntries(events, { ...TERMS, ...terms });
  return result.ok ? null : result.error;
}

/** Net change by month and role, in the role's natural sign. */
export function postings(events: readonly LedgerEvent[], terms: Partial<LedgerTerms> = {}) {
  const months = [...postingsOf(entries(events, terms))];
  return Object.fromEntries(months.map(([month, roles]) => [month, Object.fromEntries(roles)]));
}

/** What every role came to in the end, in its natural sign. */
export function balances(events: readonly LedgerEvent[], terms: Partial<LedgerTerms> = {}) {
  const all = entries(events, terms).map((entry) => ({ ...entry, month: 'all' }));
  return Object.fromEntries(postingsOf(all).get('all') ?? new Map<string, bigint>());
}
