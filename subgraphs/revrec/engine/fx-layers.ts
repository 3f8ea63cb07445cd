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
import { ok, type Result } from '#schema/errors/result.ts';
import { collect } from './collect.ts';
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
  for (const { amount, rate } of layers.value) {
    const released = compareRatios(amount, rest) > 0 ? rest : amount;
    advancedMinor += roundHalfAway(multiplyRatios(released, rate));
    rest = subtractRatios(rest, released);
  }
  const spot = rest.n === 0n ? ok(ratio(0n)) : rateOn(rates, { on: deliveredAt, from, to });
  if (!spot.ok) return spot;
  const receivableMinor = roundHalfAway(multiplyRatios(rest, spot.value));
  const remeasured = remeasure(delivery, rest, receivableMinor);
  return remeasured.ok
    ? ok({ revenueMinor: advancedMinor + receivableMinor, receivableMinor, remeasurement: remeasured.value })
    : remeasured;
}

/** The receivable is monetary: each closing brings it to that day's rate, from what it was carried at before. */
function remeasure(
  { currency: from, functionalCurrency: to, deliveredAt, closings, rates, isRemeasured }: ForeignDelivery,
  receivable: Ratio,
  receivableMinor: bigint,
): Result<ForeignFigures['remeasurement'], EngineError> {
  let carriedMinor = receivableMinor;
  return collect(closings.toSorted(compareKeys), (at) => {
    if (!isRemeasured || at < deliveredAt || receivable.n === 0n) return ok({ at, gainMinor: 0n });
    const rate = rateOn(rates, { on: at, from, to });
    if (!rate.ok) return rate;
    const valueMinor = roundHalfAway(multiplyRatios(receivable, rate.value));
    const gainMinor = valueMinor - carriedMinor;
    carriedMinor = valueMinor;
    return ok({ at, gainMinor });
  });
}
