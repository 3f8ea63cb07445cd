import { addDays, addMonths, type CivilDate, civilDate, daysBetween, earlierOf, laterOf } from './calendar.ts';
import { type CurrencyCode, minorDigits } from './currency.ts';
import { type Money, money } from './money.ts';
import { parseRatio, type Ratio, ratio, roundHalfAway } from './ratio.ts';

/** How a line is charged: by the unit and year, once, once it is reached, or by what was consumed. */
export type ChargeModel = 'PER_UNIT' | 'ONE_TIME' | 'MILESTONE' | 'USAGE';

/**
 * One product at one price over a span of days (both ends count). A contract's version adds such lines to the one
 * before; a negative quantity takes away. Quantity and price are plain decimals. The price is for one unit and year; of
 * ONE_TIME and MILESTONE for one unit, of USAGE for one unit consumed.
 */
export interface PricedLine {
  readonly productCode: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly startsOn: string;
  readonly endsOn: string;
  /** PER_UNIT where it is left out. */
  readonly chargeModel?: ChargeModel | undefined;
}

/** What holds once all changes are added up: one line a product and price, nothing where the quantity came to zero. */
export function presentLines(changes: readonly PricedLine[]): readonly PricedLine[] {
  const byPrice = new Map<string, PricedLine & { readonly sum: Ratio }>();
  for (const change of changes) {
    const key = priceKey(change);
    const before = byPrice.get(key);
    const sum = before === undefined ? decimalOf(change.quantity) : addRatios(before.sum, decimalOf(change.quantity));
    byPrice.set(key, {
      ...change,
      startsOn:
        before === undefined ? change.startsOn : earlierOf(civilDate(before.startsOn), civilDate(change.startsOn)),
      endsOn: before === undefined ? change.endsOn : laterOf(civilDate(before.endsOn), civilDate(change.endsOn)),
      sum,
    });
  }
  return [...byPrice.values()]
    .filter(({ sum }) => sum.n !== 0n)
    .map(({ sum, ...line }) => ({ ...line, quantity: plain(sum) }));
}

/** The same for lines of one product, price and way of charging, however the price is written. */
export function priceKey({ productCode, unitPrice, chargeModel = 'PER_UNIT' }: PricedLine): string {
  return JSON.stringify([productCode, plain(decimalOf(unitPrice)), chargeModel]);
}

/** Price of the whole term: each line's value, rounded once at the end. */
export function totalValue(changes: readonly PricedLine[], contractStartsOn: string, currency: CurrencyCode): Money {
  return toMoney(
    changes.map((line) => exactValue(line, contractStartsOn)),
    currency,
  );
}

/** Price of one year of these lines, as far as they recur: nothing of what is charged once or by consumption. */
export function annualValue(lines: readonly PricedLine[], currency: CurrencyCode): Money {
  return toMoney(lines.filter(recurs).map(unitsTimesPrice), currency);
}

/**
 * A line's price for its own days, unrounded, in major units: its share of the contract's years; all of it where it is
 * charged once; nothing where only consumption will tell.
 */
export function exactValue(line: PricedLine, contractStartsOn: string): Ratio {
  if (line.chargeModel === 'USAGE') return ratio(0n);
  if (!recurs(line)) return unitsTimesPrice(line);
  const years = yearsOf(civilDate(contractStartsOn), civilDate(line.startsOn), civilDate(line.endsOn));
  return multiply(unitsTimesPrice(line), years);
}

function recurs({ chargeModel = 'PER_UNIT' }: PricedLine): boolean {
  return chargeModel === 'PER_UNIT';
}

/**
 * How many of the contract's years lie in these days. A year of a contract runs from one anniversary of its start to
 * the next, so a day is 1/365 or 1/366 of the year that it falls in.
 */
export function yearsOf(contractStartsOn: CivilDate, from: CivilDate, to: CivilDate): Ratio {
  let years = ratio(0n);
  for (let anniversary = 0; ; anniversary += 1) {
    const begins = addMonths(contractStartsOn, 12 * anniversary);
    if (begins > to) return years;
    const next = addMonths(contractStartsOn, 12 * (anniversary + 1));
    const days = daysBetween(laterOf(begins, from), earlierOf(addDays(next, -1), to)) + 1;
    if (days > 0) years = addRatios(years, ratio(BigInt(days), BigInt(daysBetween(begins, next))));
  }
}

/** A ratio whose denominator is a power of ten, written out as a plain decimal without trailing zeros. */
export function plain({ n, d }: Ratio): string {
  let digits = 0;
  while ((n * 10n ** BigInt(digits)) % d !== 0n) {
    digits += 1;
    if (digits > 40) throw new Error('Not a plain decimal');
  }
  const scaled = (n * 10n ** BigInt(digits)) / d;
  const text = (scaled < 0n ? -scaled : scaled).toString().padStart(digits + 1, '0');
  const sign = scaled < 0n ? '-' : '';
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Reads a decimal that was checked at the door; anything else is a bug of the caller, so it throws. */
export function decimalOf(text: string): Ratio {
  const read = parseRatio(text);
  if (read === null) throw new Error(`Not a plain decimal: ${text}`);
  return read;
}

function unitsTimesPrice(line: PricedLine): Ratio {
  return multiply(decimalOf(line.quantity), decimalOf(line.unitPrice));
}

function toMoney(exact: readonly Ratio[], currency: CurrencyCode): Money {
  const sum = exact.reduce(addRatios, ratio(0n));
  return money(roundHalfAway({ n: sum.n * 10n ** BigInt(minorDigits(currency)), d: sum.d }), currency);
}

export function addRatios(a: Ratio, b: Ratio): Ratio {
  return ratio(a.n * b.d + b.n * a.d, a.d * b.d);
}

function multiply(a: Ratio, b: Ratio): Ratio {
  return ratio(a.n * b.n, a.d * b.d);
}
