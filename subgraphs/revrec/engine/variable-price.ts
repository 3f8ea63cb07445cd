import {
  addRatios,
  compareRatios,
  multiplyRatios,
  type Ratio,
  ratio,
  roundHalfAway,
  subtractRatios,
} from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { figure, term } from './derivation.ts';
import type { EngineError } from './engine-error.ts';
import { invalid } from './payload.ts';

/** Fixed and constrained variable consideration. An estimate that is constrained away counts with what is left of it. */
export function transactionPrice(fixed: Ratio, constrained: readonly Ratio[]): Priced {
  const exact = constrained.reduce(addRatios, fixed);
  const explained = figure({
    id: 'transactionPrice:priceMinor',
    op: 'ROUND',
    rule: 'fixed consideration and what is left of each estimate after its constraint',
    formula: [fixed, ...constrained].map(term).join(' + '),
    inputs: ['fixed', 'constrained'],
    exact,
    paragraph: 'IFRS 15.47, 56; ASC 606-10-32-2, 32-11',
  });
  return { priceMinor: roundHalfAway(exact), explained: [explained] };
}

interface Priced {
  readonly priceMinor: bigint;
  readonly explained: readonly Derivation[];
}

/**
 * What a payment to a customer takes off the revenue of what is invoiced: its share of all expected purchases, never more
 * than the payment (IFRS 15.70-72; ASC 606-10-32-25).
 */
export function payableToCustomer(known: {
  readonly payment: Ratio;
  readonly expectedPurchases: Ratio;
  readonly invoiced: Ratio;
}): Result<PaidToCustomer, EngineError> {
  const { payment, expectedPurchases: expected, invoiced } = known;
  if (expected.n <= 0n) return invalid('expectedPurchases', 'no purchases are expected: the payment is no discount');
  const share = ratio(invoiced.n * expected.d, invoiced.d * expected.n);
  const part = compareRatios(share, ratio(1n)) > 0 ? ratio(1n) : share;
  const exact = multiplyRatios(payment, part);
  const reductionMinor = roundHalfAway(exact);
  const revenueMinor = roundHalfAway(invoiced) - reductionMinor;
  const reduction = figure({
    id: 'payableToCustomer:reductionMinor',
    op: 'ROUND',
    rule: 'the payment by the share of expected purchases that is invoiced, never more than the payment',
    formula: part.n === part.d ? term(payment) : `${term(payment)} * ${term(invoiced)} / ${term(expected)}`,
    inputs: ['payment', 'invoiced', 'expectedPurchases'],
    exact,
    paragraph: 'IFRS 15.70-72; ASC 606-10-32-25',
  });
  const revenue = figure({
    id: 'payableToCustomer:revenueMinor',
    op: 'NET',
    rule: 'what is invoiced less its part of the payment',
    formula: `round(${term(invoiced)}) - ${reductionMinor}`,
    inputs: ['invoiced', reduction.id],
    exact: subtractRatios(invoiced, ratio(reductionMinor)),
    rounded: revenueMinor,
  });
  return ok({ reductionMinor, revenueMinor, explained: [reduction, revenue] });
}

interface PaidToCustomer {
  readonly reductionMinor: bigint;
  readonly revenueMinor: bigint;
  readonly explained: readonly Derivation[];
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
export function cumulativePrice(periods: readonly PricedPeriod[]): {
  readonly rows: readonly CumulativelyPriced[];
  readonly explained: readonly Derivation[];
} {
  let [units, recognisedMinor] = [ratio(0n), 0n];
  const explained: Derivation[] = [];
  const rows = periods.map(({ period, units: more, unitPrice }, index) => {
    const tell = (member: string, rule: string, counted: Ratio): bigint => {
      const worth = multiplyRatios(counted, unitPrice);
      const minor = roundHalfAway(worth) - recognisedMinor;
      const told = figure({
        id: `cumulativePrice:rows[${index}].${member}`,
        op: 'CATCH_UP',
        rule,
        formula: `round(${term(counted)} * ${term(unitPrice)}) - ${recognisedMinor}`,
        inputs: ['units', 'unitPrice', ...(index === 0 ? [] : [`cumulativePrice:rows[${index - 1}].revenueMinor`])],
        exact: subtractRatios(worth, ratio(recognisedMinor)),
        rounded: minor,
        paragraph: 'IFRS 15.87-88; ASC 606-10-32-42A to 32-43',
      });
      explained.push(told);
      return minor;
    };
    const catchUpMinor = tell(
      'catchUpMinor',
      'units of earlier periods at the new price, less what was recognised',
      units,
    );
    units = addRatios(units, more);
    const revenueMinor = tell('revenueMinor', 'all units so far at the new price, less what was recognised', units);
    recognisedMinor += revenueMinor;
    return { period, revenueMinor, catchUpMinor };
  });
  return { rows, explained };
}
