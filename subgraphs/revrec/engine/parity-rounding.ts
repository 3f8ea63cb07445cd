import { multiplyRatios, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { figure } from './derivation.ts';

/**
 * How another ledger rounds the rows of a schedule. For shadow runs beside it only: a row depends on later ones then, so
 * that every answer is flagged.
 */
export type ParityRounding =
  /** The last row takes what the others leave. */
  | 'LAST'
  /** The row before the last takes what the others leave. */
  | 'NEXT_TO_LAST'
  /** Whole months are cut to the minor unit and the last of them takes what is left. */
  | 'TRUNCATE_LAST_FULL'
  /** Everything is cut to the minor unit; what is left goes out one minor unit each, from the last one back. */
  | 'TRAILING';

export interface ParityShare {
  /** Of the whole amount; all shares sum to one. */
  readonly share: Ratio;
  /** Whether the term covers the whole month. */
  readonly isWholeMonth: boolean;
  /** Days of the row when the rate of a day is what the other ledger rounds, otherwise `null`. */
  readonly days: bigint | null;
}

export interface ParityRow {
  readonly amountMinor: bigint;
  readonly parity: true;
  readonly explained: readonly Derivation[];
}

/** Rows that sum to the amount. */
export function parityRows(
  amountMinor: bigint,
  shares: readonly ParityShare[],
  rounding: ParityRounding,
): readonly ParityRow[] {
  const sign = amountMinor < 0n ? -1n : 1n;
  const size = sign * amountMinor;
  const base = shares.map((share) => baseOf(size, share, { rounding, days: daysIn(shares) }));
  const left = size - base.reduce((all, one) => all + one, 0n);
  const extra = rounding === 'TRAILING' ? trailing(left, shares) : atOne(left, shares, takerOf(shares, rounding));
  return base.map((one, index) => {
    const parts = { base: sign * one, extra: sign * (extra[index] ?? 0n) };
    const exact = multiplyRatios(ratio(amountMinor), shares[index]?.share ?? ratio(0n));
    const explained = [explainRow(index, { ...parts, rounding, exact })];
    return { amountMinor: parts.base + parts.extra, parity: true, explained };
  });
}

/** The formula is the other ledger's own: a row may lie further from its exact value than a unit. */
function explainRow(
  index: number,
  {
    base,
    extra,
    rounding,
    exact,
  }: { readonly base: bigint; readonly extra: bigint; readonly rounding: ParityRounding; readonly exact: Ratio },
): Derivation {
  return figure({
    id: `parityRows[${index}]:amountMinor`,
    op: 'ROUND',
    rule: `parity with another ledger, rounded ${rounding}: the row's own part and what it takes of the rest`,
    formula: `${base} + ${extra}`,
    inputs: ['amountMinor', 'shares', 'rounding'],
    exact,
    rounded: base + extra,
  });
}

/** All days of the term, or `null` when some row is not counted in days. */
function daysIn(shares: readonly ParityShare[]): bigint | null {
  return shares.reduce<bigint | null>((all, { days }) => (all === null || days === null ? null : all + days), 0n);
}

function baseOf(
  size: bigint,
  { share, isWholeMonth, days }: ParityShare,
  by: { readonly rounding: ParityRounding; readonly days: bigint | null },
): bigint {
  const exact = ratio(size * share.n, share.d);
  switch (by.rounding) {
    case 'LAST':
      return days === null || by.days === null ? roundHalfAway(exact) : (size / by.days) * days;
    case 'NEXT_TO_LAST':
      return roundHalfAway(exact);
    case 'TRUNCATE_LAST_FULL':
      return isWholeMonth ? exact.n / exact.d : roundHalfAway(exact);
    case 'TRAILING':
      return days === null || by.days === null ? exact.n / exact.d : (size / by.days) * days;
  }
}

function takerOf(shares: readonly ParityShare[], rounding: ParityRounding): number {
  const last = shares.length - 1;
  if (rounding === 'NEXT_TO_LAST') return Math.max(last - 1, 0);
  const whole = rounding === 'TRUNCATE_LAST_FULL' ? shares.findLastIndex(({ isWholeMonth }) => isWholeMonth) : -1;
  return whole === -1 ? last : whole;
}

function atOne(left: bigint, shares: readonly ParityShare[], taker: number): readonly bigint[] {
  return shares.map((_, index) => (index === taker ? left : 0n));
}

function trailing(left: bigint, shares: readonly ParityShare[]): readonly bigint[] {
  let open = left;
  return shares
    .toReversed()
    .map(({ days }) => {
      const room = days ?? 1n;
      const taken = open < room ? open : room;
      open -= taken;
      return taken;
    })
    .toReversed();
}
