import type { CivilDate } from '#schema/canonical/calendar.ts';

/** The last of some steps in order of time that has come by a day, found by halving: there may be many hundred. */
export function lastStepBy<Step extends { readonly on: CivilDate }>(
  steps: readonly Step[],
  on: CivilDate,
): Step | undefined {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const step = steps[middle];
    if (step !== undefined && step.on <= on) low = middle + 1;
    else high = middle;
  }
  return steps[low - 1];
}
