import { addDays, type CivilDate, earlierOf, laterOf, type Term } from '#schema/canonical/calendar.ts';
import { type Ratio, ratio, subtractRatios } from '#schema/canonical/ratio.ts';
import type { RevenueMeasure } from '#schema/canonical/revenue.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { type CurveSpan, clipped, curveProgress } from './curve-measure.ts';
import { dailyProgress, elapsedProgress, thirtyDayProgress } from './day-measure.ts';
import type { EngineError } from './engine-error.ts';
import { type InstantSpan, overlap, spanOf } from './instant.ts';
import { lastStepBy } from './last-step.ts';
import {
  anniversaryProgress,
  type EndsBy,
  evenPeriodProgress,
  monthlyProgress,
  type PartialMonths,
  proratedEndsProgress,
} from './month-measure.ts';
import { invalid } from './payload.ts';

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
  /** What its days count, where it is measured by a curve. */
  readonly curve?: readonly CurveSpan[];
}

/** Everything a measure needs to know; its progress is a function of the day alone. */
export type MeasurePlan =
  | { readonly measure: 'DAILY' | 'DAILY_30_360'; readonly term: Term }
  /** Time to the millisecond; `term` is the days that the span touches. */
  | { readonly measure: 'MILLISECOND'; readonly term: Term; readonly span: InstantSpan }
  /** Calendar months that the term touches. */
  | { readonly measure: 'MONTHLY_EVEN'; readonly term: Term; readonly partialMonths: PartialMonths }
  /** Whole calendar months alike, the first and the last one by their part; `term` is the days that the span touches. */
  | {
      readonly measure: 'MONTHLY_PRORATED_ENDS';
      readonly term: Term;
      readonly span: InstantSpan;
      readonly endsBy: EndsBy;
    }
  /** Anniversary months of the term's first day. */
  | { readonly measure: 'EVEN_PERIODS' | 'SERVICE_MONTHS'; readonly term: Term }
  /** Days that count by the weight of their span; the last span ends with the term. */
  | { readonly measure: 'CUSTOM_CURVE'; readonly term: Term; readonly spans: readonly CurveSpan[] }
  /** Steps of evidence in order of time; the last one that has come counts. */
  | { readonly measure: 'MILESTONE'; readonly term: Term; readonly steps: readonly EvidenceStep[] }
  /** One step; `satisfiedOn` is `null` as long as the trigger has not come. */
  | { readonly measure: 'POINT'; readonly term: Term; readonly satisfiedOn: CivilDate | null };

/** The plan for a term; a curve has to be given by its weights. */
export function planMeasure(
  measure: RevenueMeasure,
  term: Term,
  { satisfiedOn, steps, curve = [] }: Fulfilment,
): Result<MeasurePlan, EngineError> {
  switch (measure) {
    // Nothing is allocated to what is earned as charged: the days only say how long it is promised.
    case 'USAGE_AS_INCURRED':
    case 'RIGHT_TO_INVOICE':
    // A term is whole days: counted from its first to its last instant they come to the same.
    case 'DAILY_INSTANT':
    case 'MILLISECOND':
      return ok({ measure: 'DAILY', term });
    // Units and costs are told as the share that is met by a day, as the weight of a milestone is.
    case 'UNITS':
    case 'COST_TO_COST':
    case 'MILESTONE':
      return ok({ measure: 'MILESTONE', term, steps });
    case 'MONTHLY_PRORATED_ENDS':
      return ok({ measure, term, span: spanOf(term), endsBy: 'DAYS_OF_MONTH' });
    case 'DAILY':
    case 'DAILY_30_360':
    case 'EVEN_PERIODS':
    case 'SERVICE_MONTHS':
      return ok({ measure, term });
    case 'MONTHLY_EVEN':
      return ok({ measure, term, partialMonths: 'ALL_WHOLE' });
    case 'POINT':
      return ok({ measure, term, satisfiedOn });
    case 'CUSTOM_CURVE':
      return curve.length === 0 ? invalid(measure, 'its curve is missing') : ok({ measure, term, spans: curve });
  }
}

const NOTHING: Progress = { n: 0n, d: 1n };

/** Progress at the end of a day. */
export function progressAt(plan: MeasurePlan, on: CivilDate): Progress {
  switch (plan.measure) {
    case 'DAILY':
      return dailyProgress(plan.term, on);
    case 'DAILY_30_360':
      return thirtyDayProgress(plan.term, on);
    case 'MILLISECOND':
      return elapsedProgress(plan.span, on);
    case 'MONTHLY_EVEN':
      return monthlyProgress(plan.term, plan.partialMonths, on);
    case 'MONTHLY_PRORATED_ENDS':
      return proratedEndsProgress(plan, on);
    case 'EVEN_PERIODS':
      return evenPeriodProgress(plan.term, on);
    case 'SERVICE_MONTHS':
      return anniversaryProgress(plan.term, on);
    case 'CUSTOM_CURVE':
      return curveProgress(plan, on);
    case 'MILESTONE':
      return lastStepBy(plan.steps, on)?.share ?? NOTHING;
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
  if (plan.measure !== 'MILESTONE') return { plan: overDays(plan, rest), share };
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

/** The plan over fewer days; what is left of its span or curve is what lies in them. */
function overDays(plan: MeasurePlan, term: Term): MeasurePlan {
  if (plan.measure === 'CUSTOM_CURVE') return { ...plan, term, spans: clipped(plan.spans, plan.term.from, term) };
  return 'span' in plan ? { ...plan, term, span: overlap(plan.span, spanOf(term)) } : { ...plan, term };
}
