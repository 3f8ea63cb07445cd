import { type CurrencyCode, minorDigits } from './currency.ts';

/** An exact amount: whole minor units (cents for USD) of one currency. May be negative. */
export interface Money {
  readonly minor: bigint;
  readonly currency: CurrencyCode;
}

/** Money as it goes through JSON: the minor units as text, because JSON numbers lose digits. */
export interface MoneyWire {
  readonly minor: string;
  readonly currency: CurrencyCode;
}

export function money(minor: bigint, currency: CurrencyCode): Money {
  return { minor, currency };
}

export function toMoneyWire({ minor, currency }: Money): MoneyWire {
  return { minor: minor.toString(), currency };
}

export function fromMoneyWire({ minor, currency }: MoneyWire): Money {
  return { minor: BigInt(minor), currency };
}

/** `170136.98` for 17013698 US cents, `-5` for minus five yen: always with the currency's own digits. */
export function formatAmount({ minor, currency }: Money): string {
  const digits = minorDigits(currency);
  const sign = minor < 0n ? '-' : '';
  const units = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  if (digits === 0) return sign + units;
  return `${sign}${units.slice(0, -digits)}.${units.slice(-digits)}`;
}

/**
 * Reads a decimal such as `170136.98`. `null` when the text is no plain decimal or has more digits than the
 * currency: nothing is rounded on the way in.
 */
export function parseAmount(text: string, currency: CurrencyCode): Money | null {
  const match = /^(-?)(\d{1,30})(?:\.(\d{1,30}))?$/.exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '0', fraction = ''] = match;
  const digits = minorDigits(currency);
  if (fraction.length > digits) return null;
  const minor = BigInt(whole + fraction.padEnd(digits, '0'));
  return { minor: sign === '-' ? -minor : minor, currency };
}
