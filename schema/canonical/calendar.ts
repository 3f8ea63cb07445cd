import { type Ratio, ratio } from './ratio.ts';

/** A day without a zone, `YYYY-MM-DD`, years 0001 to 9999. Two of them compare as text. */
export type CivilDate = string & { readonly civilDate: unique symbol };

/** Days that a promise covers: inclusive at both ends, `from` not after `to`. */
export interface Term {
  readonly from: CivilDate;
  readonly to: CivilDate;
}

/** One entry of a gapless ordered calendar; inclusive at both ends. A month has the key `2026-08`. */
export interface CalendarPeriod extends Term {
  readonly key: string;
}

/** What a price is stated for: the whole term, or each month or year of it. */
export type PriceSpan = 'TERM' | 'MONTH' | 'YEAR';

const DAYS_IN_400_YEARS = 146_097;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TWO_DIGITS = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));
/** Every month has this day, so that a step up to it needs no calendar. */
const IN_EVERY_MONTH = 28;

/** Reads `YYYY-MM-DD`; `null` when the text is none or the day does not exist, such as 2026-02-29. */
export function parseCivilDate(text: string): CivilDate | null {
  if (!DATE.test(text)) return null;
  const date = text as CivilDate;
  const [year, month, day] = [yearOf(date), monthNumberOf(date), dayOf(date)];
  const exists = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return exists ? date : null;
}

/** For dates that are known to be right, such as constants. Anything else is a bug of the caller, so it throws. */
export function civilDate(text: string): CivilDate {
  const date = parseCivilDate(text);
  if (date === null) throw new Error(`Not a civil date: ${text}`);
  return date;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

export function isBefore(a: CivilDate, b: CivilDate): boolean {
  return a < b;
}

export function earlierOf(a: CivilDate, b: CivilDate): CivilDate {
  return a < b ? a : b;
}

export function laterOf(a: CivilDate, b: CivilDate): CivilDate {
  return a > b ? a : b;
}

/** How many days `to` lies after `from`; negative when it lies before. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return dayNumber(to) - dayNumber(from);
}

export function addDays(date: CivilDate, days: number): CivilDate {
  const day = dayOf(date) + days;
  return day >= 1 && day <= IN_EVERY_MONTH
    ? (`${date.slice(0, 8)}${TWO_DIGITS[day]}` as CivilDate)
    : fromDayNumber(dayNumber(date) + days);
}

/** The same day of another month; a day that month lacks becomes its last one (31 January + 1 = 28 February). */
export function addMonths(date: CivilDate, months: number): CivilDate {
  const month = monthAt(monthCount(date) + months);
  const last = dayOf(month.to);
  return dayOf(date) < last ? (`${month.key}-${date.slice(8)}` as CivilDate) : month.to;
}

/** Both ends count, so one day is 1. */
export function termDays({ from, to }: Term): number {
  return daysBetween(from, to) + 1;
}

/** Reads a span of inclusive days; `null` when a date is none or the end lies before the start. */
export function parseTerm(from: string, to: string): Term | null {
  const [first, last] = [parseCivilDate(from), parseCivilDate(to)];
  return first === null || last === null || last < first ? null : { from: first, to: last };
}

/** `2026-08`. */
export function monthKey(date: CivilDate): string {
  return date.slice(0, 7);
}

export function monthOf(date: CivilDate): CalendarPeriod {
  return monthAt(monthCount(date));
}

/** Every month that `from` to `to` touches, whole, in order and without a gap. */
export function monthlyCalendar(from: CivilDate, to: CivilDate): readonly CalendarPeriod[] {
  const months: CalendarPeriod[] = [];
  for (let count = monthCount(from); monthAt(count).from <= to; count += 1) months.push(monthAt(count));
  return months;
}

/** Months that were asked for; a calendar of years up to 9999 has no more than 120,000. */
const MONTHS = new Map<number, CalendarPeriod>();

/** The month so many months after January of the year 0. */
function monthAt(count: number): CalendarPeriod {
  const known = MONTHS.get(count);
  if (known !== undefined) return known;
  const [year, month] = [Math.floor(count / 12), (count % 12) + 1];
  const [from, to] = [compose(year, month, 1), compose(year, month, daysInMonth(year, month))];
  const made = { key: monthKey(from), from, to };
  MONTHS.set(count, made);
  return made;
}

/** Whether the entries follow one another day by day, each with a key of its own. */
export function isGapless(calendar: readonly CalendarPeriod[]): boolean {
  const keys = new Set(calendar.map(({ key }) => key));
  return (
    keys.size === calendar.length &&
    calendar.every((period, index) => {
      const previous = calendar[index - 1];
      return period.from <= period.to && (previous === undefined || addDays(previous.to, 1) === period.from);
    })
  );
}

/** How many calendar months `to` lies after `from`, whatever the days. */
export function monthsBetween(from: CivilDate, to: CivilDate): number {
  return monthCount(to) - monthCount(from);
}

/** How many months after `from` have come round by `to`, which is not before it. */
export function wholeMonths(from: CivilDate, to: CivilDate): number {
  const months = monthsBetween(from, to);
  return addMonths(from, months) > to ? months - 1 : months;
}

/**
 * How many months or years a term is, exactly: whole anniversaries of its first day, then the days left over the
 * days of the anniversary span they fall in. A year from 2026-08-16 has 365 days, so 138 of them are 138/365.
 */
export function spansIn(term: Term, span: PriceSpan): Ratio {
  if (span === 'TERM') return ratio(1n);
  const months = span === 'YEAR' ? 12 : 1;
  const end = addDays(term.to, 1);
  const whole = Math.floor(wholeMonths(term.from, end) / months);
  const start = addMonths(term.from, whole * months);
  const length = daysBetween(start, addMonths(term.from, (whole + 1) * months));
  return ratio(BigInt(whole) * BigInt(length) + BigInt(daysBetween(start, end)), BigInt(length));
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function yearOf(date: CivilDate): number {
  return digitsAt(date, 0) * 100 + digitsAt(date, 2);
}

/** 1 to 12. */
function monthNumberOf(date: CivilDate): number {
  return digitsAt(date, 5);
}

function dayOf(date: CivilDate): number {
  return digitsAt(date, 8);
}

/** Months since January of the year 0. */
function monthCount(date: CivilDate): number {
  return yearOf(date) * 12 + monthNumberOf(date) - 1;
}

const ZERO = '0'.charCodeAt(0);

/** Two digits from a place on, without making a text of them: schedules ask for days more than for all else. */
function digitsAt(date: CivilDate, place: number): number {
  return (date.charCodeAt(place) - ZERO) * 10 + date.charCodeAt(place + 1) - ZERO;
}

function compose(year: number, month: number, day: number): CivilDate {
  if (year < 1 || year > 9999) throw new Error(`The year ${year} is outside the calendar`);
  const [century, ofCentury] = [TWO_DIGITS[Math.floor(year / 100)], TWO_DIGITS[year % 100]];
  return `${century}${ofCentury}-${TWO_DIGITS[month]}-${TWO_DIGITS[day]}` as CivilDate;
}

/** Days since 0000-03-01. Years that begin in March put the leap day last, so months need no table. */
export function dayNumber(date: CivilDate): number {
  const month = monthNumberOf(date);
  const marchYear = month > 2 ? yearOf(date) : yearOf(date) - 1;
  const marchMonth = month > 2 ? month - 3 : month + 9;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + Math.floor((153 * marchMonth + 2) / 5) + dayOf(date) - 1;
}

function fromDayNumber(days: number): CivilDate {
  const cycle = Math.floor(days / DAYS_IN_400_YEARS);
  const inCycle = days - cycle * DAYS_IN_400_YEARS;
  const yearInCycle = Math.floor(
    (inCycle - Math.floor(inCycle / 1460) + Math.floor(inCycle / 36_524) - Math.floor(inCycle / 146_096)) / 365,
  );
  const leapDays = Math.floor(yearInCycle / 4) - Math.floor(yearInCycle / 100);
  const inYear = inCycle - yearInCycle * 365 - leapDays;
  const marchMonth = Math.floor((5 * inYear + 2) / 153);
  const day = inYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return compose(cycle * 400 + yearInCycle + (month <= 2 ? 1 : 0), month, day);
}
