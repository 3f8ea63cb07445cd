import type { RevenueEvent } from '#revrec/engine/events.ts';
import { type MeasurePlan, planMeasure, progressAt } from '#revrec/engine/measure.ts';
import type { SspEntry } from '#revrec/engine/ssp.ts';
import { addDays, type CivilDate, civilDate } from '#schema/canonical/calendar.ts';
import { formatRatio, ratio } from '#schema/canonical/ratio.ts';
import { numberOf } from './amounts.ts';
import type { Promised } from './contract-steps-shapes.ts';

/** Every step has a day of its own. */
export const FIRST_DAY = civilDate('2000-01-01');
export const CONTRACT = 'K';

export function dayOf(step: number): CivilDate {
  return addDays(FIRST_DAY, step);
}

export function amendmentOf(step: number): string {
  return `step-${step}`;
}

/** What is promised under a key of the example: the engine's key, its size now, and how much of it is transferred. */
export interface Tracked {
  readonly obligation: string;
  readonly total: string;
  readonly done: string;
  readonly ssp: SspEntry;
  /** How it is earned by its days alone, as long as no transfer says how far it is. */
  readonly days: DaysPlan | null;
}

/** The days of a promise and the size that they are of: more of it later has other days. */
interface DaysPlan {
  readonly plan: MeasurePlan;
  readonly total: string;
}

/** How a promise with a service period is earned by its days. */
export function daysPlanOf({ service, measure, total }: Promised): DaysPlan | null {
  if (service === undefined) return null;
  const plan = planMeasure(measure, service, { satisfiedOn: null, steps: [] });
  const isByDays = plan.ok && plan.value.measure !== 'MILESTONE' && plan.value.measure !== 'POINT';
  return isByDays ? { plan: plan.value, total } : null;
}

/** What its days had earned of a promise on the eve of a day. */
export function servedBefore(known: Tracked, on: CivilDate): Tracked {
  if (known.days === null) return known;
  const { plan, total } = known.days;
  const { n, d } = progressAt(plan, addDays(on, -1));
  const whole = numberOf(total);
  return { ...known, done: formatRatio(ratio(whole.n * n, whole.d * d)) };
}

/** Evidence of so many units, or so much cost, to date. */
export function transferEvent({ obligation, done, total }: Tracked, on: CivilDate, id: string): RevenueEvent {
  const payload = { obligation, doneToDate: done, total, evidence: 'published' };
  return { ...stampOn(on, id), kind: 'PROGRESS_MEASURED', payload };
}

/** What every event has beside its kind and payload. */
export function stampOn(effectiveAt: CivilDate, id: string) {
  return {
    id,
    entity: 'published',
    contractKey: CONTRACT,
    effectiveAt,
    recordedAt: `${effectiveAt}T00:00:00.000Z`,
    supersededAt: null,
    supersedes: null,
    source: { system: 'published', objectType: 'step', objectId: id, objectVersion: '1', payloadHash: id },
  };
}
