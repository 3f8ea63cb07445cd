import {
  addDays,
  addMonths,
  type CivilDate,
  monthlyCalendar,
  monthOf,
  monthsBetween,
  type Term,
  wholeMonths,
} from '#schema/canonical/calendar.ts';
import { addRatios, type Ratio, ratio, subtractRatios } from '#schema/canonical/ratio.ts';
import { endOfDay, type InstantSpan, overlap, spanOf } from './instant.ts';
import type { Progress } from './measure.ts';

/**
 * What a month that the term only touches counts, beside whole ones that count one each. `ALL_WHOLE`: one.
 * `LAST_CUT`: the first counts one and the last nothing. `FIRST_FULL`: the same, by its other name. `HALF`: each end one
 * half. `CUT_15`: the first counts when it starts by the 15th, the last when it ends on the 15th or later.
 */
export type PartialMonths = 'ALL_WHOLE' | 'LAST_CUT' | 'FIRST_FULL' | 'HALF' | 'CUT_15';

/** Where the share of a first or last month comes from: its days of all days of that month, or its time of the term. */
export type EndsBy = 'DAYS_OF_MONTH' | 'TIME_OF_TERM';

/** A month counts when its last day, or that of the term, is over: half a month has earned nothing yet. */
export function monthlyProgress(term: Term, partial: PartialMonths, on: CivilDate): Progress {
  const halves = halvesOf(term, partial, monthsBetween(term.from, term.to) + 1);
  const d = sum(halves);
  if (on < term.from) return lowest(0n, d);
  if (on >= term.to) return lowest(d, d);
  return lowest(sum(halves.slice(0, monthsBetween(term.from, addDays(on, 1)))), d);
}

/** Half months that each touched month counts; never nothing altogether. */
function halvesOf({ from, to }: Term, partial: PartialMonths, months: number): readonly bigint[] {
  const startsWhole = from === monthOf(from).from;
  const endsWhole = to === monthOf(to).to;
  if (months === 1) return [2n];
  const first = startsWhole ? 2n : firstHalves(partial, Number(from.slice(8)));
  const last = endsWhole ? 2n : lastHalves(partial, Number(to.slice(8)));
  if (months === 2 && first + last === 0n) return [2n, 0n];
  return [first, ...Array.from({ length: months - 2 }, () => 2n), last];
}

function firstHalves(partial: PartialMonths, day: number): bigint {
  if (partial === 'HALF') return 1n;
  return partial === 'CUT_15' && day > 15 ? 0n : 2n;
}

function lastHalves(partial: PartialMonths, day: number): bigint {
  if (partial === 'HALF') return 1n;
  if (partial === 'CUT_15') return day < 15 ? 0n : 2n;
  return partial === 'ALL_WHOLE' ? 2n : 0n;
}

function sum(halves: readonly bigint[]): bigint {
  return halves.reduce((all, one) => all + one, 0n);
}

/** Whole months stay counted one by one: `3/5`, not `6/10`. */
function lowest(n: bigint, d: bigint): Progress {
  return n % 2n === 0n && d % 2n === 0n ? { n: n / 2n, d: d / 2n } : { n, d };
}

/** A service month counts when the day before its next anniversary, or the last of the term, is over. */
export function anniversaryProgress(term: Term, on: CivilDate): Progress {
  const d = BigInt(wholeMonths(term.from, term.to) + 1);
  if (on < term.from) return { n: 0n, d };
  return { n: on >= term.to ? d : BigInt(wholeMonths(term.from, addDays(on, 1))), d };
}

/** As many equal periods as the term has service months, each counted when the calendar month it begins in is over. */
export function evenPeriodProgress(term: Term, on: CivilDate): Progress {
  const periods = wholeMonths(term.from, term.to) + 1;
  const d = BigInt(periods);
  if (on < term.from) return { n: 0n, d };
  if (on >= term.to) return { n: d, d };
  return { n: BigInt(Math.min(monthsBetween(term.from, addDays(on, 1)), periods)), d };
}

/** The service months of a term, each with its days. */
export function serviceMonths(term: Term): readonly Term[] {
  const count = wholeMonths(term.from, term.to) + 1;
  return Array.from({ length: count }, (_, index) => {
    const end = addDays(addMonths(term.from, index + 1), -1);
    return { from: addMonths(term.from, index), to: index === count - 1 || end > term.to ? term.to : end };
  });
}

/** Whole months share equally what the first and last one leave; inside a month, progress goes by its time. */
export function proratedEndsProgress(
  { term, span, endsBy }: { readonly term: Term; readonly span: InstantSpan; readonly endsBy: EndsBy },
  on: CivilDate,
): Progress {
  const parts = monthlyCalendar(term.from, term.to).map((month) => ({
    whole: spanOf(month),
    served: overlap(spanOf(month), span),
  }));
  const weights =
    endsBy === 'DAYS_OF_MONTH'
      ? parts.map(({ whole, served }) => ratio(length(served), length(whole)))
      : timeShares(parts, span);
  const until = endOfDay(on);
  const done = parts.reduce((all, { served }, index) => {
    const passed = length(overlap(served, { fromMs: served.fromMs, toMs: until }));
    const weight = weights[index] ?? ratio(0n);
    return passed <= 0n ? all : addRatios(all, ratio(weight.n * passed, weight.d * length(served)));
  }, ratio(0n));
  const all = weights.reduce(addRatios, ratio(0n));
  const share = ratio(done.n * all.d, done.d * all.n);
  return { n: share.n, d: share.d };
}

interface MonthPart {
  readonly whole: InstantSpan;
  readonly served: InstantSpan;
}

function timeShares(parts: readonly MonthPart[], span: InstantSpan): readonly Ratio[] {
  const isWhole = ({ whole, served }: MonthPart) => length(whole) === length(served);
  const ends = parts.filter((part) => !isWhole(part)).map(({ served }) => ratio(length(served), length(span)));
  const left = subtractRatios(ratio(1n), ends.reduce(addRatios, ratio(0n)));
  const wholes = BigInt(parts.length - ends.length);
  return parts.map((part) =>
    isWhole(part) ? ratio(left.n, left.d * wholes) : ratio(length(part.served), length(span)),
  );
}

function length({ fromMs, toMs }: InstantSpan): bigint {
  return toMs - fromMs;
}
