import { multiplyRatios, parseRatio, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';

/** Reads and writes decimals with a case's own number of digits, in text only. */
export interface Amounts {
  readonly exponent: number;
  /** Minor units of a decimal or a fraction such as `15/29`, not rounded. */
  readonly exact: (text: string) => Ratio;
  /** Minor units, rounded half away from zero. */
  readonly minor: (text: string) => bigint;
  /** A decimal with exactly the currency's digits. */
  readonly text: (minor: bigint) => string;
}

/** Throws `CaseUnreadable` for text that is no number. */
export function amountsOf(exponent: number): Amounts {
  const scale = ratio(10n ** BigInt(exponent));
  const exact = (text: string) => multiplyRatios(numberOf(text), scale);
  return {
    exponent,
    exact,
    minor: (text) => roundHalfAway(exact(text)),
    text: (minor) => {
      const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0');
      const cut = digits.length - exponent;
      return (minor < 0n ? '-' : '') + (exponent === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`);
    },
  };
}

/** A decimal or a fraction, exactly. */
export function numberOf(text: string): Ratio {
  const [above = '', below, ...more] = text.split('/');
  const n = parseRatio(above.trim());
  const d = below === undefined ? ratio(1n) : parseRatio(below.trim());
  if (n === null || d === null || d.n === 0n || more.length > 0) throw new CaseUnreadable(`${text} is no number`);
  return ratio(n.n * d.d, n.d * d.n);
}

/** The case itself is at fault: its message says where and how. */
export class CaseUnreadable extends Error {
  override readonly name = 'CaseUnreadable';
}
