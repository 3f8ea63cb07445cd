import type { MoneyWire } from '#schema/canonical/money.ts';
import { fits, type Materiality } from './policy.ts';

/** What may need a second person: an operation of this kind, or a CORRECTION. */
export interface MaterialAct {
  readonly kind: string;
  readonly legalEntity: string;
  /** Null where nobody can say. */
  readonly amount: MoneyWire | null;
}

type Threshold = Materiality['thresholds'][number];

/**
 * Whether a second person has to decide: the amount is above the threshold; at the threshold it is not. An amount that is
 * unknown, or in a currency without a threshold, counts as above.
 */
export function isMaterial(policy: Materiality, { kind, legalEntity, amount }: MaterialAct): boolean {
  if (!policy.kinds.includes(kind)) return false;
  if (amount === null) return true;
  const [threshold] = policy.thresholds
    .filter(
      (rule) => fits(rule.legalEntity, legalEntity) && fits(rule.currency, amount.currency) && fits(rule.kind, kind),
    )
    .toSorted((a, b) => weightOf(b) - weightOf(a));
  if (threshold === undefined) return true;
  const minor = BigInt(amount.minor);
  return (minor < 0n ? -minor : minor) > BigInt(threshold.aboveMinor);
}

/** Entity before currency before kind. */
function weightOf({ legalEntity, currency, kind }: Threshold): number {
  const named = (text: string, weight: number) => (fits(text, '') ? 0 : weight);
  return named(legalEntity, 4) + named(currency, 2) + named(kind, 1);
}
