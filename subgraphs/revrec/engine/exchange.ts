import type { CivilDate } from '#schema/canonical/calendar.ts';
import type { CurrencyCode } from '#schema/canonical/currency.ts';
import { multiplyRatios, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';

/** So many units of `to` for one of `from`, exact, from its day on until a later rate. */
export interface ExchangeRate {
  readonly on: CivilDate;
  readonly from: CurrencyCode;
  readonly to: CurrencyCode;
  readonly rate: Ratio;
}

/** The rate in force on a day. A missing one is a question, never derived from others. */
export function rateOn(
  rates: readonly ExchangeRate[],
  { from, to, on }: { readonly from: CurrencyCode; readonly to: CurrencyCode; readonly on: CivilDate },
): Result<Ratio, EngineError> {
  if (from === to) return ok(ratio(1n));
  const inForce = rates.filter((one) => one.from === from && one.to === to && one.on <= on && one.rate.n > 0n);
  const latest = inForce.toSorted((a, b) => (a.on < b.on ? -1 : 1)).at(-1);
  return latest === undefined ? fail({ kind: 'MISSING_RATE', subject: from, currency: to, on }) : ok(latest.rate);
}

/** An amount at a rate, rounded once. */
export function converted(minor: bigint, rate: Ratio): bigint {
  return roundHalfAway(multiplyRatios(ratio(minor), rate));
}
