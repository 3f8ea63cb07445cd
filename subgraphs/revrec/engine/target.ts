import {
  addDays,
  type CalendarPeriod,
  type CivilDate,
  civilDate,
  earlierOf,
  laterOf,
  monthlyCalendar,
} from '#schema/canonical/calendar.ts';
import { ratio, subtractRatios } from '#schema/canonical/ratio.ts';
import type { Derivation, ScheduleRow } from '#schema/canonical/revenue.ts';
import {
  type ContractState,
  exactlyEarnedOn,
  latestVersion,
  type Obligation,
  openSegment,
  recognizedOn,
} from './contract-state.ts';
import { figure } from './derivation.ts';
import { progressAt } from './measure.ts';

const END_OF_TIME = civilDate('9999-12-31');

/** Rows by accounting contract, obligation and period, with how each came to be. */
export interface Schedule {
  readonly rows: readonly ScheduleRow[];
  readonly derivations: readonly Derivation[];
}

/**
 * Every row of every obligation in a gapless calendar. Rows of nothing are left out. What still waits for its
 * trigger is one row in the last period. When the calendar reaches over all terms the rows sum to the price.
 */
export function scheduleOf(state: ContractState, calendar: readonly CalendarPeriod[]): Schedule {
  const scheduled = obligationsOf(state).flatMap(({ contract, obligation }) =>
    rowsOf({ contract, obligation, policyIds: state.policies.versionIds }, calendar),
  );
  return { rows: scheduled.map(({ row }) => row), derivations: scheduled.map(({ derivation }) => derivation) };
}

/** The months from the first day anything is promised, approved or billed to the last. */
export function calendarOf(state: ContractState): readonly CalendarPeriod[] {
  const terms = obligationsOf(state).map(({ obligation }) => obligation.term);
  const days = [
    ...terms.flatMap(({ from, to }) => [from, to]),
    ...obligationsOf(state).flatMap(({ obligation }) => daysBeside(obligation)),
    ...state.contracts.flatMap(({ versions }) => versions.map(({ effectiveOn }) => effectiveOn)),
    ...state.billed.map(({ on }) => on),
  ];
  const [first, ...others] = days;
  if (first === undefined) return [];
  return monthlyCalendar(others.reduce(earlierOf, first), others.reduce(laterOf, first));
}

/** Days on which something is earned that may lie outside the term: evidence, usage, what a credit or an end brought. */
function daysBeside({ segments, increments }: Obligation): readonly CivilDate[] {
  const plans = [...segments, ...increments].map(({ plan }) => plan);
  return plans.flatMap((plan) => {
    if (plan.measure === 'MILESTONE') return plan.steps.map(({ on }) => on);
    if (plan.measure === 'POINT') return plan.satisfiedOn === null ? [] : [plan.satisfiedOn];
    return [plan.term.from, plan.term.to];
  });
}

/** Every obligation as last known, with the accounting contract it belongs to. */
export function obligationsOf(
  state: ContractState,
): readonly { readonly contract: string; readonly obligation: Obligation }[] {
  return state.contracts.flatMap((contract) =>
    latestVersion(contract).obligations.map((obligation) => ({ contract: contract.key, obligation })),
  );
}

interface Scheduled {
  readonly row: ScheduleRow;
  readonly derivation: Derivation;
}

interface Rowed {
  readonly contract: string;
  readonly obligation: Obligation;
  readonly policyIds: readonly string[];
}

function rowsOf({ contract, obligation, policyIds }: Rowed, calendar: readonly CalendarPeriod[]): readonly Scheduled[] {
  const { key, product, segments, increments } = obligation;
  const first = calendar[0];
  let before = first === undefined ? 0n : recognizedOn(obligation, addDays(first.from, -1));
  const rows: Scheduled[] = [];
  const inputs = [...[...segments, ...increments].map(({ derivation }) => derivation), ...policyIds];
  for (const { key: period, to } of calendar) {
    const cumulativeMinor = recognizedOn(obligation, to);
    const recognizedBefore = before;
    const amountMinor = cumulativeMinor - recognizedBefore;
    before = cumulativeMinor;
    if (amountMinor === 0n) continue;
    const derivation = figure({
      id: `row:${key}:${period}`,
      op: 'SCHEDULE',
      rule: `${obligation.measure}, difference of rounded cumulative figures`,
      formula: `${earningsFormula(obligation, to)} - ${recognizedBefore}`,
      inputs,
      exact: subtractRatios(exactlyEarnedOn(obligation, to), ratio(recognizedBefore)),
      rounded: amountMinor,
    });
    const common = { contract, obligation: key, product, period, derivation: derivation.id };
    rows.push({ row: { ...common, amountMinor, cumulativeMinor, state: 'SCHEDULED' }, derivation });
  }
  const waiting = waitingRow({ contract, obligation, policyIds }, calendar);
  return waiting === null ? rows : [...rows, waiting];
}

/** What is earned with an event still to come, shown in the last period so that no part of the price is hidden. */
function waitingRow({ contract, obligation, policyIds }: Rowed, calendar: readonly CalendarPeriod[]): Scheduled | null {
  const { derivation: cause } = openSegment(obligation);
  const last = calendar.at(-1);
  const amountMinor = awaitedMinor(obligation);
  if (last === undefined || amountMinor === 0n) return null;
  const { key, product, trigger } = obligation;
  const derivation = figure({
    id: `row:${key}:awaiting`,
    op: 'SCHEDULE',
    rule: `awaits ${trigger ?? 'its evidence'}`,
    formula: `${amountMinor}`,
    inputs: [cause, ...policyIds],
    exact: ratio(amountMinor),
  });
  const common = { contract, obligation: key, product, period: last.key, derivation: derivation.id };
  const row: ScheduleRow = {
    ...common,
    amountMinor,
    cumulativeMinor: obligation.allocatedMinor,
    state: 'AWAITING_TRIGGER',
  };
  return { row, derivation };
}

/** What is allocated and no known fact ever earns. */
export function awaitedMinor(obligation: Obligation): bigint {
  return obligation.allocatedMinor - recognizedOn(obligation, END_OF_TIME);
}

function earningsFormula({ segments, increments }: Obligation, on: CivilDate): string {
  const beside = increments.map((increment) => ({ ...increment, untilOn: null, fromOn: null, settledMinor: 0n }));
  const parts = [...segments, ...beside].flatMap(({ amountMinor, plan, untilOn, fromOn, settledMinor }) => {
    const { n, d } = progressAt(plan, untilOn !== null && untilOn < on ? untilOn : on);
    if (n === 0n || (fromOn !== null && on < fromOn)) return [];
    return [`round(${amountMinor} * ${n}/${d})${settledMinor === 0n ? '' : ` - ${settledMinor}`}`];
  });
  return parts.length === 0 ? '0' : parts.join(' + ');
}
