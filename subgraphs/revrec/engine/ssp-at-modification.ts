import type { CurrencyCode } from '#schema/canonical/currency.ts';
import { type Ratio, ratio } from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { isFixed, type Obligation } from './contract-state.ts';
import type { EngineError } from './engine-error.ts';
import type { ModificationApproved } from './events.ts';
import type { PolicySet } from './policies.ts';
import { pickSsp } from './ssp.ts';

const SAME: Ratio = ratio(1n);

/**
 * What each open obligation weighs on the day of a change over what it weighed at inception (policy
 * `sspBasisAtModification`). At the prices of the day every one of them needs a published price; at those of inception
 * they weigh the same.
 */
export function sspFactors(
  open: readonly Obligation[],
  {
    prices,
    currency,
    policies,
  }: {
    readonly prices: NonNullable<ModificationApproved['standalonePrices']>;
    readonly currency: CurrencyCode;
    readonly policies: PolicySet;
  },
): Result<(obligation: string) => Ratio, EngineError> {
  const factors = new Map<string, Ratio>();
  if (policies.values.sspBasisAtModification === 'EXISTING_AT_INCEPTION') return ok(() => SAME);
  for (const { key, term, unitPrice, pricePer, ssp } of open.filter(isFixed)) {
    const price = prices.find(({ obligation }) => obligation === key);
    if (price === undefined) return fail({ kind: 'MISSING_SSP', subject: key });
    const line = { key, quantity: '1', unitPrice, pricePer, ssp: price.ssp };
    const now = pickSsp(line, term, { currency, policies: policies.values });
    if (!now.ok) return now;
    if (now.value.residual !== undefined) {
      const detail = 'what was promised before is in the contract already: tell its standalone price, not a range';
      return fail({ kind: 'HELD', subject: key, detail });
    }
    if (ssp.unit.n === 0n) return fail({ kind: 'NO_WEIGHT', subject: key });
    factors.set(key, ratio(now.value.unit.n * ssp.unit.d, now.value.unit.d * ssp.unit.n));
  }
  return ok((key) => factors.get(key) ?? SAME);
}
