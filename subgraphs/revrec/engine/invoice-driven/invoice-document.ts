import { addDays, type CivilDate } from '#schema/canonical/calendar.ts';
import type { CurrencyCode } from '#schema/canonical/currency.ts';
import { type Ratio, ratio } from '#schema/canonical/ratio.ts';
import type { RevenueMeasure } from '#schema/canonical/revenue.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from '../engine-error.ts';
import { converted } from '../exchange.ts';
import { planMeasure } from '../measure.ts';
import type { BookedLine } from './booked-line.ts';
import type { ChargedLine, DocumentEvent } from './events.ts';

/** A line with its tax in functional minor units, and its gross amount in the document's own. */
export interface ChargedBooked {
  readonly line: BookedLine;
  readonly taxMinor: bigint;
  readonly ownGrossMinor: bigint;
  readonly key?: string | undefined;
  readonly product?: string | null | undefined;
}

/** What happened to an invoice, with the rate of its day from the invoice's currency. */
export interface DocumentAction {
  readonly event: DocumentEvent;
  readonly rate: Ratio;
}

/** An invoice as issued, at its own day's rate, and what happened to it since, in order. */
export interface InvoiceDocument {
  readonly key: string;
  readonly currency: CurrencyCode;
  readonly issuedOn: CivilDate;
  readonly charged: readonly ChargedBooked[];
  /** In the document's own currency. */
  readonly balanceAppliedMinor: bigint;
  readonly toBalanceMinor: bigint | null;
  readonly actions: readonly DocumentAction[];
}

/** Measures that days alone decide. The others need evidence, and a document brings none. */
export type DayMeasure = Exclude<
  RevenueMeasure,
  'UNITS' | 'COST_TO_COST' | 'MILESTONE' | 'USAGE_AS_INCURRED' | 'RIGHT_TO_INVOICE' | 'CUSTOM_CURVE'
>;

interface Booking {
  readonly on: CivilDate;
  readonly measure: DayMeasure;
  readonly rate: Ratio;
}

/** A line at its day's rate. Without a service period it is earned on its day. */
export function bookedLine(line: ChargedLine, { on, measure, rate }: Booking): Result<ChargedBooked, EngineError> {
  const ownGrossMinor = line.taxInclusive ? line.amountMinor : line.amountMinor + line.taxMinor;
  const taxMinor = converted(line.taxMinor, rate);
  const ownMeasure = line.measure ?? measure;
  const plan = planMeasure(line.service === null ? 'POINT' : ownMeasure, line.service ?? { from: on, to: on }, {
    satisfiedOn: on,
    steps: [],
  });
  if (!plan.ok) return plan;
  const amountMinor = converted(ownGrossMinor, rate) - taxMinor;
  const { key, product } = line;
  return ok({ line: { amountMinor, plan: plan.value, accruedMinor: 0n }, taxMinor, ownGrossMinor, key, product });
}

/** Usage in functional minor units: earned by its records before the invoice, or on its day. */
export function usageLine(minor: bigint, on: CivilDate, earnedBefore: boolean): ChargedBooked {
  const satisfiedOn = earnedBefore ? addDays(on, -1) : on;
  const plan = { measure: 'POINT', term: { from: satisfiedOn, to: satisfiedOn }, satisfiedOn } as const;
  const line = { amountMinor: minor, plan, accruedMinor: earnedBefore ? minor : 0n };
  return { line, taxMinor: 0n, ownGrossMinor: minor };
}

export function grossOf({ line, taxMinor }: ChargedBooked): bigint {
  return line.amountMinor + taxMinor;
}

/** Functional minor units for one of the document's own, by its totals, so that all of it is all of it in both. */
export function bookRateOf({ charged }: InvoiceDocument): Ratio {
  const own = charged.reduce((all, { ownGrossMinor }) => all + ownGrossMinor, 0n);
  const booked = charged.reduce((all, one) => all + grossOf(one), 0n);
  return own === 0n ? ratio(1n) : ratio(booked, own);
}
