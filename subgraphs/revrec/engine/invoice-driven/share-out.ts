import { ratio } from '#schema/canonical/ratio.ts';
import { cumulativeRows } from '../schedule.ts';

/**
 * Divides an amount over parts in proportion, by rounded running totals: the shares sum to it, none is greater than its
 * part when the amount is not greater than the parts, and parts of both signs are allowed. `null` when the parts sum to
 * zero or the amount is more than they are, or of the other sign.
 */
export function shareOut(minor: bigint, parts: readonly bigint[]): readonly bigint[] | null {
  const sum = parts.reduce((all, part) => all + part, 0n);
  const within = sum >= 0n ? minor >= 0n && minor <= sum : minor <= 0n && minor >= sum;
  if (!within) return null;
  if (minor === 0n) return parts.map(() => 0n);
  let running = 0n;
  const progress = parts.map((part) => {
    running += part;
    return ratio(running, sum);
  });
  return cumulativeRows(minor, progress).map(({ amountMinor }) => amountMinor);
}
