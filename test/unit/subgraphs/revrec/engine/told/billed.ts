import type { ChargedLine, InvoiceIssued, LedgerEvent } from '#revrec/engine/invoice-driven/events.ts';
import type { LedgerTerms } from '#revrec/engine/invoice-driven/ledger-state.ts';
import type { UsageMeter } from '#revrec/engine/invoice-driven/usage-meter.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import { aLine, days, ending, invoice, payment, pending, usage } from '../invoice-driven/a-ledger.ts';

export const seats: ChargedLine = aLine({
  key: 'seats',
  product: 'P-SEATS',
  amountMinor: 10_001n,
  taxMinor: 1_903n,
  service: days('2023-01-07', '2023-04-19'),
});
export const support: ChargedLine = aLine({
  key: 'support',
  product: 'P-SUPPORT',
  amountMinor: 3_334n,
  taxMinor: 633n,
  service: days('2023-01-01', '2023-03-31'),
  measure: 'MONTHLY_EVEN',
});
export const setup: ChargedLine = aLine({ amountMinor: 777n, taxMinor: 124n, taxInclusive: true, service: null });
/** Comes off the others. */
export const rebate: ChargedLine = aLine({
  key: 'rebate',
  product: null,
  amountMinor: -1_501n,
  service: days('2023-01-16', '2023-02-15'),
});

/** 16 648 with tax, over three lines that are earned each in its way. */
export const bill = invoice('2023-01-05', { lines: [seats, support, setup] });
export const uneven = invoice('2023-01-05', { lines: [seats, rebate, support] });
export const abroad = (changed: Partial<InvoiceIssued> = {}) =>
  invoice('2023-01-05', { lines: [seats, support], currency: 'EUR', ...changed });
export const rate = (on: string, n: bigint) => ({ on: civilDate(on), from: 'EUR', to: 'USD', rate: ratio(n, 97n) });
export const rates = [
  rate('2023-01-01', 101n),
  rate('2023-01-31', 103n),
  rate('2023-02-10', 109n),
  rate('2023-02-28', 104n),
  rate('2023-03-01', 107n),
  rate('2023-03-20', 95n),
  // Of no meaning here: other pairs, and a rate of nothing.
  { ...rate('2023-01-02', 200n), from: 'GBP' },
  { ...rate('2023-01-03', 300n), to: 'GBP' },
  rate('2023-01-04', 0n),
];
export const inParts = (
  lines: readonly { readonly product: string | null; readonly minor: bigint }[],
  taxMinor: bigint,
) => ({
  of: { lines, taxMinor },
});
export const split = (refundMinor: bigint, balanceMinor: bigint, externalMinor: bigint) => ({
  split: { refundMinor, balanceMinor, externalMinor },
});
export const paidWhole = payment('2023-01-09', null);
export const writtenOff = ending('MARKED_UNCOLLECTIBLE', '2023-02-14');
export const plus = pending('P+', '2023-01-12', { ...seats, service: days('2023-01-12', '2023-03-03') });
export const minus = pending('P-', '2023-01-13', { ...rebate, measure: 'DAILY' });
export const meter = (aggregate: UsageMeter['aggregate']): Partial<LedgerTerms> => ({
  meter: { aggregate, unitPrice: ratio(1_001n, 3n) },
});
export const used = [usage('2023-01-03', 7n), usage('2023-01-19', 12n), usage('2023-01-28', 5n)];
export const metered = (document: string, at: string) => invoice(at, { document, lines: [], metered: true });
export const returnable = (id: string, settlement: 'CASH' | 'AR'): LedgerEvent => ({
  kind: 'DELIVERED_WITH_RETURN_RIGHT',
  id,
  at: civilDate('2023-02-03'),
  units: ratio(101n),
  unitPrice: ratio(10_003n, 7n),
  unitCost: ratio(6_001n, 7n),
  expectedReturnedUnits: ratio(10n, 3n),
  settlement,
});
