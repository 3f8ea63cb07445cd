import { type CivilDate, daysBetween, earlierOf, monthOf, type Term, termDays } from '#schema/canonical/calendar.ts';
import { endOfDay, type InstantSpan } from './instant.ts';
import type { Progress } from './measure.ts';

/** Days served over days of the term, first and last day included. */
export function dailyProgress(term: Term, on: CivilDate): Progress {
  const served = on < term.from ? 0 : daysBetween(term.from, earlierOf(on, term.to)) + 1;
  return { n: BigInt(served), d: BigInt(termDays(term)) };
}

/**
 * Every month has 30 days: a start on the 31st or on the last of February is one on the 30th, and the last day of a
 * month is its 30th.
 */
export function thirtyDayProgress({ from, to }: Term, on: CivilDate): Progress {
  const first = thirtyDayNumber(from);
  const served = on < from ? 0 : thirtyDayNumber(earlierOf(on, to)) - first + 1;
  return { n: BigInt(served), d: BigInt(thirtyDayNumber(to) - first + 1) };
}

function thirtyDayNumber(date: CivilDate): number {
  const [year, month, day] = [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8))];
  return year * 360 + (month - 1) * 30 + (date === monthOf(date).to ? 30 : day);
}

/** Time passed by the end of a day over all time of the span. */
export function elapsedProgress({ fromMs, toMs }: InstantSpan, on: CivilDate): Progress {
  const until = endOfDay(on);
  const d = toMs - fromMs;
  if (until <= fromMs) return { n: 0n, d };
  return { n: until >= toMs ? d : until - fromMs, d };
}
