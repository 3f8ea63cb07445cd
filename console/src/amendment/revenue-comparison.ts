import type { RevenuePeriod } from '../documents/amend-contract.ts';
import type { Money } from '../documents/values.ts';
import { isZero, subtractDecimals, sumDecimals } from '../show/decimal-text.ts';

/** Revenue of one month before and after a change; the three amounts are of one currency. */
export interface MonthComparison {
  /** YYYY-MM; null for rows whose period the ledger did not name. */
  readonly month: string | null;
  readonly before: Money;
  readonly after: Money;
  readonly change: Money;
}

/** Both schedules summed by month, the months that differ only, in order. Null when an amount is no decimal. */
export function compareRevenue(
  before: readonly RevenuePeriod[],
  after: readonly RevenuePeriod[],
): readonly MonthComparison[] | null {
  const all = [...before, ...after];
  const keys = [...new Set(all.map(keyOf))].toSorted();
  const compared = keys.map((key) => {
    const of = (rows: readonly RevenuePeriod[]) =>
      rows.filter((row) => keyOf(row) === key).map((row) => row.amount.amount);
    return comparison(key, of(before), of(after));
  });
  if (!compared.every((row) => row !== null)) return null;
  return compared.filter((row) => !isZero(row.change.amount));
}

/** The comparison's columns added up, one row a currency. */
export function totalsOf(rows: readonly MonthComparison[]): readonly MonthComparison[] {
  return [...Map.groupBy(rows, (row) => row.change.currency)].flatMap(([currency, group]) => {
    const total = comparison(
      `${currency} `,
      group.map((row) => row.before.amount),
      group.map((row) => row.after.amount),
    );
    return total === null ? [] : [total];
  });
}

function comparison(key: string, before: readonly string[], after: readonly string[]): MonthComparison | null {
  const [currency = '', month = ''] = key.split(' ');
  const was = sumDecimals(before);
  const is = sumDecimals(after);
  if (was === null || is === null) return null;
  const change = subtractDecimals(is, was);
  if (change === null) return null;
  // A side without rows has no digits of its own: adding a zero of the other side's scale gives it those.
  const zero = subtractDecimals(change, change) ?? '0';
  const money = (amount: string): Money => ({ amount: sumDecimals([amount, zero]) ?? amount, currency });
  return { month: month === '' ? null : month, before: money(was), after: money(is), change: money(change) };
}

function keyOf(row: RevenuePeriod): string {
  return `${row.amount.currency} ${row.period?.startsOn.slice(0, 7) ?? row.originPeriod ?? ''}`;
}
