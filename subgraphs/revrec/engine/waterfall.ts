import { ok, type Result } from '#schema/errors/result.ts';
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
      };
    }),
  );
}

function sumBy<Item extends Booking>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const item of items) sums.set(keyOf(item), (sums.get(keyOf(item)) ?? 0n) + item.minor);
  return sums;
}
