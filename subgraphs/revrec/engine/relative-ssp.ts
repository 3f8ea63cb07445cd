import { type Share, splitByWeight } from '#schema/canonical/largest-remainder.ts';
import type { Ratio } from '#schema/canonical/ratio.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';

/** A line and its extended standalone selling price, exact, in minor units; `null` when none is known. */
export interface SspLine {
  readonly key: string;
  readonly sspMinor: Ratio | null;
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
