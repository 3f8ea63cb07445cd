import { median } from '../support/figures.ts';
import type { Round } from './rounds.ts';

/**
 * What a row lacks beside another, in CPU ms a request and as a share of the other's: round by round, since neighbours
 * change from round to round more than within one, and of that the medians.
 */
export function costOf(
  rounds: readonly Round[],
  whole: string,
  lacking: string,
): { readonly cpuMs: number; readonly share: number } {
  const of = (label: string) =>
    rounds.filter((round) => round.label === label).map(({ cpuMsPerRequest }) => cpuMsPerRequest);
  const without = of(lacking);
  const pairs = of(whole).map((cpuMs, index) => ({ cpuMs, less: cpuMs - (without[index] ?? Number.NaN) }));
  return {
    cpuMs: median(pairs.map(({ less }) => less)),
    share: median(pairs.map(({ cpuMs, less }) => less / cpuMs)),
  };
}
