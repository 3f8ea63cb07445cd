import {
  addMonths,
  type CivilDate,
  daysBetween,
  earlierOf,
  monthlyCalendar,
  type Term,
  termDays,
} from '#schema/canonical/calendar.ts';
import type { RevenueMeasure } from '#schema/canonical/revenue.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';

/** How far a promise is met: `n` of `d`, never falling with time, `n = d` at the end. */
export interface Progress {
  readonly n: bigint;
  readonly d: bigint;
}

/** Everything a measure needs to know; its progress is a function of the day alone. */
export type MeasurePlan =
  | { readonly measure: 'DAILY'; readonly term: Term }
  /** Calendar months of the term: all that it touches count one, or the last one is dropped. */
  | { readonly measure: 'MONTHLY_EVEN'; readonly term: Term; readonly partialMonths: 'ALL_WHOLE' | 'LAST_CUT' }
  /** Anniversary months of the term's first day. */
  | { readonly measure: 'EVEN_PERIODS' | 'SERVICE_MONTHS'; readonly term: Term }
  /** One step; `satisfiedOn` is `null` as long as the trigger has not come. */
  | { readonly measure: 'POINT'; readonly term: Term; readonly satisfiedOn: CivilDate | null };

/** The plan for a term, or which measure is not computed. */
export function planMeasure(
  measure: RevenueMeasure,
  term: Term,
  satisfiedOn: CivilDate | null,
): Result<MeasurePlan, EngineError> {
  switch (measure) {
    case 'DAILY':
    case 'EVEN_PERIODS':
    case 'SERVICE_MONTHS':
      return ok({ measure, term });
    case 'MONTHLY_EVEN':
      return ok({ measure, term, partialMonths: 'ALL_WHOLE' });
    case 'POINT':
      return ok({ measure, term, satisfiedOn });
    default:
      return fail({ kind: 'HELD', subject: measure, detail: 'this measure is not computed yet' });
  }
}

/** Progress at the end of a day. */
export function progressAt(plan: MeasurePlan, on: CivilDate): Progress {
  switch (plan.measure) {
    case 'DAILY':
      return dailyProgress(plan.term, on);
    case 'MONTHLY_EVEN':
      return monthlyProgress(plan.term, plan.partialMonths, on);
    case 'EVEN_PERIODS':
    case 'SERVICE_MONTHS':
      return anniversaryProgress(plan.term, on);
    case 'POINT':
      return { n: plan.satisfiedOn !== null && plan.satisfiedOn <= on ? 1n : 0n, d: 1n };
  }
}

/** Days served over days of the term, first and last day included. */
function dailyProgress(term: Term, on: CivilDate): Progress {
  const served = on < term.from ? 0 : daysBetween(term.from, earlierOf(on, term.to)) + 1;
  return { n: BigInt(served), d: BigInt(termDays(term)) };
}

/** A month counts when its last day, or that of the term, is over: half a month has earned nothing yet. */
function monthlyProgress(term: Term, partial: 'ALL_WHOLE' | 'LAST_CUT', on: CivilDate): Progress {
  const touched = monthlyCalendar(term.from, term.to);
  const last = touched.at(-1);
  const cut = partial === 'LAST_CUT' && last !== undefined && touched.length > 1 && term.to < last.to;
  const counted = cut ? touched.slice(0, -1) : touched;
  const over = counted.filter(({ to }) => earlierOf(to, term.to) <= on);
  return { n: BigInt(over.length), d: BigInt(counted.length) };
}

function anniversaryProgress(term: Term, on: CivilDate): Progress {
  let [periods, over] = [0, 0];
  for (let start = term.from; start <= term.to; start = addMonths(term.from, periods)) {
    periods += 1;
    const next = addMonths(term.from, periods);
    if (daysBetween(on, next) <= 1 || (next > term.to && on >= term.to)) over += 1;
  }
  return { n: BigInt(over), d: BigInt(periods) };
}
