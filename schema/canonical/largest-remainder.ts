import { addRatios, compareRatios, type Ratio, ratio } from './ratio.ts';

/** Something that takes part in a split; the key breaks ties. */
export interface Weighed {
  readonly key: string;
  readonly weight: Ratio;
}

/** One part of a split: the whole minor units given, and the exact share they stand for. */
export interface Share {
  readonly key: string;
  readonly minor: bigint;
  readonly exact: Ratio;
}

/**
 * Splits whole minor units by weight so that the parts sum to the total and each is less than one unit from exact.
 * The units that are left go to the greatest remainders, on ties to the lower key, then to the earlier line.
 * A negative total is the mirror image. Answers in the order asked; `null` when the weights sum to zero or one is
 * negative: there is no split then.
 */
export function splitByWeight(totalMinor: bigint, parts: readonly Weighed[]): readonly Share[] | null {
  const sum = parts.reduce((all, { weight }) => addRatios(all, weight), ratio(0n));
  if (sum.n === 0n || parts.some(({ weight }) => weight.n < 0n)) return null;

  const size = totalMinor < 0n ? -totalMinor : totalMinor;
  const sign = totalMinor < 0n ? -1n : 1n;
  const floors = parts.map(({ key, weight }, index) => {
    const exact = ratio(size * weight.n * sum.d, weight.d * sum.n);
    const floor = exact.n / exact.d;
    return { key, index, exact, floor, remainder: ratio(exact.n % exact.d, exact.d) };
  });
  const left = size - floors.reduce((all, { floor }) => all + floor, 0n);
  const inLine = [...floors].sort(
    (a, b) => compareRatios(b.remainder, a.remainder) || compareKeys(a.key, b.key) || a.index - b.index,
  );
  const favoured = new Set(inLine.slice(0, Number(left)).map(({ index }) => index));
  return floors.map(({ key, index, exact, floor }) => ({
    key,
    minor: sign * (floor + (favoured.has(index) ? 1n : 0n)),
    exact: ratio(sign * exact.n, exact.d),
  }));
}

/** By code unit, never by locale: a split is the same on every machine. */
export function compareKeys(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
