import { multiplyRatios, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { figure, term } from './derivation.ts';
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
export function presentValueOfInstalments(
  plan: InstalmentPlan,
): Result<{ readonly priceMinor: bigint; readonly explained: readonly Derivation[] }, EngineError> {
  const { cashPrice, instalments, periodsPerYear } = plan;
  if (!isCount(instalments)) return invalid('instalments', `a whole number from 1 to ${PERIODS_MAX}`);
  if (!isCount(periodsPerYear)) return invalid('periodsPerYear', `a whole number from 1 to ${PERIODS_MAX}`);
  const perPeriod = ({ n, d }: Ratio) => ratio(n, d * BigInt(periodsPerYear));
  const [contract, discount] = [perPeriod(plan.contractRate), perPeriod(plan.discountRate)];
  if (contract.n < 0n || discount.n < 0n) return invalid('contractRate', 'a rate is below zero');
  const [sold, worth] = [annuity(contract, instalments), annuity(discount, instalments)];
  const exact = multiplyRatios(cashPrice, ratio(worth.n * sold.d, worth.d * sold.n));
  const text = (rate: Ratio) =>
    rate.n === 0n ? String(instalments) : `((1 - (1 + ${term(rate)})^-${instalments}) / ${term(rate)})`;
  const explained = figure({
    id: 'presentValueOfInstalments:priceMinor',
    op: 'ROUND',
    rule: 'instalments that pay the cash price at the rate of the contract, worth today at that of a separate financing',
    formula: `${term(cashPrice)} * ${text(discount)} / ${text(contract)}`,
    inputs: ['cashPrice', 'contractRate', 'discountRate', 'periodsPerYear', 'instalments'],
    exact,
    paragraph: 'IFRS 15.60-64; ASC 606-10-32-15',
  });
  return ok({ priceMinor: roundHalfAway(exact), explained: [explained] });
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
  readonly explained: readonly Derivation[];
}

/** An advance that finances the seller grows by interest each year; all of it is revenue in the end. */
export function accreteAdvance(advance: Ratio, rate: Ratio, years: number): Result<Accretion, EngineError> {
  if (years !== 0 && !isCount(years)) return invalid('years', `a whole number up to ${PERIODS_MAX}`);
  if (rate.n < 0n) return invalid('rate', 'a rate is below zero');
  const exact = multiplyRatios(advance, growth(rate, years));
  const revenueMinor = roundHalfAway(exact);
  const revenue = figure({
    id: 'accreteAdvance:revenueMinor',
    op: 'ROUND',
    rule: 'the advance grown by interest each year',
    formula: `${term(advance)} * (1 + ${term(rate)})^${years}`,
    inputs: ['advance', 'rate', 'years'],
    exact,
    paragraph: 'IFRS 15.60; ASC 606-10-32-15',
  });
  const interestMinor = revenueMinor - roundHalfAway(advance);
  const interest = figure({
    id: 'accreteAdvance:interestMinor',
    op: 'NET',
    rule: 'revenue less the advance',
    formula: `${revenueMinor} - round(${term(advance)})`,
    inputs: [revenue.id, 'advance'],
    exact: ratio(interestMinor),
  });
  return ok({ revenueMinor, interestMinor, explained: [revenue, interest] });
}

function isCount(count: number): boolean {
  return Number.isInteger(count) && count >= 1 && count <= PERIODS_MAX;
}
