import { multiplyRatios, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { figure, term } from './derivation.ts';
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
): Result<{ readonly revenue: ReadonlyMap<string, bigint>; readonly explained: readonly Derivation[] }, EngineError> {
  const revenue = new Map<string, bigint>();
  const parts = new Map<string, string[]>();
  for (const { amount, currency, settlementCurrency, rate } of charges) {
    if (currency !== settlementCurrency && rate === null) {
      return fail({ kind: 'MISSING_RATE', subject: currency, currency: settlementCurrency, on: null });
    }
    const settled = currency === settlementCurrency || rate === null ? amount : multiplyRatios(amount, rate);
    revenue.set(settlementCurrency, (revenue.get(settlementCurrency) ?? 0n) + roundHalfAway(settled));
    const at = currency === settlementCurrency || rate === null ? '' : ` * ${term(rate)}`;
    parts.set(settlementCurrency, [...(parts.get(settlementCurrency) ?? []), `round(${term(amount)}${at})`]);
  }
  const explained = [...revenue].map(([currency, minor]) =>
    figure({
      id: `revenueBySettlement:revenue.${currency}`,
      op: 'CONVERT',
      rule: 'each charge in the currency that it settles in, at its own rate',
      formula: (parts.get(currency) ?? []).join(' + '),
      inputs: ['amount', 'rate'],
      exact: ratio(minor),
    }),
  );
  return ok({ revenue, explained });
}
