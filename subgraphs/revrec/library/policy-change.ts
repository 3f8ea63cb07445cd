import type { RevenueEvent } from '#revrec/engine/events.ts';
import { addDays, monthOf, parseCivilDate } from '#schema/canonical/calendar.ts';
import { compareKeys } from '#schema/canonical/largest-remainder.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { Fault } from './fault.ts';
import type { PolicySet } from './policy-set.ts';
import { type Recognition, type RecognizedContract, type RecognizeOptions, recognize } from './recognize.ts';

/** The rules before and after; one set with a version that begins on the day may be given twice. */
export interface PolicyRules {
  readonly before: PolicySet;
  readonly after: PolicySet;
}

export interface PolicyChangeOptions extends Pick<RecognizeOptions, 'knownAt' | 'rateIds'> {
  /** `YYYY-MM-DD`: the first day of the new rule. A month that had begun by then keeps its old figures. */
  readonly changedOn: string;
}

/** One obligation and month under both rules, in minor units. */
export interface ChangedRow {
  readonly contract: string;
  readonly obligation: string;
  readonly period: string;
  readonly currency: string;
  readonly beforeMinor: bigint;
  readonly afterMinor: bigint;
  /** After less before. */
  readonly differenceMinor: bigint;
  /** What is booked in the month: the old figure where the month had begun, else the new one with what was kept. */
  readonly bookedMinor: bigint;
}

export interface ChangedTotal {
  readonly currency: string;
  /** A month, or `null` for all of them. */
  readonly period: string | null;
  readonly beforeMinor: bigint;
  readonly afterMinor: bigint;
  readonly differenceMinor: bigint;
  readonly bookedMinor: bigint;
}

export interface PolicyChange {
  readonly changedOn: string;
  /** The first month under the new rule: it takes up the differences of the months that are kept. */
  readonly firstPeriod: string;
  readonly rows: readonly ChangedRow[];
  /** By currency: each month, then all. */
  readonly totals: readonly ChangedTotal[];
  /** Of the months that are kept, by currency: what is booked at once in `firstPeriod`. */
  readonly catchUps: readonly { readonly currency: string; readonly minor: bigint }[];
  /** Both runs, each with its policy versions, derivations and replay hashes. */
  readonly before: Recognition;
  readonly after: Recognition;
}

/**
 * What a change of a rule does to the same events: both runs, the difference by obligation and month, and what is booked.
 * What was computed under the old rule stands with the old version's name on it; over a whole life the booked figures
 * sum to the new rule's.
 */
export function changePolicy(
  events: readonly RevenueEvent[],
  rules: PolicyRules,
  { changedOn, ...options }: PolicyChangeOptions,
): Result<PolicyChange, readonly Fault[]> {
  const day = parseCivilDate(changedOn);
  if (day === null || day === '0001-01-01') {
    return fail([{ code: 'BAD_DATE', path: 'changedOn', message: `${changedOn} is no day that a rule may begin on.` }]);
  }
  const before = recognize(events, rules.before, { ...options, on: addDays(day, -1) });
  if (!before.ok) return before;
  const after = recognize(events, rules.after, { ...options, on: day });
  if (!after.ok) return after;
  const month = monthOf(day);
  const firstPeriod = month.from === day ? month.key : monthOf(addDays(month.to, 1)).key;
  const rows = rowsOf(before.value, after.value, firstPeriod);
  return ok({
    changedOn,
    firstPeriod,
    rows,
    totals: totalsOf(rows),
    catchUps: catchUpsOf(rows, firstPeriod),
    before: before.value,
    after: after.value,
  });
}

interface Figure {
  readonly contract: string;
  readonly obligation: string;
  readonly period: string;
  readonly currency: string;
}

function rowsOf(before: Recognition, after: Recognition, firstPeriod: string): readonly ChangedRow[] {
  const [old, anew] = [figuresOf(before), figuresOf(after)];
  const known = new Map<string, Figure>([...old.places, ...anew.places]);
  // What is kept has to be made good somewhere, also where the obligation earns nothing more by then.
  for (const figure of [...known.values()]) {
    if (figure.period < firstPeriod)
      known.set(keyOf({ ...figure, period: firstPeriod }), { ...figure, period: firstPeriod });
  }
  const rows = [...known].map(([key, figure]) => {
    const [beforeMinor, afterMinor] = [old.minors.get(key) ?? 0n, anew.minors.get(key) ?? 0n];
    return { ...figure, beforeMinor, afterMinor, differenceMinor: afterMinor - beforeMinor };
  });
  const kept = new Map<string, bigint>();
  for (const { obligation, period, differenceMinor } of rows) {
    if (period < firstPeriod) kept.set(obligation, (kept.get(obligation) ?? 0n) + differenceMinor);
  }
  return rows
    .map((row) => ({ ...row, bookedMinor: bookedOf(row, firstPeriod, kept.get(row.obligation) ?? 0n) }))
    .filter(({ beforeMinor, afterMinor, bookedMinor }) => beforeMinor !== 0n || afterMinor !== 0n || bookedMinor !== 0n)
    .toSorted((a, b) => compareKeys(a.obligation, b.obligation) || compareKeys(a.period, b.period));
}

function bookedOf(
  { period, beforeMinor, afterMinor }: Omit<ChangedRow, 'bookedMinor'>,
  firstPeriod: string,
  keptMinor: bigint,
): bigint {
  if (period < firstPeriod) return beforeMinor;
  return period === firstPeriod ? afterMinor + keptMinor : afterMinor;
}

function figuresOf({ contracts }: Recognition) {
  const minors = new Map<string, bigint>();
  const places = new Map<string, Figure>();
  for (const [figure, minor] of contracts.flatMap(earnedBy)) {
    const key = keyOf(figure);
    places.set(key, figure);
    minors.set(key, (minors.get(key) ?? 0n) + minor);
  }
  return { minors, places };
}

/** What waits for its trigger is in no month yet. */
function earnedBy({ contract, currency, schedule }: RecognizedContract): readonly (readonly [Figure, bigint])[] {
  return schedule
    .filter(({ state }) => state !== 'AWAITING_TRIGGER')
    .map(({ obligation, period, amountMinor }) => [{ contract, obligation, period, currency }, amountMinor] as const);
}

function keyOf({ obligation, period }: Pick<Figure, 'obligation' | 'period'>): string {
  return `${obligation}\n${period}`;
}

function totalsOf(rows: readonly ChangedRow[]): readonly ChangedTotal[] {
  return [...Map.groupBy(rows, ({ currency }) => currency)]
    .toSorted(([a], [b]) => compareKeys(a, b))
    .flatMap(([currency, own]) => {
      const months = [...Map.groupBy(own, ({ period }) => period)].toSorted(([a], [b]) => compareKeys(a, b));
      return [
        ...months.map(([period, those]) => ({ currency, period, ...sumOf(those) })),
        { currency, period: null, ...sumOf(own) },
      ];
    });
}

function sumOf(rows: readonly ChangedRow[]) {
  const total = (figureOf: (row: ChangedRow) => bigint) => rows.reduce((all, row) => all + figureOf(row), 0n);
  return {
    beforeMinor: total(({ beforeMinor }) => beforeMinor),
    afterMinor: total(({ afterMinor }) => afterMinor),
    differenceMinor: total(({ differenceMinor }) => differenceMinor),
    bookedMinor: total(({ bookedMinor }) => bookedMinor),
  };
}

function catchUpsOf(rows: readonly ChangedRow[], firstPeriod: string): PolicyChange['catchUps'] {
  return [...Map.groupBy(rows, ({ currency }) => currency)]
    .toSorted(([a], [b]) => compareKeys(a, b))
    .map(([currency, own]) => ({
      currency,
      minor: sumOf(own.filter(({ period }) => period < firstPeriod)).differenceMinor,
    }));
}
