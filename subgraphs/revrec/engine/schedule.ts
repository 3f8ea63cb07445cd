import { type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import type { Progress } from './measure.ts';

/** Revenue to date and the row that brought it there. */
export interface CumulativeRow {
  readonly amountMinor: bigint;
  readonly cumulativeMinor: bigint;
  readonly exact: Ratio;
}

/** Recognised to date: the amount by progress, rounded once. */
export function recognizedAt(amountMinor: bigint, { n, d }: Progress): bigint {
  return roundHalfAway({ n: amountMinor * n, d });
}

/**
 * Rows as differences of rounded cumulative figures: they sum to the amount exactly when the last progress is whole,
 * and a row never depends on a later one.
 */
export function cumulativeRows(amountMinor: bigint, progress: readonly Progress[]): readonly CumulativeRow[] {
  let before = 0n;
  return progress.map((step) => {
    const cumulativeMinor = recognizedAt(amountMinor, step);
    const row = { amountMinor: cumulativeMinor - before, cumulativeMinor, exact: ratio(amountMinor * step.n, step.d) };
    before = cumulativeMinor;
    return row;
  });
}
