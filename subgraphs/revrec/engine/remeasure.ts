import { addDays, type CivilDate } from '#schema/canonical/calendar.ts';
import type { Ratio } from '#schema/canonical/ratio.ts';
import {
  cumulativeOf,
  incrementsOf,
  type Obligation,
  openSegment,
  recognizedToDate,
  type Segment,
} from './contract-state.ts';
import type { MeasurePlan } from './measure.ts';

/** How more or less of a promise is measured in all; its plan has met by the eve what was met of the new whole. */
export interface MeasuredAnew {
  readonly plan: MeasurePlan;
  readonly sspMinor: Ratio;
}

/**
 * The same promise at another price, or measured anew: what is met of it is brought to its part of that on the day.
 * `restMinor` is what of its price is not recognised by the eve; the rest of what it earns follows its progress.
 */
export function remeasure(
  obligation: Obligation,
  { restMinor, on, derivation, anew, takesIn = false }: Remeasure,
): Remeasured {
  const eve = addDays(on, -1);
  const open = openSegment(obligation);
  // A plan of its own begins with the eve, so that all that was earned before it is settled; else the open part is.
  const besidesMinor = takesIn ? incrementsOf(obligation) : 0n;
  const takenInMinor = open.takenInMinor ?? 0n;
  const settledMinor =
    anew === undefined
      ? cumulativeOf(open, eve) + (takesIn ? besidesMinor - takenInMinor : 0n)
      : obligation.segments.reduce((all, one) => all + cumulativeOf(one, eve) - one.settledMinor, besidesMinor);
  const amountMinor = settledMinor + restMinor;
  const takenIn = takesIn && besidesMinor !== 0n ? { takenInMinor: besidesMinor } : {};
  const next: Segment = { ...open, ...anew, ...takenIn, amountMinor, settledMinor, fromOn: on, derivation };
  return {
    obligation: {
      ...obligation,
      allocatedMinor: recognizedToDate(obligation, eve) + restMinor,
      segments: [...obligation.segments.slice(0, -1), { ...open, untilOn: eve }, next],
    },
    amountMinor,
    settledMinor,
    caughtUpMinor: cumulativeOf(next, eve) - settledMinor,
  };
}

interface Remeasure {
  readonly restMinor: bigint;
  readonly on: CivilDate;
  readonly derivation: string;
  readonly anew?: MeasuredAnew | undefined;
  /** Whether what was taken back or caught up beside its segments is measured again, too; left out = it stays beside. */
  readonly takesIn?: boolean;
}

interface Remeasured {
  readonly obligation: Obligation;
  /** What it earns in all by its progress, and what of that it has had before. */
  readonly amountMinor: bigint;
  readonly settledMinor: bigint;
  readonly caughtUpMinor: bigint;
}
