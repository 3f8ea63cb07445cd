import { type PriceSpan, spansIn, type Term } from '#schema/canonical/calendar.ts';
import { type CurrencyCode, minorDigits } from '#schema/canonical/currency.ts';
import { compareRatios, multiplyRatios, parseRatio, type Ratio, ratio } from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';
import { invalid } from './payload.ts';
import type { PolicyValues, SspChoice, SspPosition } from './policies.ts';

/**
 * A standalone selling price as published: decimals as text, for one unit and one span. RESIDUAL: the price is uncertain
 * or highly variable, and the line takes what the others leave of the contract's price; it has to lie from `low` to
 * `high`, and `point` has no influence.
 */
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
  /**
   * Of a residual price until its contract's price is split: what it has to lie in, and how many minor units one major
   * unit of the unit price comes to. `unit` and `extended` are zero until then.
   */
  readonly residual?: {
    readonly lowMinor: Ratio;
    readonly highMinor: Ratio;
    readonly perUnitMinor: Ratio;
  };
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
  const bounds = boundsOf(ssp);
  const stated = context.compared ?? parseRatio(line.unitPrice);
  const quantity = parseRatio(line.quantity);
  if (bounds === null || stated === null || quantity === null) {
    return invalid(line.key, 'a price, quantity or range is no decimal');
  }
  const range = rangeOf(bounds);
  if (range === null) return invalid(line.key, 'the range is not low, point, high');
  const { position, unit } = choiceIn(range, { stated, policy: context.policies.sspRange });
  const scale = ratio(10n ** BigInt(minorDigits(context.currency)));
  const perUnitMinor = multiplyRatios(scale, multiplyRatios(quantity, spansIn(term, line.pricePer)));
  if (ssp.method !== 'RESIDUAL') {
    return ok({ entry: ssp.entry, unit, extended: multiplyRatios(unit, perUnitMinor), position });
  }
  const [lowMinor, highMinor] = [multiplyRatios(range.low, perUnitMinor), multiplyRatios(range.high, perUnitMinor)];
  const residual = { lowMinor, highMinor, perUnitMinor };
  return ok({ entry: ssp.entry, unit: ratio(0n), extended: ratio(0n), position, residual });
}

/** Where a unit price lies; `null` when an input is no decimal. Both bounds belong to the range. */
export function sspPosition(ssp: SspEntry, unitPrice: string): SspPosition | null {
  const range = boundsOf(ssp);
  const stated = parseRatio(unitPrice);
  return range === null || stated === null ? null : positionIn(range, stated);
}

interface Range {
  readonly low: Ratio;
  readonly point: Ratio;
  readonly high: Ratio;
}

/** The range as it is, `null` when it is not low, point, high. */
export function rangeOf(bounds: Range): Range | null {
  const { low, point, high } = bounds;
  return compareRatios(low, point) > 0 || compareRatios(point, high) > 0 ? null : bounds;
}

/** Where a unit price lies in a range, and the price that the policy takes for it. */
export function choiceIn(
  range: Range,
  { stated, policy }: { readonly stated: Ratio; readonly policy: PolicyValues['sspRange'] },
): { readonly position: SspPosition; readonly unit: Ratio } {
  const position = positionIn(range, stated);
  return { position, unit: chosen(policy[position], range, stated) };
}

function boundsOf(ssp: SspEntry): Range | null {
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
