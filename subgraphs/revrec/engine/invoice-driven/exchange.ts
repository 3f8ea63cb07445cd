import type { CivilDate } from '#schema/canonical/calendar.ts';
import type { CurrencyCode } from '#schema/canonical/currency.ts';
import { multiplyRatios, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from '../engine-error.ts';

/** Minor units of `to` for one minor unit of `from`, from its day on until a later rate. */
export interface ExchangeRate {
  readonly on: CivilDate;
  readonly from: CurrencyCode;
  readonly to: CurrencyCode;
  readonly rate: Ratio;
}

interface Wanted {
  readonly from: CurrencyCode;
  readonly to: CurrencyCode;
  readonly on: CivilDate;
}

/** The latest rate known on the day. A missing one holds the ledger: none is derived from others. */
export function rateOn(rates: readonly ExchangeRate[], { from, to, on }: Wanted): Result<Ratio, EngineError> {
  if (from === to) return ok(ratio(1n));
  const known = rates.filter((one) => one.from === from && one.to === to && one.on <= on);
  const [first, ...others] = known;
  if (first === undefined) return fail({ kind: 'HELD', subject: `${from}-${to}`, detail: `no rate is known on ${on}` });
  return ok(others.reduce((latest, one) => (one.on >= latest.on ? one : latest), first).rate);
}

/** An amount at a rate, rounded once. */
export function converted(minor: bigint, rate: Ratio): bigint {
  return roundHalfAway(multiplyRatios(ratio(minor), rate));
}
