import {
  addRatios,
  formatRatio,
  multiplyRatios,
  type Ratio,
  ratio,
  roundHalfAway,
  subtractRatios,
} from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { answer, figure, term } from './derivation.ts';
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
  readonly explained: readonly Derivation[];
}

/** Recognised to date. What is measured may fall when the total cost is estimated anew; it is never above whole. */
export function costToCost(facts: CostFacts): Result<CostResult, EngineError> {
  const { otherTotalCost: total, otherCostToDate: done } = facts;
  if (total.n <= 0n || done.n < 0n) return invalid('otherTotalCost', 'costs are none, or below zero');
  const exact = ratio(done.n * total.d, done.d * total.n);
  if (exact.n > exact.d) return invalid('otherCostToDate', 'more was spent than the total: estimate the total anew');
  const used = facts.progressDecimals === null ? exact : roundedProgress(exact, facts.progressDecimals);
  const atCost = facts.isZeroMarginTransferred ? facts.zeroMarginCost : ratio(0n);
  const progress = ratio(used.n, used.d);
  const measured = multiplyRatios(subtractRatios(facts.price, facts.zeroMarginCost), progress);
  const explained = explain(facts, { progress, atCost, revenue: addRatios(measured, atCost) });
  const [revenueMinor, costMinor] = [
    roundHalfAway(addRatios(measured, atCost)),
    roundHalfAway(addRatios(done, atCost)),
  ];
  return ok({ progress, revenueMinor, costMinor, profitMinor: revenueMinor - costMinor, explained });
}

function explain(
  { price, otherTotalCost, otherCostToDate, zeroMarginCost, progressDecimals }: CostFacts,
  { progress, atCost, revenue }: { readonly progress: Ratio; readonly atCost: Ratio; readonly revenue: Ratio },
): readonly Derivation[] {
  const share = answer({
    id: 'costToCost:progress',
    op: 'SCHEDULE',
    rule:
      progressDecimals === null
        ? 'costs so far of all costs'
        : `costs so far of all costs, to ${progressDecimals} digits`,
    formula: `${term(otherCostToDate)} / ${term(otherTotalCost)}`,
    inputs: ['otherCostToDate', 'otherTotalCost', ...(progressDecimals === null ? [] : ['progressDecimals'])],
    result: formatRatio(progress),
    paragraph: 'IFRS 15.B18-B19; ASC 606-10-55-20 to 55-21',
  });
  const earned = figure({
    id: 'costToCost:revenueMinor',
    op: 'ROUND',
    rule: 'the price by progress, what is bought in and transferred at its cost',
    formula: `(${term(price)} - ${term(zeroMarginCost)}) * ${term(progress)} + ${term(atCost)}`,
    inputs: ['price', 'zeroMarginCost', 'isZeroMarginTransferred', share.id],
    exact: revenue,
    paragraph: 'IFRS 15.B19(b); ASC 606-10-55-21(b)',
  });
  const spent = figure({
    id: 'costToCost:costMinor',
    op: 'ROUND',
    rule: 'costs so far, what is bought in and transferred included',
    formula: `${term(otherCostToDate)} + ${term(atCost)}`,
    inputs: ['otherCostToDate', 'zeroMarginCost', 'isZeroMarginTransferred'],
    exact: addRatios(otherCostToDate, atCost),
  });
  const [revenueMinor, costMinor] = [earned.rounded ?? 0n, spent.rounded ?? 0n];
  const profit = figure({
    id: 'costToCost:profitMinor',
    op: 'NET',
    rule: 'revenue less cost',
    formula: `${revenueMinor} - ${costMinor}`,
    inputs: [earned.id, spent.id],
    exact: ratio(revenueMinor - costMinor),
  });
  return [share, earned, spent, profit];
}
