import { multiplyRatios, type Ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';

/** A charge and the currency it is paid out in; `amount` is exact, in minor units of the settlement currency's scale. */
export interface SettledCharge {
  readonly amount: Ratio;
  readonly currency: string;
  readonly settlementCurrency: string;
  readonly rate: Ratio | null;
}

/** Revenue by the currency a charge settles in: one that settles in its own is reported in it, whatever its rate. */
export function revenueBySettlement(
  charges: readonly SettledCharge[],
): Result<ReadonlyMap<string, bigint>, EngineError> {
  const revenue = new Map<string, bigint>();
  for (const { amount, currency, settlementCurrency, rate } of charges) {
    if (currency !== settlementCurrency && rate === null) {
      return fail({ kind: 'MISSING_RATE', subject: currency, currency: settlementCurrency, on: null });
    }
    const settled = currency === settlementCurrency || rate === null ? amount : multiplyRatios(amount, rate);
    revenue.set(settlementCurrency, (revenue.get(settlementCurrency) ?? 0n) + roundHalfAway(settled));
  }
  return ok(revenue);
}
