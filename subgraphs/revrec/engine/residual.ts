import type { Share } from '#schema/canonical/largest-remainder.ts';
import { addRatios, compareRatios, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';
import { type SspLine, splitBySsp } from './relative-ssp.ts';

interface ResidualLine {
  readonly key: string;
  readonly lowMinor: Ratio;
  readonly highMinor: Ratio;
}

/** The other lines keep their standalone prices and this one takes what is left, if that was ever observed. */
export function takeResidual(
  minor: bigint,
  line: ResidualLine,
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
