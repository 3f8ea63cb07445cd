import { addDays, type CivilDate, laterOf } from '#schema/canonical/calendar.ts';
import type { CurrencyCode } from '#schema/canonical/currency.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from '../engine-error.ts';
import type { ExchangeRate } from '../exchange.ts';
import { type BookedLine, countedOn, earnedOn, lastDayOf } from './booked-line.ts';
import { type AheadRole, type ContractTotals, NO_CONTRACT } from './contract-position.ts';
import { documentMovements } from './document-movements.ts';
import type { ChargedBooked, DayMeasure, InvoiceDocument } from './invoice-document.ts';
import type { Movement } from './movement.ts';
import { type MeterReading, UNREAD, type UsageMeter, usedMinor } from './usage-meter.ts';

/** The choices and rates a ledger is kept with. */
export interface LedgerTerms {
  readonly functionalCurrency: CurrencyCode;
  readonly rates: readonly ExchangeRate[];
  /** How lines with a service period are earned. */
  readonly measure: DayMeasure;
  readonly meter: UsageMeter | null;
  /** Whether open foreign receivables go by the closing rate; else only realised differences show. */
  readonly monthEndRemeasurement: boolean;
  readonly aheadOfBilling: AheadRole;
}

/** A line that no invoice had when it was told; the invoice that took it up, if one did. */
export interface PendingCharge {
  readonly key: string;
  readonly currency: CurrencyCode;
  readonly charge: ChargedBooked;
  readonly invoicedOn: CivilDate | null;
}

/** Everything the events said so far. */
export interface LedgerState {
  readonly documents: ReadonlyMap<string, InvoiceDocument>;
  /** Invoice of each credit memo. */
  readonly creditMemos: ReadonlyMap<string, string>;
  readonly pending: readonly PendingCharge[];
  readonly reading: MeterReading;
  readonly contract: ContractTotals;
  readonly contractMovements: readonly Movement[];
}

export const EMPTY_LEDGER: LedgerState = {
  documents: new Map(),
  creditMemos: new Map(),
  pending: [],
  reading: UNREAD,
  contract: NO_CONTRACT,
  contractMovements: [],
};

/** All that was moved by the end of a day, which is not before the day before the last event. */
export function movementsOn(
  state: LedgerState,
  on: CivilDate,
  terms: LedgerTerms,
): Result<readonly Movement[], EngineError> {
  const { functionalCurrency, rates, monthEndRemeasurement } = terms;
  const remeasurement = monthEndRemeasurement ? { functionalCurrency, rates } : null;
  const movements: Movement[] = [...state.contractMovements, ...unbilledOn(state, on), ...usageOf(state, terms.meter)];
  for (const document of state.documents.values()) {
    const own = documentMovements(document, on, remeasurement);
    if (!own.ok) return own;
    movements.push(...own.value);
  }
  return ok(movements);
}

/** What a pending line had earned when its invoice came, or by a day. */
export function accruedBy({ charge, invoicedOn }: PendingCharge, on: CivilDate): bigint {
  return earnedOn(charge.line, [], countedOn(on, invoicedOn === null ? null : addDays(invoicedOn, -1)));
}

/** The last day on which anything that was told is still earned; `null` when nothing is. */
export function lastEarningDay({ documents, pending }: LedgerState): CivilDate | null {
  const lines: readonly BookedLine[] = [
    ...[...documents.values()].flatMap(({ charged }) => charged.map(({ line }) => line)),
    ...pending.map(({ charge }) => charge.line),
  ];
  const [first, ...others] = lines.map(lastDayOf);
  return first === undefined ? null : others.reduce(laterOf, first);
}

/** The invoice an event speaks about. */
export function documentOf({ documents }: LedgerState, invoice: string): Result<InvoiceDocument, EngineError> {
  const document = documents.get(invoice);
  if (document !== undefined) return ok(document);
  return fail({ kind: 'INVALID_EVENT', subject: invoice, detail: 'no such invoice was issued' });
}

function unbilledOn({ pending }: LedgerState, on: CivilDate): readonly Movement[] {
  return pending.map((item) => ({
    document: item.key,
    debit: 'UNBILLED_AR',
    credit: 'REVENUE',
    minor: accruedBy(item, on),
  }));
}

function usageOf({ reading }: LedgerState, meter: UsageMeter | null): readonly Movement[] {
  const open = meter === null ? 0n : usedMinor(meter, reading);
  return [...reading.billedMinor, open].map((minor, period) => ({
    document: `usage ${period + 1}`,
    debit: 'UNBILLED_AR',
    credit: 'REVENUE',
    minor,
  }));
}
