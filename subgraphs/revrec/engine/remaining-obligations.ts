import { addDays, type CivilDate, civilDate, wholeMonths } from '#schema/canonical/calendar.ts';
import { addRatios, multiplyRatios, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { figure, term } from './derivation.ts';
import type { EngineError } from './engine-error.ts';
import { invalid } from './payload.ts';

const PARAGRAPH = 'IFRS 15.120; ASC 606-10-50-13';

/** A service promised month by month. Amounts exact, in minor units. */
export interface RemainingPromise {
  readonly start: CivilDate;
  readonly months: number;
  readonly fixedPerMonth: Ratio;
  /** What is left of the estimate after its constraint, over the whole term and even. */
  readonly expectedVariable: Ratio;
}

export interface RemainingByBand {
  readonly bands: readonly { readonly year: string; readonly minor: bigint }[];
  /** All that remains, also beyond the bands. */
  readonly totalMinor: bigint;
  readonly explained: readonly Derivation[];
}

/**
 * The price of service months not over by the end of a day, by the calendar year in which they end (IFRS 15.120). Bands
 * are differences of rounded sums to date, so that they foot.
 */
export function remainingByYear(
  promise: RemainingPromise,
  asOf: CivilDate,
  years: readonly string[],
): Result<RemainingByBand, EngineError> {
  const { start, months } = promise;
  if (!Number.isInteger(months) || months < 1) return invalid('months', 'a term has whole months, one at least');
  const wrong = years.find((year, index) => !/^[1-9]\d{3}$/.test(year) || year <= (years[index - 1] ?? ''));
  if (wrong !== undefined) return invalid('bands', `${wrong} is no calendar year after the one before`);
  const over = (on: CivilDate) => (on < start ? 0 : Math.min(wholeMonths(start, addDays(on, 1)), months));
  const perMonth = addRatios(
    promise.fixedPerMonth,
    ratio(promise.expectedVariable.n, promise.expectedVariable.d * BigInt(months)),
  );
  const upTo = (count: number) => roundHalfAway(multiplyRatios(perMonth, ratio(BigInt(count - over(asOf)))));
  const ends = years.map((year) => Math.max(over(civilDate(`${year}-12-31`)), over(asOf)));
  const starts = years.map((year) => Math.max(over(addDays(civilDate(`${year}-01-01`), -1)), over(asOf)));
  const bands = years.map((year, index) => ({ year, minor: upTo(ends[index] ?? 0) - upTo(starts[index] ?? 0) }));
  const text = `(${term(promise.fixedPerMonth)} + ${term(promise.expectedVariable)} / ${months})`;
  const inputs = ['start', 'months', 'fixedPerMonth', 'expectedVariable', 'asOf'];
  const counted = (count: number) => `round(${text} * ${count - over(asOf)})`;
  const explained = bands.map(({ minor }, index) =>
    figure({
      id: `remainingByYear:bands[${index}].minor`,
      op: 'NET',
      rule: 'service months that end in the year, difference of rounded sums to date',
      formula: `${counted(ends[index] ?? 0)} - ${counted(starts[index] ?? 0)}`,
      inputs,
      exact: ratio(minor),
      paragraph: PARAGRAPH,
    }),
  );
  const total = figure({
    id: 'remainingByYear:totalMinor',
    op: 'ROUND',
    rule: 'service months that are not over by the end of the day',
    formula: `${text} * ${months - over(asOf)}`,
    inputs,
    exact: multiplyRatios(perMonth, ratio(BigInt(months - over(asOf)))),
    paragraph: PARAGRAPH,
  });
  return ok({ bands, totalMinor: upTo(months), explained: [...explained, total] });
}
