import { type PriceSpan, spansIn, type Term } from '#schema/canonical/calendar.ts';
import { type CurrencyCode, minorDigits } from '#schema/canonical/currency.ts';
import { compareRatios, multiplyRatios, parseRatio, type Ratio, ratio } from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';
import type { PolicyValues, SspChoice, SspPosition } from './policies.ts';

/** A standalone selling price as published: decimals as text, for one unit and one span. */
export interface SspEntry {
  readonly entry: string;
  readonly method: 'OBSERVABLE' | 'ADJ_MARKET' | 'COST_PLUS' | 'RESIDUAL' | 'PCT_OF_LIST';
  readonly low: string;
  readonly point: string;
  readonly high: string;
  /** Where the entry was observed or studied. */
  readonly source: string;
}

/** The price chosen by range policy; `extended` is it by quantity and span, exact, in minor units. */
export interface SspPick {
  readonly entry: string;
  readonly unit: Ratio;
  readonly extended: Ratio;
  readonly position: SspPosition;
}

interface Priced {
  readonly key: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly pricePer: PriceSpan;
  readonly ssp: SspEntry | null;
}

/** Picks the unit price by where the stated one lies in the range, and extends it over quantity and term. */
export function pickSsp(
  line: Priced,
  term: Term,
  context: {
    readonly currency: CurrencyCode;
    readonly policies: PolicyValues;
    /** Compared with the range in place of the line's own price, as for a step of a ramp. */
    readonly compared?: Ratio | undefined;
  },
): Result<SspPick, EngineError> {
  const { ssp } = line;
  if (ssp === null) return fail({ kind: 'MISSING_SSP', subject: line.key });
  const range = rangeOf(ssp);
  const stated = context.compared ?? parseRatio(line.unitPrice);
  const quantity = parseRatio(line.quantity);
  if (range === null || stated === null || quantity === null) {
    return fail({ kind: 'INVALID_EVENT', subject: line.key, detail: 'a price, quantity or range is no decimal' });
  }
  if (compareRatios(range.low, range.point) > 0 || compareRatios(range.point, range.high) > 0) {
    return fail({ kind: 'INVALID_EVENT', subject: line.key, detail: 'the range is not low, point, high' });
  }
  const position = positionIn(range, stated);
  const unit = chosen(context.policies.sspRange[position], range, stated);
  const scale = ratio(10n ** BigInt(minorDigits(context.currency)));
  const extended = multiplyRatios(multiplyRatios(unit, scale), multiplyRatios(quantity, spansIn(term, line.pricePer)));
  return ok({ entry: ssp.entry, unit, extended, position });
}

/** Where a unit price lies; `null` when an input is no decimal. Both bounds belong to the range. */
export function sspPosition(ssp: SspEntry, unitPrice: string): SspPosition | null {
  const range = rangeOf(ssp);
  const stated = parseRatio(unitPrice);
  return range === null || stated === null ? null : positionIn(range, stated);
}

interface Range {
  readonly low: Ratio;
  readonly point: Ratio;
  readonly high: Ratio;
}

function rangeOf(ssp: SspEntry): Range | null {
  const [low, point, high] = [parseRatio(ssp.low), parseRatio(ssp.point), parseRatio(ssp.high)];
  return low === null || point === null || high === null ? null : { low, point, high };
}

function positionIn({ low, high }: Range, stated: Ratio): SspPosition {
  if (compareRatios(stated, low) < 0) return 'BELOW';
  return compareRatios(stated, high) > 0 ? 'ABOVE' : 'IN_RANGE';
}

function chosen(choice: SspChoice, { low, point, high }: Range, stated: Ratio): Ratio {
  switch (choice) {
    case 'LOW':
      return low;
    case 'POINT':
      return point;
    case 'HIGH':
      return high;
    case 'STATED':
      return stated;
    case 'NEAREST_BOUND':
      if (compareRatios(stated, low) < 0) return low;
      return compareRatios(stated, high) > 0 ? high : stated;
  }
}
