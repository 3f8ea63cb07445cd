import { ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import type { Progress } from './measure.ts';

/** Progress as a publication that rounds it would use it (policy `progressDecimals`). It is exact without that policy. */
export function roundedProgress({ n, d }: Progress, decimals: number): Progress {
  const scale = 10n ** BigInt(decimals);
  return { n: roundHalfAway(ratio(n * scale, d)), d: scale };
}
