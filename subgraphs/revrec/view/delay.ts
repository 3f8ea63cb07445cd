import { isFixed, type Obligation, openSegment } from '#revrec/engine/contract-state.ts';
import type { MeasurePlan } from '#revrec/engine/measure.ts';
import { awaitedMinor } from '#revrec/engine/target.ts';
import { addDays, type CivilDate, earlierOf, laterOf, monthOf } from '#schema/canonical/calendar.ts';
import type { RevenueDelayCause } from '#schema/generated/revrec.ts';

/** What has to come before the rest of an obligation is earned. */
export interface Wait {
  readonly cause: RevenueDelayCause;
  /** From this day on it waits; it may lie ahead. */
  readonly since: CivilDate;
  /** Up to this day the work that is to be accepted is under way, so that it waits for its EXECUTION; null = never. */
  readonly workUntil: CivilDate | null;
  /** The part of its price that waits; nothing for usage, whose price nobody knows before it is charged. */
  readonly waitingMinor: bigint;
}

/**
 * What an obligation waits for; null when it is met, was given back, or is earned by time alone. Work waits for its
 * delivery; what has to be accepted waits for that once its days are over (IFRS 15.38(e), 15.45). Usage waits for its
 * charge, from the end of the first month that was not charged to its end.
 */
export function waitOf(obligation: Obligation): Wait | null {
  const { plan, untilOn } = openSegment(obligation);
  if (untilOn !== null) return null;
  if (!isFixed(obligation)) return waitForCharge(obligation);
  const cause = obligation.trigger === 'ACCEPTANCE' ? 'ACCEPTANCE' : 'EXECUTION';
  const since = plan.term.from;
  const workUntil = cause === 'ACCEPTANCE' ? obligation.term.to : null;
  return isMetByEvidence(plan) ? null : { cause, since, workUntil, waitingMinor: awaitedMinor(obligation) };
}

/** Whether all of it is met by what is known, or by time. */
function isMetByEvidence(plan: MeasurePlan): boolean {
  if (plan.measure === 'POINT') return plan.satisfiedOn !== null;
  if (plan.measure !== 'MILESTONE') return true;
  const { n, d } = plan.steps.at(-1)?.share ?? { n: 0n, d: 1n };
  return n === d;
}

function waitForCharge({ term, increments }: Obligation): Wait | null {
  const charged = increments.map(({ plan }) => plan.term.to).reduce(laterOf, addDays(term.from, -1));
  if (charged >= term.to) return null;
  const month = monthOf(addDays(charged, 1));
  return { cause: 'BILLING', since: addDays(earlierOf(month.to, term.to), 1), workUntil: null, waitingMinor: 0n };
}

/** What it waits for on a day. */
export function causeOn({ cause, workUntil }: Wait, on: string): RevenueDelayCause {
  return workUntil !== null && on <= workUntil ? 'EXECUTION' : cause;
}

/** In a sentence for a person, with what to do. */
export function reasonOf(cause: RevenueDelayCause, since: CivilDate, product: string): string {
  switch (cause) {
    case 'ACCEPTANCE':
      return `The customer has not accepted all of ${product}, and its days are over: record the milestone once it is.`;
    case 'EXECUTION':
      return `${product} is not wholly done yet: record each part that is, with its evidence.`;
    case 'BILLING':
      return `No use of ${product} is charged for a month that was over before ${since}: bill it.`;
  }
}
