import { type Share, splitByWeight } from '#schema/canonical/largest-remainder.ts';
import { addRatios, type Ratio, ratio } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { figure, term } from './derivation.ts';
import type { EngineError } from './engine-error.ts';

/** A line and its extended standalone selling price, exact, in minor units; `null` when none is known. */
export interface SspLine {
  readonly key: string;
  readonly sspMinor: Ratio | null;
}

/** How each share of a split came to be: the total by its weight over all of them. `weights` are those it was split by. */
export function explainShares(
  shares: readonly Share[],
  told: {
    readonly totalMinor: bigint;
    readonly weights: readonly SspLine[];
    readonly placeOf: (index: number) => string;
    readonly inputs: readonly string[];
  },
): readonly Derivation[] {
  const weightOf = ({ sspMinor }: SspLine) => sspMinor ?? ratio(0n);
  const all = told.weights.map(weightOf).reduce(addRatios, ratio(0n));
  return shares.map(({ minor, exact }, index) =>
    figure({
      id: told.placeOf(index),
      op: 'ALLOCATE',
      rule: 'relative SSP, largest remainder',
      formula: `${told.totalMinor} * ${term(told.weights.map(weightOf)[index] ?? ratio(0n))} / ${term(all)}`,
      inputs: told.inputs,
      exact,
      rounded: minor,
      paragraph: 'IFRS 15.76; ASC 606-10-32-31',
    }),
  );
}

/** Relative SSP by largest remainder: the only rounding of an allocation. */
export function splitBySsp(minor: bigint, lines: readonly SspLine[]): Result<readonly Share[], EngineError> {
  const parts: { readonly key: string; readonly weight: Ratio }[] = [];
  for (const { key, sspMinor } of lines) {
    if (sspMinor === null) return fail({ kind: 'MISSING_SSP', subject: key });
    parts.push({ key, weight: sspMinor });
  }
  const shares = splitByWeight(minor, parts);
  return shares === null ? fail({ kind: 'NO_WEIGHT', subject: parts.map(({ key }) => key).join(',') }) : ok(shares);
}
