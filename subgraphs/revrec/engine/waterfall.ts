import { ratio } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { figure } from './derivation.ts';
import type { EngineError } from './engine-error.ts';
import { invalid } from './payload.ts';

export interface Booking {
  readonly month: string;
  readonly minor: bigint;
}

/** Revenue of a month out of what was booked in another or the same one. */
export interface RecognisedOf extends Booking {
  readonly bookedMonth: string;
}

/** What one month booked: recognised by month, and what remains. Both sum to what was booked. */
export interface WaterfallRow {
  readonly bookedMonth: string;
  readonly bookedMinor: bigint;
  readonly recognised: ReadonlyMap<string, bigint>;
  readonly recognisedMinor: bigint;
  readonly remainingMinor: bigint;
  readonly explained: readonly Derivation[];
}

/** One row a booked month, in the order of months. Nothing is recognised of what was never booked. */
export function waterfall(
  booked: readonly Booking[],
  recognised: readonly RecognisedOf[],
): Result<readonly WaterfallRow[], EngineError> {
  const totals = sumBy(booked, ({ month }) => month);
  const stray = recognised.find(({ bookedMonth }) => !totals.has(bookedMonth));
  if (stray !== undefined)
    return invalid(stray.bookedMonth, `nothing was booked in the month, yet ${stray.month} recognises it`);
  const months = [...totals.keys()].sort();
  return ok(
    months.map((bookedMonth) => {
      const own = recognised.filter((one) => one.bookedMonth === bookedMonth);
      const bookedMinor = totals.get(bookedMonth) ?? 0n;
      const recognisedMinor = own.reduce((all, { minor }) => all + minor, 0n);
      const byMonth = new Map([...sumBy(own, ({ month }) => month)].sort(([a], [b]) => (a < b ? -1 : 1)));
      return {
        bookedMonth,
        bookedMinor,
        recognised: byMonth,
        recognisedMinor,
        remainingMinor: bookedMinor - recognisedMinor,
        explained: explain(bookedMonth, { booked: booked.filter(({ month }) => month === bookedMonth), own }),
      };
    }),
  );
}

function explain(
  bookedMonth: string,
  { booked, own }: { readonly booked: readonly Booking[]; readonly own: readonly RecognisedOf[] },
): readonly Derivation[] {
  const tell = (member: string, rule: string, parts: readonly bigint[], inputs: readonly string[]) =>
    figure({
      id: `waterfall.${bookedMonth}:${member}`,
      op: 'NET',
      rule,
      formula: parts.length === 0 ? '0' : parts.map((part) => (part < 0n ? `(0 - ${-part})` : part)).join(' + '),
      inputs,
      exact: ratio(parts.reduce((all, part) => all + part, 0n)),
    });
  const minors = (items: readonly Booking[]) => items.map(({ minor }) => minor);
  const total = tell('bookedMinor', 'all that was booked in the month', minors(booked), ['booked']);
  const cells = [...Map.groupBy(own, ({ month }) => month)].map(([month, items]) =>
    tell(`recognised.${month}`, `what ${month} earns of it`, minors(items), ['recognised']),
  );
  const earned = cells.map(({ rounded }) => rounded ?? 0n);
  const sum = tell('recognisedMinor', 'what all months earn of it', earned, [
    'recognised',
    ...cells.map(({ id }) => id),
  ]);
  const left = [total.rounded ?? 0n, -(sum.rounded ?? 0n)];
  return [total, ...cells, sum, tell('remainingMinor', 'booked less earned', left, [total.id, sum.id])];
}

function sumBy<Item extends Booking>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const item of items) sums.set(keyOf(item), (sums.get(keyOf(item)) ?? 0n) + item.minor);
  return sums;
}
