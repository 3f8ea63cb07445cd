import { type CivilDate, earlierOf } from '#schema/canonical/calendar.ts';
import {
  addRatios,
  multiplyRatios,
  type Ratio,
  ratio,
  roundHalfAway,
  subtractRatios,
} from '#schema/canonical/ratio.ts';
import { type MeasurePlan, progressAt } from '../measure.ts';

/** One line in functional minor units, net of tax. Each is an obligation of its own. */
export interface BookedLine {
  readonly amountMinor: bigint;
  readonly plan: MeasurePlan;
  /** The part that was earned before an invoice had it, against unbilled receivables. */
  readonly accruedMinor: bigint;
}

/** A part of a line that was given back. `on` is the last day that was measured with it. */
export interface LineCredit {
  readonly on: CivilDate;
  readonly minor: bigint;
}

/** Revenue to date with no contra taken off, rounded once. */
export function earnedOn(line: BookedLine, credits: readonly LineCredit[], on: CivilDate): bigint {
  return roundHalfAway(exactlyEarnedOn(line, credits, on));
}

/**
 * The same before it is rounded. With progress p and a credit c taken at progress q it is A p - c (p - q): what was earned
 * by then stays, what follows is scaled down.
 */
export function exactlyEarnedOn(
  { amountMinor, plan }: BookedLine,
  credits: readonly LineCredit[],
  on: CivilDate,
): Ratio {
  const progress = shareOn(plan, on);
  const whole = multiplyRatios(ratio(amountMinor), progress);
  const taken = credits.reduce(
    (sum, credit) =>
      addRatios(sum, multiplyRatios(ratio(credit.minor), subtractRatios(progress, shareOn(plan, credit.on)))),
    ratio(0n),
  );
  return subtractRatios(whole, taken);
}

/** The part of the credits that had been earned: c q each, rounded once over all of them. */
export function takenBack(line: BookedLine, credits: readonly LineCredit[]): bigint {
  return roundHalfAway(exactlyTakenBack(line, credits));
}

/** The same before it is rounded. */
export function exactlyTakenBack({ plan }: BookedLine, credits: readonly LineCredit[]): Ratio {
  return credits.reduce(
    (sum, { on, minor }) => addRatios(sum, multiplyRatios(ratio(minor), shareOn(plan, on))),
    ratio(0n),
  );
}

/** The last day on which a line earns anything. */
export function lastDayOf({ plan }: BookedLine): CivilDate {
  return plan.measure === 'POINT' && plan.satisfiedOn !== null ? plan.satisfiedOn : plan.term.to;
}

/** `on`, or the last day that counts when a line was ended before. */
export function countedOn(on: CivilDate, endedOn: CivilDate | null): CivilDate {
  return endedOn === null ? on : earlierOf(on, endedOn);
}

export function shareOn(plan: MeasurePlan, on: CivilDate): Ratio {
  const { n, d } = progressAt(plan, on);
  return ratio(n, d);
}
