import type { Share } from '#schema/canonical/largest-remainder.ts';
import { addRatios, compareRatios, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { Obligation } from './contract-state.ts';
import type { EngineError } from './engine-error.ts';
import { type SspLine, splitBySsp } from './relative-ssp.ts';

/** What was ever observed for a line, in minor units; both bounds belong to it. */
export interface ResidualBounds {
  readonly lowMinor: Ratio;
  readonly highMinor: Ratio;
}

/** A line whose standalone price is known, or which takes what the others leave. */
export interface PricedLine extends SspLine {
  readonly residual?: ResidualBounds | undefined;
}

/**
 * A price by relative SSP. Where one line has no standalone price but a range, the others keep theirs and it takes what
 * is left, which has to lie in the range (IFRS 15.79(c); ASC 606-10-32-34(c)).
 */
export function splitWithResidual(minor: bigint, lines: readonly PricedLine[]): Result<readonly Share[], EngineError> {
  const [line, second] = lines.filter(({ residual }) => residual !== undefined);
  if (line?.residual === undefined) return splitBySsp(minor, lines);
  if (second !== undefined) {
    return fail({ kind: 'HELD', subject: line.key, detail: 'more than one residual line shares one price' });
  }
  const others = lines.filter((other) => other !== line);
  const left = takeResidual(minor < 0n ? -minor : minor, { key: line.key, ...line.residual }, others);
  return left.ok && minor < 0n ? ok(left.value.map(mirrored)) : left;
}

function takeResidual(
  minor: bigint,
  line: ResidualBounds & { readonly key: string },
  others: readonly SspLine[],
): Result<readonly Share[], EngineError> {
  const known = others.map(({ sspMinor }) => sspMinor ?? ratio(0n));
  const othersMinor = roundHalfAway(known.reduce(addRatios, ratio(0n)));
  const split = others.length === 0 ? ok([]) : splitBySsp(othersMinor, others);
  if (!split.ok) return split;

  const residualMinor = minor - othersMinor;
  const exact = ratio(residualMinor);
  if (compareRatios(exact, line.lowMinor) < 0 || compareRatios(exact, line.highMinor) > 0) {
    return fail({ kind: 'REJECTED_RESIDUAL', subject: line.key, residualMinor });
  }
  return ok([...split.value, { key: line.key, minor: residualMinor, exact }]);
}

function mirrored({ key, minor, exact }: Share): Share {
  return { key, minor: -minor, exact: ratio(-exact.n, exact.d) };
}

/** What a derivation says of the line that takes what is left. */
export const RESIDUAL_RULE = {
  rule: 'residual, the price less the standalone prices of the others, inside its range',
  paragraph: 'IFRS 15.79(c); ASC 606-10-32-34(c)',
} as const;

/** How a promised line takes part in the split of a price. */
export function pricedLine({ key, ssp }: Obligation): PricedLine {
  const { residual, extended } = ssp;
  return residual === undefined ? { key, sspMinor: extended } : { key, sspMinor: null, residual };
}

/**
 * The promise with what was left for it as its standalone price from now on: later splits weigh it by that, since
 * standalone prices are not estimated anew after inception (IFRS 15.88; ASC 606-10-32-43). Any other stays as it is.
 */
export function withResidualSsp(obligation: Obligation, leftMinor: bigint): Obligation {
  const { residual, ...pick } = obligation.ssp;
  if (residual === undefined) return obligation;
  const extended = ratio(leftMinor < 0n ? -leftMinor : leftMinor);
  const { perUnitMinor } = residual;
  const ssp = { ...pick, unit: ratio(extended.n * perUnitMinor.d, perUnitMinor.n), extended };
  return { ...obligation, ssp, segments: obligation.segments.map((one) => ({ ...one, sspMinor: extended })) };
}
