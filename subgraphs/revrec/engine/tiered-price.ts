import {
  addRatios,
  compareRatios,
  multiplyRatios,
  type Ratio,
  ratio,
  roundHalfAway,
  subtractRatios,
} from '#schema/canonical/ratio.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';
import { invalid } from './payload.ts';

/** Units above the tier before and up to `upTo`, all of them when it is `null`, at one price in minor units. */
export interface PriceTier {
  readonly upTo: Ratio | null;
  readonly unitPrice: Ratio;
}

export interface TieredRevenue {
  readonly expectedConsiderationMinor: bigint;
  readonly billedMinor: bigint;
  readonly revenueMinor: bigint;
  /** Billed ahead of revenue; below zero when revenue is ahead. */
  readonly contractLiabilityMinor: bigint;
}

/** Bills follow the tiers; revenue goes by the average price over all expected units, an exact ratio. */
export function tieredRevenue(
  tiers: readonly PriceTier[],
  { expectedUnits, soldUnits }: { readonly expectedUnits: Ratio; readonly soldUnits: Ratio },
): Result<TieredRevenue, EngineError> {
  if (expectedUnits.n <= 0n) return invalid('expectedUnits', 'an average needs expected units');
  const [expected, billed] = [considerationFor(tiers, expectedUnits), considerationFor(tiers, soldUnits)];
  if (!expected.ok) return expected;
  if (!billed.ok) return billed;
  const sold = ratio(soldUnits.n * expectedUnits.d, soldUnits.d * expectedUnits.n);
  const revenueMinor = roundHalfAway(multiplyRatios(expected.value, sold));
  const billedMinor = roundHalfAway(billed.value);
  return ok({
    expectedConsiderationMinor: roundHalfAway(expected.value),
    billedMinor,
    revenueMinor,
    contractLiabilityMinor: billedMinor - revenueMinor,
  });
}

function considerationFor(tiers: readonly PriceTier[], units: Ratio): Result<Ratio, EngineError> {
  let [priced, total] = [ratio(0n), ratio(0n)];
  for (const { upTo, unitPrice } of tiers) {
    if (upTo !== null && compareRatios(upTo, priced) <= 0) return invalid('tiers', 'they do not rise');
    const until = upTo === null || compareRatios(units, upTo) < 0 ? units : upTo;
    if (compareRatios(until, priced) <= 0) break;
    total = addRatios(total, multiplyRatios(subtractRatios(until, priced), unitPrice));
    priced = until;
  }
  return compareRatios(priced, units) < 0 ? invalid('tiers', 'the last one ends below the units') : ok(total);
}
