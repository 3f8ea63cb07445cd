/**
 * Revenue worked out a second time, slowly and in another way: exact fractions throughout, days counted on JavaScript's own
 * calendar, every figure from the contract's beginning. It knows contracts of promises by days or on one day, and additions
 * that are a contract of their own or spread the rest of the price. It shares nothing with the engine.
 */

interface Fraction {
  readonly above: bigint;
  readonly below: bigint;
}

export interface SlowLine {
  readonly key: string;
  /** Whole units of quantity and price; the range of the standalone price in the same. */
  readonly quantity: bigint;
  readonly unitPrice: bigint;
  readonly low: bigint;
  readonly high: bigint;
  readonly amountMinor: bigint;
  readonly from: string;
  readonly to: string;
  readonly isAtOnce: boolean;
}

export interface SlowAddition {
  readonly on: string;
  readonly isSeparate: boolean;
  readonly lines: readonly SlowLine[];
}

/** Earned by `obligation YYYY-MM`, months of nothing left out. */
export function slowRows(
  signed: readonly SlowLine[],
  additions: readonly SlowAddition[],
  months: readonly string[],
): ReadonlyMap<string, bigint> {
  const separate = additions.filter(({ isSeparate }) => isSeparate);
  const spread = additions.filter(({ isSeparate }) => !isSeparate).sort((a, b) => (a.on < b.on ? -1 : 1));
  const found = new Map<string, bigint>();
  rowsOf(promisesOf(signed, spread), months, found);
  for (const { lines } of separate) rowsOf(promisesOf(lines, []), months, found);
  return found;
}

/** What is earned of a promise: parts of an amount over days, one after the other. */
interface Promised {
  readonly line: SlowLine;
  readonly weight: bigint;
  readonly parts: { readonly minor: bigint; readonly from: number; to: number }[];
}

function promisesOf(signed: readonly SlowLine[], spread: readonly SlowAddition[]): readonly Promised[] {
  const total = signed.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const shares = divide(
    total,
    signed.map((line) => ({ key: line.key, weight: whole(weightOf(line)) })),
  );
  let price = total;
  const all = signed.map((line, index) => begun(line, shares[index] ?? 0n, dayOf(line.from)));
  for (const { on, lines } of spread) {
    const cut = dayOf(on) - 1;
    const open = all.filter((promise) => leftOf(promise, cut).above > 0n);
    const added = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    const earned = all.reduce((sum, promise) => sum + earnedBy(promise, cut), 0n);
    price += added;
    const weights = [
      ...open.map((promise) => ({ key: promise.line.key, weight: times(leftOf(promise, cut), promise.weight) })),
      ...lines.map((line) => ({ key: line.key, weight: whole(weightOf(line)) })),
    ];
    const pool = divide(price - earned, weights);
    for (const [index, promise] of open.entries()) {
      const last = promise.parts.at(-1);
      const from = Math.max(cut + 1, dayOf(promise.line.from));
      if (last !== undefined) last.to = Math.min(last.to, cut);
      promise.parts.push({ minor: pool[index] ?? 0n, from, to: dayOf(promise.line.to) });
    }
    for (const [index, line] of lines.entries()) {
      all.push(begun(line, pool[open.length + index] ?? 0n, dayOf(line.from)));
    }
  }
  return all;
}

function begun(line: SlowLine, minor: bigint, from: number): Promised {
  return { line, weight: weightOf(line), parts: [{ minor, from, to: dayOf(line.to) }] };
}

/** A price inside its range weighs as agreed, another one as the nearer end. */
function weightOf({ unitPrice, low, high, quantity }: SlowLine): bigint {
  const unit = unitPrice < low ? low : unitPrice > high ? high : unitPrice;
  return unit * quantity;
}

/** How much of a promise is not delivered by the end of a day. */
function leftOf({ line }: Promised, day: number): Fraction {
  const [from, to] = [dayOf(line.from), dayOf(line.to)];
  if (day < from) return whole(1n);
  if (line.isAtOnce || day >= to) return whole(0n);
  return { above: BigInt(to - day), below: BigInt(to - from + 1) };
}

function earnedBy(promise: Promised, day: number): bigint {
  const ends = dayOf(promise.line.to);
  return promise.parts.reduce((sum, { minor, from, to }) => {
    const until = Math.min(day, to);
    if (until < from) return sum;
    if (promise.line.isAtOnce) return sum + minor;
    return sum + rounded({ above: minor * BigInt(until - from + 1), below: BigInt(ends - from + 1) });
  }, 0n);
}

function rowsOf(promises: readonly Promised[], months: readonly string[], found: Map<string, bigint>): void {
  for (const promise of promises) {
    let before = 0n;
    for (const month of months) {
      const earned = earnedBy(promise, lastDayOf(month));
      if (earned !== before) found.set(`${promise.line.key} ${month}`, earned - before);
      before = earned;
    }
  }
}

/** In whole cents by weight: everybody what is certain, the cents that are left to those who lost most, the first key first. */
function divide(
  minor: bigint,
  weights: readonly { readonly key: string; readonly weight: Fraction }[],
): readonly bigint[] {
  const common = weights.reduce((all, { weight }) => all * weight.below, 1n);
  const scaled = weights.map(({ weight }) => (weight.above * common) / weight.below);
  const sum = scaled.reduce((all, one) => all + one, 0n);
  const shares = scaled.map((one) => (minor * one) / sum);
  const lost = scaled.map((one) => (minor * one) % sum);
  let left = minor - shares.reduce((all, one) => all + one, 0n);
  const order = weights
    .map(({ key }, index) => ({ key, index, lost: lost[index] ?? 0n }))
    .sort((a, b) => (a.lost === b.lost ? (a.key < b.key ? -1 : 1) : a.lost > b.lost ? -1 : 1));
  for (const { index } of order) {
    if (left === 0n) break;
    shares[index] = (shares[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return shares;
}

function whole(number: bigint): Fraction {
  return { above: number, below: 1n };
}

function times({ above, below }: Fraction, by: bigint): Fraction {
  return { above: above * by, below };
}

/** Half a cent goes up; amounts here are never below zero. */
function rounded({ above, below }: Fraction): bigint {
  return (2n * above + below) / (2n * below);
}

const DAY_MS = 86_400_000;

function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

function lastDayOf(month: string): number {
  const [year = '', number = ''] = month.split('-');
  return Date.UTC(Number(year), Number(number), 0) / DAY_MS;
}
