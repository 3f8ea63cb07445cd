import {
  addDays,
  addMonths,
  type CivilDate,
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
export function proratedEndsProgress(plan: ProratedEnds, on: CivilDate): Progress {
  const { term, span } = plan;
  if (on < term.from) return { n: 0n, d: 1n };
  if (on >= term.to) return { n: 1n, d: 1n };
  const weights = monthWeights(plan);
  const index = monthsBetween(term.from, on);
  const before = index === 0 ? ratio(0n) : addRatios(weights.first, times(weights.middle, index - 1));
  const { served } = partOf(monthOf(on), span);
  const passed = length(overlap(served, { fromMs: served.fromMs, toMs: endOfDay(on) }));
  const current = index === 0 ? weights.first : index === weights.months - 1 ? weights.last : weights.middle;
  const done = addRatios(before, ratio(current.n * passed, current.d * length(served)));
  const all = weights.months === 1 ? weights.first : allOf(weights);
  const share = ratio(done.n * all.d, done.d * all.n);
  return { n: share.n, d: share.d };
}

interface ProratedEnds {
  readonly term: Term;
  readonly span: InstantSpan;
  readonly endsBy: EndsBy;
}

/** What the first, the last and each month between them counts. A single month is the first one. */
interface MonthWeights {
  readonly months: number;
  readonly first: Ratio;
  readonly middle: Ratio;
  readonly last: Ratio;
}

function monthWeights({ term, span, endsBy }: ProratedEnds): MonthWeights {
  const months = monthsBetween(term.from, term.to) + 1;
  const [first, last] = [partOf(monthOf(term.from), span), partOf(monthOf(term.to), span)];
  if (endsBy === 'DAYS_OF_MONTH') {
    return {
      months,
      first: shareOf(first.served, first.whole),
      middle: ratio(1n),
      last: shareOf(last.served, last.whole),
    };
  }
  const ends = (months === 1 ? [first] : [first, last]).filter((part) => !isWhole(part));
  const left = ends.reduce((rest, { served }) => subtractRatios(rest, shareOf(served, span)), ratio(1n));
  const wholes = months - ends.length;
  const whole = wholes === 0 ? ratio(0n) : ratio(left.n, left.d * BigInt(wholes));
  const weightOf = (part: MonthPart) => (isWhole(part) ? whole : shareOf(part.served, span));
  return { months, first: weightOf(first), middle: whole, last: weightOf(last) };
}

function allOf({ months, first, middle, last }: MonthWeights): Ratio {
  return addRatios(addRatios(first, last), times(middle, months - 2));
}

interface MonthPart {
  readonly whole: InstantSpan;
  readonly served: InstantSpan;
}

function partOf(month: Term, span: InstantSpan): MonthPart {
  const whole = spanOf(month);
  return { whole, served: overlap(whole, span) };
}

function isWhole({ whole, served }: MonthPart): boolean {
  return length(whole) === length(served);
}

function shareOf(part: InstantSpan, all: InstantSpan): Ratio {
  return ratio(length(part), length(all));
}

function times({ n, d }: Ratio, count: number): Ratio {
  return ratio(n * BigInt(count), d);
}

function length({ fromMs, toMs }: InstantSpan): bigint {
  return toMs - fromMs;
}
