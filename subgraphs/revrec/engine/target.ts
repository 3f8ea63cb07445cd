import {
  addDays,
  type CalendarPeriod,
  type CivilDate,
  civilDate,
  monthlyCalendar,
} from '#schema/canonical/calendar.ts';
import type { Derivation, ScheduleRow } from '#schema/canonical/revenue.ts';
import { type ContractState, latestVersion, type Obligation, recognizedOn } from './contract-state.ts';
import { type AskedDay, asked, earnedCurve } from './earned-curve.ts';
import type { MeasurePlan } from './measure.ts';
import { explainAwaited, explainRow } from './row-derivation.ts';

const END_OF_TIME = civilDate('9999-12-31');

/** Rows by accounting contract, obligation and period, with how each came to be. */
export interface Schedule {
  readonly rows: readonly ScheduleRow[];
  readonly derivations: readonly Derivation[];
}

/**
 * Every row of every obligation in a gapless calendar. Rows of nothing are left out. What still waits for its
 * trigger is one row in the last period. When the calendar reaches over all terms the rows sum to the price.
 * The derivations are made when they are asked for: whoever sums rows needs none.
 */
export function scheduleOf(state: ContractState, calendar: readonly CalendarPeriod[]): Schedule {
  const first = calendar[0];
  const eve = first === undefined ? null : asked(addDays(first.from, -1));
  const days = calendar.map(({ to }) => asked(to));
  const scheduled = obligationsOf(state).map((one) => ({ ...one, rows: rowsOf(one, { calendar, eve, days }) }));
  let explained: readonly Derivation[] | null = null;
  return {
    rows: scheduled.flatMap(({ rows }) => rows),
    get derivations() {
      explained ??= scheduled.flatMap((one) => explain(one, { calendar, policyIds: state.policies.versionIds }));
      return explained;
    },
  };
}

/** The months from the first day anything is promised, approved or billed to the last. */
export function calendarOf(state: ContractState): readonly CalendarPeriod[] {
  const [start, ...days] = daysOf(state);
  if (start === undefined) return [];
  let [first, last] = [start, start];
  for (const day of days) {
    if (day < first) first = day;
    if (day > last) last = day;
  }
  return monthlyCalendar(first, last);
}

function daysOf({ contracts, billed }: ContractState): readonly CivilDate[] {
  const days: CivilDate[] = billed.map(({ on }) => on);
  for (const { versions } of contracts) {
    for (const { effectiveOn } of versions) days.push(effectiveOn);
    for (const obligation of versions.at(-1)?.obligations ?? []) {
      days.push(obligation.term.from, obligation.term.to);
      for (const { plan } of obligation.segments) addDaysBeside(days, plan);
      for (const { plan } of obligation.increments) addDaysBeside(days, plan);
    }
  }
  return days;
}

/** Days on which something is earned that may lie outside the term: evidence, usage, what a credit or an end brought. */
function addDaysBeside(days: CivilDate[], plan: MeasurePlan): void {
  if (plan.measure === 'MILESTONE') for (const { on } of plan.steps) days.push(on);
  else if (plan.measure !== 'POINT') days.push(plan.term.from, plan.term.to);
  else if (plan.satisfiedOn !== null) days.push(plan.satisfiedOn);
}

/** Every obligation as last known, with the accounting contract it belongs to. */
export function obligationsOf(
  state: ContractState,
): readonly { readonly contract: string; readonly obligation: Obligation }[] {
  return state.contracts.flatMap((contract) =>
    latestVersion(contract).obligations.map((obligation) => ({ contract: contract.key, obligation })),
  );
}

interface Asked {
  readonly calendar: readonly CalendarPeriod[];
  /** The day before the first one. */
  readonly eve: AskedDay | null;
  /** The last day of each period. */
  readonly days: readonly AskedDay[];
}

interface Promised {
  readonly contract: string;
  readonly obligation: Obligation;
}

function rowsOf({ contract, obligation }: Promised, { calendar, eve, days }: Asked): readonly ScheduleRow[] {
  const { key, product } = obligation;
  const earned = earnedCurve(obligation);
  let before = eve === null ? 0n : earned(eve);
  const rows: ScheduleRow[] = [];
  for (const [index, day] of days.entries()) {
    const cumulativeMinor = earned(day);
    if (cumulativeMinor === before) continue;
    const period = calendar[index]?.key ?? '';
    rows.push({
      contract,
      obligation: key,
      product,
      period,
      amountMinor: cumulativeMinor - before,
      cumulativeMinor,
      state: 'SCHEDULED',
      derivation: `row:${key}:${period}`,
    });
    before = cumulativeMinor;
  }
  const waiting = waitingRow({ contract, obligation }, calendar);
  if (waiting !== null) rows.push(waiting);
  return rows;
}

/** What is earned with an event still to come, shown in the last period so that no part of the price is hidden. */
function waitingRow({ contract, obligation }: Promised, calendar: readonly CalendarPeriod[]): ScheduleRow | null {
  const last = calendar.at(-1);
  const amountMinor = awaitedMinor(obligation);
  if (last === undefined || amountMinor === 0n) return null;
  const { key, product, allocatedMinor } = obligation;
  return {
    contract,
    obligation: key,
    product,
    period: last.key,
    amountMinor,
    cumulativeMinor: allocatedMinor,
    state: 'AWAITING_TRIGGER',
    derivation: `row:${key}:awaiting`,
  };
}

function explain(
  { obligation, rows }: { readonly obligation: Obligation; readonly rows: readonly ScheduleRow[] },
  { calendar, policyIds }: { readonly calendar: readonly CalendarPeriod[]; readonly policyIds: readonly string[] },
): readonly Derivation[] {
  const ends = new Map(calendar.map(({ key, to }) => [key, to]));
  return rows.map((row) => {
    const to = ends.get(row.period);
    if (to === undefined) throw new Error(`${row.period} is no period of the calendar`);
    return row.state === 'AWAITING_TRIGGER'
      ? explainAwaited(row, obligation, policyIds)
      : explainRow(row, obligation, { to, policyIds });
  });
}

/** What is allocated and no known fact ever earns. */
export function awaitedMinor(obligation: Obligation): bigint {
  return obligation.allocatedMinor - recognizedOn(obligation, END_OF_TIME);
}
