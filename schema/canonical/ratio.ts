/** An exact fraction; `d` is above zero. It is never rounded before it meets an amount. */
export interface Ratio {
  readonly n: bigint;
  readonly d: bigint;
}

/** Makes a fraction in lowest terms with its sign on top. A zero below is a bug of the caller, so it throws. */
export function ratio(n: bigint, d = 1n): Ratio {
  if (d === 1n) return { n, d };
  if (d === 0n) throw new Error('A ratio needs a denominator other than zero');
  const sign = d < 0n ? -1n : 1n;
  const divisor = gcd(n < 0n ? -n : n, d < 0n ? -d : d) || 1n;
  return { n: (sign * n) / divisor, d: (sign * d) / divisor };
}

const DECIMAL = /^-?\d{1,40}(?:\.\d{1,40})?$/;
const POWERS_OF_TEN = Array.from({ length: 41 }, (_, digits) => 10n ** BigInt(digits));

/** Reads a plain decimal such as `0.7125` exactly; `null` when the text is none. */
export function parseRatio(text: string): Ratio | null {
  if (!DECIMAL.test(text)) return null;
  const point = text.indexOf('.');
  if (point < 0) return { n: BigInt(text), d: 1n };
  const n = BigInt(text.slice(0, point) + text.slice(point + 1));
  return ratio(n, POWERS_OF_TEN[text.length - point - 1]);
}

/** Half away from zero, so that round(-x) = -round(x). */
export function roundHalfAway({ n, d }: Ratio): bigint {
  const size = n < 0n ? -n : n;
  const rounded = (2n * size + d) / (2n * d);
  return n < 0n ? -rounded : rounded;
}

function gcd(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a, b];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}

/** The least number that makes all of them whole. */
export function commonDenominator(ratios: readonly Ratio[]): bigint {
  return ratios.reduce((all, { d }) => (all % d === 0n ? all : (all / gcd(all, d)) * d), 1n);
}

export function addRatios(a: Ratio, b: Ratio): Ratio {
  return ratio(a.n * b.d + b.n * a.d, a.d * b.d);
}

export function subtractRatios(a: Ratio, b: Ratio): Ratio {
  return ratio(a.n * b.d - b.n * a.d, a.d * b.d);
}

export function multiplyRatios(a: Ratio, b: Ratio): Ratio {
  return ratio(a.n * b.n, a.d * b.d);
}

/** Below zero when `a` is the smaller, above when the greater, 0 when both are the same fraction. */
export function compareRatios(a: Ratio, b: Ratio): -1 | 0 | 1 {
  const difference = a.n * b.d - b.n * a.d;
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

/** `15/29`, or `4` when it is whole: the exact text for explanations and hashes. */
export function formatRatio({ n, d }: Ratio): string {
  return d === 1n ? n.toString() : `${n}/${d}`;
}
