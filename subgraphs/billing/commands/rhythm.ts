import type { BillingSubscription, PricedRhythm } from '#billing/port-records.ts';
import {
  addDays,
  addMonths,
  type CivilDate,
  civilDate,
  earlierOf,
  spansIn,
  type Term,
  termDays,
  wholeMonths,
} from '#schema/canonical/calendar.ts';
import { type Ratio, ratio } from '#schema/canonical/ratio.ts';
import type { BillingFrequency } from '#schema/commands/crm.ts';

const MONTHS: ReadonlyMap<BillingFrequency, number> = new Map([
  ['MONTHLY', 1],
  ['QUARTERLY', 3],
  ['SEMI_ANNUAL', 6],
  ['ANNUAL', 12],
]);

/**
 * How a term is billed at this frequency. PREPAID is one interval over the whole term: whole years or months where the
 * term is such, else its days, priced at exactly the years that they are.
 */
export function rhythmOf(frequency: BillingFrequency, term: Term): PricedRhythm {
  const months = MONTHS.get(frequency);
  if (months !== undefined) return monthly(months);
  const whole = wholeMonths(term.from, addDays(term.to, 1));
  if (whole > 0 && addMonths(term.from, whole) === addDays(term.to, 1)) return monthly(whole);
  return { unit: 'DAY', count: termDays(term), years: spansIn(term, 'YEAR') };
}

function monthly(months: number): PricedRhythm {
  const years: Ratio = ratio(BigInt(months), 12n);
  return months % 12 === 0 ? { unit: 'YEAR', count: months / 12, years } : { unit: 'MONTH', count: months, years };
}

/** The rhythm in which a subscription's prices stand; null for one that bills in none. */
export function standingRhythm({ rhythm, startedAt }: BillingSubscription): PricedRhythm | null {
  if (rhythm === null) return null;
  const { unit, count } = rhythm;
  if (unit !== 'DAY') return monthly(unit === 'YEAR' ? count * 12 : count);
  const from = civilDate(startedAt.toISOString().slice(0, 10));
  return { unit, count, years: spansIn({ from, to: addDays(from, count - 1) }, 'YEAR') };
}

/** The longest interval that any vendor bills. */
const INTERVAL_MONTHS_MAX = 36;

export function isTooLong({ unit, count }: PricedRhythm): boolean {
  if (unit === 'DAY') return count > 1095;
  return (unit === 'YEAR' ? count * 12 : count) > INTERVAL_MONTHS_MAX;
}

/**
 * The first day that the first invoice does not bill: the first end of an interval that is still to come, but never
 * past the term. Intervals count from the term's first day.
 */
export function anchorOf(term: Term, { unit, count }: PricedRhythm, today: string): CivilDate {
  const end = addDays(term.to, 1);
  if (unit === 'DAY') return end;
  const months = unit === 'YEAR' ? count * 12 : count;
  let intervals = 1;
  while (addMonths(term.from, months * intervals) <= today) intervals += 1;
  return earlierOf(addMonths(term.from, months * intervals), end);
}
