import { formatAmount, type Money, money, parseAmount } from '#schema/canonical/money.ts';

declare const isDecimal: unique symbol;

/**
 * An exact decimal as the graph wrote it, such as `170136.98`. It is text and never a number: a JavaScript number cannot
 * hold every amount. Show it as it is, or reckon with `toMoney`.
 */
export type Decimal = string & { readonly [isDecimal]: true };

/** An amount as the graph gives it, with the currency's own digits. */
export interface GivenAmount {
  readonly amount: Decimal;
  /** ISO 4217. */
  readonly currency: string;
}

/**
 * Whole minor units (cents for USD), to reckon with. Throws a RangeError for what is no amount of its currency: nothing is
 * rounded.
 */
export function toMoney({ amount, currency }: GivenAmount): Money {
  const read = parseAmount(amount, currency);
  if (read === null) throw new RangeError(`Not an amount in ${currency}: ${amount}`);
  return read;
}

/** The exact sum of each currency, in the order in which the currencies first came; amounts of two are never added. */
export function totals(amounts: Iterable<GivenAmount>): readonly Money[] {
  const sums = new Map<string, bigint>();
  for (const given of amounts) {
    const { minor, currency } = toMoney(given);
    sums.set(currency, (sums.get(currency) ?? 0n) + minor);
  }
  return [...sums].map(([currency, minor]) => money(minor, currency));
}

/** As the graph writes it and as inputs take it. */
export function toText(sum: Money): string {
  return formatAmount(sum);
}
