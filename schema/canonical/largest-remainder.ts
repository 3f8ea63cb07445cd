import { commonDenominator, type Ratio, ratio } from './ratio.ts';

/** Something that takes part in a split; the key breaks ties. */
export interface Weighed {
  readonly key: string;
  readonly weight: Ratio;
}

/** One part of a split: the whole minor units given, and the exact share they stand for, reckoned when it is asked for. */
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
  const common = commonDenominator(parts.map(({ weight }) => weight));
  const wholes = parts.map(({ weight }) => weight.n * (common / weight.d));
  const sum = wholes.reduce((all, whole) => all + whole, 0n);
  if (sum === 0n || wholes.some((whole) => whole < 0n)) return null;

  const size = totalMinor < 0n ? -totalMinor : totalMinor;
  const sign = totalMinor < 0n ? -1n : 1n;
  const floors = parts.map(({ key }, index): Floor => {
    const dividend = size * (wholes[index] ?? 0n);
    return { key, index, dividend, floor: dividend / sum, remainder: dividend % sum };
  });
  const left = size - floors.reduce((all, { floor }) => all + floor, 0n);
  const favoured = left === 0n ? NOBODY : firstInLine(floors, Number(left));
  return floors.map(({ key, index, dividend, floor }) => {
    const minor = sign * (floor + (favoured.has(index) ? 1n : 0n));
    return new Part(key, minor, { n: sign * dividend, d: sum });
  });
}

/** Of many weights the exact share has hundreds of digits: it is brought to lowest terms when somebody wants to see it. */
class Part implements Share {
  readonly key: string;
  readonly minor: bigint;
  readonly #unreduced: Ratio;

  constructor(key: string, minor: bigint, unreduced: Ratio) {
    this.key = key;
    this.minor = minor;
    this.#unreduced = unreduced;
  }

  get exact(): Ratio {
    return ratio(this.#unreduced.n, this.#unreduced.d);
  }
}

interface Floor {
  readonly key: string;
  readonly index: number;
  readonly dividend: bigint;
  readonly floor: bigint;
  /** Over the sum of the weights, which all of them have in common. */
  readonly remainder: bigint;
}

const NOBODY: ReadonlySet<number> = new Set();

function firstInLine(floors: readonly Floor[], count: number): ReadonlySet<number> {
  const inLine = floors.toSorted(
    (a, b) => compareSizes(b.remainder, a.remainder) || compareKeys(a.key, b.key) || a.index - b.index,
  );
  return new Set(inLine.slice(0, count).map(({ index }) => index));
}

function compareSizes(a: bigint, b: bigint): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** By code unit, never by locale: a split is the same on every machine. */
export function compareKeys(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
