import { addRatios, compareRatios, multiplyRatios, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';
import { invalid } from './payload.ts';

/** Fixed and constrained variable consideration. An estimate that is constrained away counts with what is left of it. */
export function transactionPrice(fixed: Ratio, constrained: readonly Ratio[]): bigint {
  return roundHalfAway(constrained.reduce(addRatios, fixed));
}

/**
 * What a payment to a customer takes off the revenue of what is invoiced: its share of all expected purchases, never more
 * than the payment (IFRS 15.70-72; ASC 606-10-32-25).
 */
export function payableToCustomer(known: {
  readonly payment: Ratio;
  readonly expectedPurchases: Ratio;
  readonly invoiced: Ratio;
}): Result<{ readonly reductionMinor: bigint; readonly revenueMinor: bigint }, EngineError> {
  const { payment, expectedPurchases: expected, invoiced } = known;
  if (expected.n <= 0n) return invalid('expectedPurchases', 'no purchases are expected: the payment is no discount');
  const share = ratio(invoiced.n * expected.d, invoiced.d * expected.n);
  const part = compareRatios(share, ratio(1n)) > 0 ? ratio(1n) : share;
  const reductionMinor = roundHalfAway(multiplyRatios(payment, part));
  return ok({ reductionMinor, revenueMinor: roundHalfAway(invoiced) - reductionMinor });
}

/** Units delivered in a period and what one is expected to bring, as known at its end. */
export interface PricedPeriod {
  readonly period: string;
  readonly units: Ratio;
  /** Minor units, exact. */
  readonly unitPrice: Ratio;
}

export interface CumulativelyPriced {
  readonly period: string;
  readonly revenueMinor: bigint;
  /** The part of it that a changed price brings to earlier periods. */
  readonly catchUpMinor: bigint;
}

/** All units so far at the latest price, less what was recognised before. */
export function cumulativePrice(periods: readonly PricedPeriod[]): readonly CumulativelyPriced[] {
  let [units, recognisedMinor] = [ratio(0n), 0n];
  return periods.map(({ period, units: more, unitPrice }) => {
    const catchUpMinor = roundHalfAway(multiplyRatios(units, unitPrice)) - recognisedMinor;
    units = addRatios(units, more);
    const cumulativeMinor = roundHalfAway(multiplyRatios(units, unitPrice));
    const revenueMinor = cumulativeMinor - recognisedMinor;
    recognisedMinor = cumulativeMinor;
    return { period, revenueMinor, catchUpMinor };
  });
}
