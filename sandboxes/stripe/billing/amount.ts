import type { Fraction } from './cycle.ts';

const PLACES = 12;
const SCALE = 10n ** BigInt(PLACES);

/** A decimal of minor units (`120000`, `0.5`) as a whole number of 10^-12. Twelve places are the vendor's bound. */
export function scaled(decimal: string): bigint {
  const negative = decimal.startsWith('-');
  const [units = '0', rest = ''] = decimal.replace('-', '').split('.');
  const value = BigInt(units) * SCALE + BigInt(rest.padEnd(PLACES, '0'));
  return negative ? -value : value;
}

/** Divides and rounds half away from zero. */
export function divided(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const top = numerator < 0n ? -numerator : numerator;
  const bottom = denominator < 0n ? -denominator : denominator;
  const rounded = (2n * top + bottom) / (2n * bottom);
  return negative ? -rounded : rounded;
}

/** What `quantity` units cost for so many intervals, rounded once. Minor units. */
export function charged(unitAmountDecimal: string, quantity: number, intervals: Fraction): number {
  const exact = scaled(unitAmountDecimal) * BigInt(quantity) * intervals.part;
  return wireAmount(divided(exact, SCALE * intervals.whole));
}

/** The wire carries amounts as JSON numbers; one that such a number cannot hold exactly must not leave. */
export function wireAmount(amount: bigint): number {
  const value = Number(amount);
  if (!Number.isSafeInteger(value)) throw new RangeError(`amount out of the range of the wire: ${amount}`);
  return value;
}

export function sum(amounts: readonly number[]): number {
  return wireAmount(amounts.reduce((total, amount) => total + BigInt(amount), 0n));
}

/** The integer twin of a decimal price, or null where it has a part of a minor unit. */
export function wholeUnits(decimal: string): number | null {
  const value = scaled(decimal);
  return value % SCALE === 0n ? wireAmount(value / SCALE) : null;
}

/** The decimal without trailing zeros, as the vendor writes it. */
export function plainDecimal(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}
