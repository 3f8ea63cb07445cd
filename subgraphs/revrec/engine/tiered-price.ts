import {
  addRatios,
  compareRatios,
  multiplyRatios,
  type Ratio,
  ratio,
  subtractRatios,
} from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { figure, term } from './derivation.ts';
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
  readonly explained: readonly Derivation[];
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
  const told = {
    expected: byTier('expectedConsiderationMinor', expected.value, 'expectedUnits'),
    billed: byTier('billedMinor', billed.value, 'soldUnits'),
    revenue: figure({
      id: 'tieredRevenue:revenueMinor',
      op: 'ROUND',
      rule: 'units sold at the average price of all expected units',
      formula: `${term(expected.value.total)} * ${term(soldUnits)} / ${term(expectedUnits)}`,
      inputs: ['tieredRevenue:expectedConsiderationMinor', 'soldUnits', 'expectedUnits'],
      exact: multiplyRatios(expected.value.total, over(soldUnits, expectedUnits)),
    }),
  };
  const [billedMinor, revenueMinor] = [told.billed.rounded ?? 0n, told.revenue.rounded ?? 0n];
  const liability = figure({
    id: 'tieredRevenue:contractLiabilityMinor',
    op: 'NET',
    rule: 'billed less earned',
    formula: `${billedMinor} - ${revenueMinor}`,
    inputs: [told.billed.id, told.revenue.id],
    exact: ratio(billedMinor - revenueMinor),
    paragraph: 'IFRS 15.105; ASC 606-10-45-1',
  });
  return ok({
    expectedConsiderationMinor: told.expected.rounded ?? 0n,
    billedMinor,
    revenueMinor,
    contractLiabilityMinor: billedMinor - revenueMinor,
    explained: [told.expected, told.billed, told.revenue, liability],
  });
}

interface Consideration {
  readonly total: Ratio;
  readonly formula: string;
}

function byTier(member: string, { total, formula }: Consideration, units: string): Derivation {
  return figure({
    id: `tieredRevenue:${member}`,
    op: 'ROUND',
    rule: 'units of each tier at its own price',
    formula,
    inputs: ['tiers', units],
    exact: total,
  });
}

function over(part: Ratio, whole: Ratio): Ratio {
  return ratio(part.n * whole.d, part.d * whole.n);
}

function considerationFor(tiers: readonly PriceTier[], units: Ratio): Result<Consideration, EngineError> {
  let [priced, total] = [ratio(0n), ratio(0n)];
  const parts: string[] = [];
  for (const { upTo, unitPrice } of tiers) {
    if (upTo !== null && compareRatios(upTo, priced) <= 0) return invalid('tiers', 'they do not rise');
    const until = upTo === null || compareRatios(units, upTo) < 0 ? units : upTo;
    if (compareRatios(until, priced) <= 0) break;
    const own = subtractRatios(until, priced);
    total = addRatios(total, multiplyRatios(own, unitPrice));
    parts.push(`${term(own)} * ${term(unitPrice)}`);
    priced = until;
  }
  return compareRatios(priced, units) < 0
    ? invalid('tiers', 'the last one ends below the units')
    : ok({ total, formula: parts.join(' + ') || '0' });
}
