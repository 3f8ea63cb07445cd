import { multiplyRatios, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';
import { invalid } from './payload.ts';

/** A bound on exact powers, far beyond any contract: a hundred years by month. */
const PERIODS_MAX = 1200;

export interface InstalmentPlan {
  /** Exact, in minor units. */
  readonly cashPrice: Ratio;
  /** Rates of a year; one period has its even part. */
  readonly contractRate: Ratio;
  readonly discountRate: Ratio;
  readonly periodsPerYear: number;
  readonly instalments: number;
}

/**
 * The price of what is paid in equal instalments at the end of each period, at the rate of a separate financing
 * (IFRS 15.60-64; ASC 606-10-32-15). Neither the instalment nor a rate is ever rounded.
 */
export function presentValueOfInstalments(plan: InstalmentPlan): Result<bigint, EngineError> {
  const { cashPrice, instalments, periodsPerYear } = plan;
  if (!isCount(instalments)) return invalid('instalments', `a whole number from 1 to ${PERIODS_MAX}`);
  if (!isCount(periodsPerYear)) return invalid('periodsPerYear', `a whole number from 1 to ${PERIODS_MAX}`);
  const perPeriod = ({ n, d }: Ratio) => ratio(n, d * BigInt(periodsPerYear));
  const [contract, discount] = [perPeriod(plan.contractRate), perPeriod(plan.discountRate)];
  if (contract.n < 0n || discount.n < 0n) return invalid('contractRate', 'a rate is below zero');
  const [sold, worth] = [annuity(contract, instalments), annuity(discount, instalments)];
  return ok(roundHalfAway(multiplyRatios(cashPrice, ratio(worth.n * sold.d, worth.d * sold.n))));
}

/** What one unit at the end of each period is worth today. */
function annuity(rate: Ratio, periods: number): Ratio {
  if (rate.n === 0n) return ratio(BigInt(periods));
  const grown = growth(rate, periods);
  return ratio((grown.n - grown.d) * rate.d, grown.n * rate.n);
}

/** (1 + rate) to the power of whole periods. */
function growth({ n, d }: Ratio, periods: number): Ratio {
  return ratio((n + d) ** BigInt(periods), d ** BigInt(periods));
}

export interface Accretion {
  readonly interestMinor: bigint;
  readonly revenueMinor: bigint;
}

/** An advance that finances the seller grows by interest each year; all of it is revenue in the end. */
export function accreteAdvance(advance: Ratio, rate: Ratio, years: number): Result<Accretion, EngineError> {
  if (years !== 0 && !isCount(years)) return invalid('years', `a whole number up to ${PERIODS_MAX}`);
  if (rate.n < 0n) return invalid('rate', 'a rate is below zero');
  const revenueMinor = roundHalfAway(multiplyRatios(advance, growth(rate, years)));
  return ok({ revenueMinor, interestMinor: revenueMinor - roundHalfAway(advance) });
}

function isCount(count: number): boolean {
  return Number.isInteger(count) && count >= 1 && count <= PERIODS_MAX;
}
