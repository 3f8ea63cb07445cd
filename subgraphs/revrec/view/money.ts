import { formatAmount, type Money, money } from '#schema/canonical/money.ts';

/** The graph's `Money`. */
export interface PublicMoney {
  readonly amount: string;
  readonly currency: string;
}

export function publicMoney(value: Money): PublicMoney {
  return { amount: formatAmount(value), currency: value.currency };
}

export function publicMinor(minor: bigint, currency: string): PublicMoney {
  return publicMoney(money(minor, currency));
}
