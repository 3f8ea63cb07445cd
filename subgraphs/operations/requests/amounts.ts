import { minorDigits } from '#schema/canonical/currency.ts';
import { type MoneyWire, parseAmount, toMoneyWire } from '#schema/canonical/money.ts';

/** The amount above zero that a client wrote in this currency, or what is wrong with it in one sentence. */
export function readAmount(text: string, currency: string): MoneyWire | string {
  const amount = parseAmount(text, currency);
  if (amount === null)
    return `The amount must be a plain decimal number with at most ${minorDigits(currency)} decimals.`;
  return amount.minor > 0n ? toMoneyWire(amount) : 'The amount must be above zero.';
}
