import {
  addRatios,
  multiplyRatios,
  type Ratio,
  ratio,
  roundHalfAway,
  subtractRatios,
} from '#schema/canonical/ratio.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';
import { invalid } from './payload.ts';
import { roundedProgress } from './progress-decimals.ts';

/** A contract measured by its costs; amounts exact in minor units. */
export interface CostFacts {
  readonly price: Ratio;
  /** All costs that show progress, to the end and so far. */
  readonly otherTotalCost: Ratio;
  readonly otherCostToDate: Ratio;
  /** A good that is bought in and not installed yet: it shows no progress and earns its own cost (IFRS 15.B19(b)). */
  readonly zeroMarginCost: Ratio;
  readonly isZeroMarginTransferred: boolean;
  /** Policy `progressDecimals`; `null` is exact. */
  readonly progressDecimals: number | null;
}

export interface CostResult {
  readonly progress: Ratio;
  readonly revenueMinor: bigint;
  readonly costMinor: bigint;
  readonly profitMinor: bigint;
}

/** Recognised to date. What is measured may fall when the total cost is estimated anew; it is never above whole. */
export function costToCost(facts: CostFacts): Result<CostResult, EngineError> {
  const { otherTotalCost: total, otherCostToDate: done } = facts;
  if (total.n <= 0n || done.n < 0n) return invalid('otherTotalCost', 'costs are none, or below zero');
  const exact = ratio(done.n * total.d, done.d * total.n);
  if (exact.n > exact.d) return invalid('otherCostToDate', 'more was spent than the total: estimate the total anew');
  const used = facts.progressDecimals === null ? exact : roundedProgress(exact, facts.progressDecimals);
  const atCost = facts.isZeroMarginTransferred ? facts.zeroMarginCost : ratio(0n);
  const measured = multiplyRatios(subtractRatios(facts.price, facts.zeroMarginCost), ratio(used.n, used.d));
  const revenueMinor = roundHalfAway(addRatios(measured, atCost));
  const costMinor = roundHalfAway(addRatios(done, atCost));
  return ok({ progress: ratio(used.n, used.d), revenueMinor, costMinor, profitMinor: revenueMinor - costMinor });
}
