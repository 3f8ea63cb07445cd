import type { CivilDate } from '#schema/canonical/calendar.ts';
import { compareKeys } from '#schema/canonical/largest-remainder.ts';
import {
  compareRatios,
  multiplyRatios,
  type Ratio,
  ratio,
  roundHalfAway,
  subtractRatios,
} from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { collect } from './collect.ts';
import { figure, term } from './derivation.ts';
import type { EngineError } from './engine-error.ts';
import { type ExchangeRate, rateOn } from './exchange.ts';
import { invalid } from './payload.ts';

/** One delivery in a foreign currency, partly paid ahead. Amounts exact, in minor units of the functional currency's scale. */
export interface ForeignDelivery {
  readonly price: Ratio;
  readonly currency: string;
  readonly functionalCurrency: string;
  readonly advances: readonly { readonly at: CivilDate; readonly amount: Ratio }[];
  readonly deliveredAt: CivilDate;
  readonly closings: readonly CivilDate[];
  readonly rates: readonly ExchangeRate[];
  /** Policy `monthEndRemeasurement`; off leaves what is realised only. */
  readonly isRemeasured: boolean;
}

/** In the functional currency. A contract liability is not monetary: it keeps the rate of its day (IFRIC 22). */
export interface ForeignFigures {
  readonly revenueMinor: bigint;
  readonly receivableMinor: bigint;
  readonly remeasurement: readonly { readonly at: CivilDate; readonly gainMinor: bigint }[];
  readonly explained: readonly Derivation[];
}

/** Each advance is released at its own rate, the earliest first; the rest is earned at the rate of the delivery. */
export function foreignDelivery(delivery: ForeignDelivery): Result<ForeignFigures, EngineError> {
  const { currency: from, functionalCurrency: to, deliveredAt, rates } = delivery;
  const late = delivery.advances.find(({ at }) => at > deliveredAt);
  if (late !== undefined) return invalid('advances', `${late.at} lies after the delivery: that is a payment`);
  const paid = delivery.advances.toSorted((a, b) => compareKeys(a.at, b.at));
  const layers = collect(paid, ({ at, amount }) => {
    const rate = rateOn(rates, { on: at, from, to });
    return rate.ok ? ok({ amount, rate: rate.value }) : rate;
  });
  if (!layers.ok) return layers;
  let rest = delivery.price;
  let advancedMinor = 0n;
  const parts: string[] = [];
  for (const { amount, rate } of layers.value) {
    const released = compareRatios(amount, rest) > 0 ? rest : amount;
    advancedMinor += roundHalfAway(multiplyRatios(released, rate));
    parts.push(`round(${term(released)} * ${term(rate)})`);
    rest = subtractRatios(rest, released);
  }
  const spot = rest.n === 0n ? ok(ratio(0n)) : rateOn(rates, { on: deliveredAt, from, to });
  if (!spot.ok) return spot;
  const receivableMinor = roundHalfAway(multiplyRatios(rest, spot.value));
  const receivable = figure({
    id: 'foreignDelivery:receivableMinor',
    op: 'CONVERT',
    rule: 'what was not paid ahead at the rate of the delivery',
    formula: `${term(rest)} * ${term(spot.value)}`,
    inputs: ['price', 'advances', 'rates'],
    exact: multiplyRatios(rest, spot.value),
    paragraph: 'IAS 21.21; ASC 830-20-30-1',
  });
  const revenueMinor = advancedMinor + receivableMinor;
  const revenue = figure({
    id: 'foreignDelivery:revenueMinor',
    op: 'CONVERT',
    rule: 'each advance at the rate of its day, the earliest first, the rest at that of the delivery',
    formula: [...parts, receivableMinor].join(' + '),
    inputs: ['price', 'advances', 'rates', receivable.id],
    exact: ratio(revenueMinor),
    paragraph: 'IFRIC 22.8; ASC 830-20-30-1',
  });
  const remeasured = remeasure(delivery, rest, receivableMinor);
  if (!remeasured.ok) return remeasured;
  const remeasurement = remeasured.value.map(({ at, gainMinor }) => ({ at, gainMinor }));
  const gains = remeasured.value.map((closing, index) => explainGain(closing, index));
  return ok({ revenueMinor, receivableMinor, remeasurement, explained: [receivable, revenue, ...gains] });
}

/** A closing with how it came to be, and its value before rounding. */
interface Closing {
  readonly at: CivilDate;
  readonly gainMinor: bigint;
  readonly formula: string;
  readonly exact: Ratio;
}

function explainGain({ at, gainMinor, formula, exact }: Closing, index: number): Derivation {
  return figure({
    id: `foreignDelivery:remeasurement[${index}].gainMinor`,
    op: 'CONVERT',
    rule: `the receivable at the closing rate of ${at}, less what it was carried at`,
    formula,
    inputs: ['foreignDelivery:receivableMinor', 'rates'],
    exact,
    rounded: gainMinor,
    paragraph: 'IAS 21.23(a), 28; ASC 830-20-35-1',
  });
}

/** The receivable is monetary: each closing brings it to that day's rate, from what it was carried at before. */
function remeasure(
  { currency: from, functionalCurrency: to, deliveredAt, closings, rates, isRemeasured }: ForeignDelivery,
  receivable: Ratio,
  receivableMinor: bigint,
): Result<readonly Closing[], EngineError> {
  let carriedMinor = receivableMinor;
  return collect(closings.toSorted(compareKeys), (at): Result<Closing, EngineError> => {
    if (!isRemeasured || at < deliveredAt || receivable.n === 0n) {
      return ok({ at, gainMinor: 0n, formula: '0', exact: ratio(0n) });
    }
    const rate = rateOn(rates, { on: at, from, to });
    if (!rate.ok) return rate;
    const value = multiplyRatios(receivable, rate.value);
    const formula = `round(${term(receivable)} * ${term(rate.value)}) - ${carriedMinor}`;
    const exact = subtractRatios(value, ratio(carriedMinor));
    const gainMinor = roundHalfAway(value) - carriedMinor;
    carriedMinor = roundHalfAway(value);
    return ok({ at, gainMinor, formula, exact });
  });
}
