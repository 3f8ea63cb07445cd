import {
  addDays,
  type CivilDate,
  daysBetween,
  earlierOf,
  laterOf,
  monthOf,
  monthsBetween,
  type Term,
  termDays,
  wholeMonths,
} from '#schema/canonical/calendar.ts';
import { type Ratio, ratio, subtractRatios } from '#schema/canonical/ratio.ts';
import type { RevenueMeasure } from '#schema/canonical/revenue.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';

/** How far a promise is met: `n` of `d`, never falling with time, `n = d` at the end. */
export interface Progress {
  readonly n: bigint;
  readonly d: bigint;
}

/** That a promise was met to a share of 0 to 1 by the end of a day. */
export interface EvidenceStep {
  readonly on: CivilDate;
  readonly share: Ratio;
}

/** What is known of how a promise is met, beside its days. */
export interface Fulfilment {
  /** When a single step was made; `null` as long as its trigger has not come. */
  readonly satisfiedOn: CivilDate | null;
  readonly steps: readonly EvidenceStep[];
}

/** Everything a measure needs to know; its progress is a function of the day alone. */
export type MeasurePlan =
  | { readonly measure: 'DAILY'; readonly term: Term }
  /** Calendar months of the term: all that it touches count one, or the last one is dropped. */
  | { readonly measure: 'MONTHLY_EVEN'; readonly term: Term; readonly partialMonths: 'ALL_WHOLE' | 'LAST_CUT' }
  /** Anniversary months of the term's first day. */
  | { readonly measure: 'EVEN_PERIODS' | 'SERVICE_MONTHS'; readonly term: Term }
  /** Steps of evidence in order of time; the last one that has come counts. */
  | { readonly measure: 'MILESTONE'; readonly term: Term; readonly steps: readonly EvidenceStep[] }
  /** One step; `satisfiedOn` is `null` as long as the trigger has not come. */
  | { readonly measure: 'POINT'; readonly term: Term; readonly satisfiedOn: CivilDate | null };

/** The plan for a term, or which measure is not computed. */
export function planMeasure(
  measure: RevenueMeasure,
  term: Term,
  { satisfiedOn, steps }: Fulfilment,
): Result<MeasurePlan, EngineError> {
  switch (measure) {
    // Nothing is allocated to usage: the days only say how long it is promised.
    case 'USAGE_AS_INCURRED':
      return ok({ measure: 'DAILY', term });
    case 'MILESTONE':
      return ok({ measure, term, steps });
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
    case 'MILESTONE': {
      const share = plan.steps.findLast((step) => step.on <= on)?.share ?? ratio(0n);
      return { n: share.n, d: share.d };
    }
    case 'POINT':
      return { n: plan.satisfiedOn !== null && plan.satisfiedOn <= on ? 1n : 0n, d: 1n };
  }
}

/**
 * The plan for what is left after a day, and how much of the whole that is. From `cutOn` the rest goes on by itself: its
 * progress starts at nothing. `endsOn` cuts its last days off.
 */
export function remainingPlan(
  plan: MeasurePlan,
  cutOn: CivilDate,
  endsOn: CivilDate | null,
): { readonly plan: MeasurePlan; readonly share: Ratio } {
  const { term } = plan;
  const to = endsOn === null ? term.to : earlierOf(endsOn, term.to);
  const [done, end] = [progressAt(plan, cutOn), to === term.to ? ratio(1n) : asShare(progressAt(plan, to))];
  const before = asShare(done);
  const share = subtractRatios(end, before);
  const rest = { from: laterOf(term.from, addDays(cutOn, 1)), to };
  if (plan.measure !== 'MILESTONE') return { plan: { ...plan, term: rest }, share };
  const left = subtractRatios(ratio(1n), before);
  const steps = plan.steps
    .filter(({ on }) => on > cutOn && left.n > 0n)
    .map(({ on, share: whole }) => {
      const gained = subtractRatios(whole, before);
      return { on, share: ratio(gained.n * left.d, gained.d * left.n) };
    });
  return { plan: { ...plan, term: rest, steps }, share };
}

function asShare({ n, d }: Progress): Ratio {
  return ratio(n, d);
}

/** Days served over days of the term, first and last day included. */
function dailyProgress(term: Term, on: CivilDate): Progress {
  const served = on < term.from ? 0 : daysBetween(term.from, earlierOf(on, term.to)) + 1;
  return { n: BigInt(served), d: BigInt(termDays(term)) };
}

/** A month counts when its last day, or that of the term, is over: half a month has earned nothing yet. */
function monthlyProgress(term: Term, partial: 'ALL_WHOLE' | 'LAST_CUT', on: CivilDate): Progress {
  const touched = monthsBetween(term.from, term.to) + 1;
  const cut = partial === 'LAST_CUT' && touched > 1 && term.to < monthOf(term.to).to;
  const counted = cut ? touched - 1 : touched;
  if (on < term.from) return { n: 0n, d: BigInt(counted) };
  const over = on >= term.to ? touched : monthsBetween(term.from, addDays(on, 1));
  return { n: BigInt(Math.min(over, counted)), d: BigInt(counted) };
}

/** A period counts when the day before the next one's first, or the last of the term, is over. */
function anniversaryProgress(term: Term, on: CivilDate): Progress {
  const periods = wholeMonths(term.from, term.to) + 1;
  if (on < term.from) return { n: 0n, d: BigInt(periods) };
  const over = on >= term.to ? periods : wholeMonths(term.from, addDays(on, 1));
  return { n: BigInt(over), d: BigInt(periods) };
}
