import type { ContractState, Obligation } from '#revrec/engine/contract-state.ts';
import { calendarOf, obligationsOf, type Schedule, scheduleOf } from '#revrec/engine/target.ts';
import type { PostedRevenue } from '#revrec/store/journals.ts';
import { compareKeys } from '#schema/canonical/largest-remainder.ts';
import type { ScheduleRow } from '#schema/canonical/revenue.ts';
import { explain, type PublicDerivation } from './derivation.ts';

/** One obligation and month. What the ledger took in a later month is a row of that month, with its origin. */
export interface ScheduleView {
  readonly obligation: Obligation;
  /** YYYY-MM. */
  readonly period: string;
  readonly originPeriod: string | null;
  readonly amountMinor: bigint;
  readonly cumulativeMinor: bigint;
  readonly posted: boolean;
  /** How what the month it was earned in earns came to be; worked out when it is asked for. */
  readonly explanation: () => readonly PublicDerivation[];
}

type Part = Pick<ScheduleView, 'period' | 'originPeriod' | 'amountMinor' | 'posted'>;

/** Every row of a contract, obligation by obligation in order of time; the rows of one sum to what it is to earn. */
export function viewSchedule(state: ContractState, posted: readonly PostedRevenue[]): readonly ScheduleView[] {
  const schedule = scheduleOf(state, calendarOf(state));
  const rows = Map.groupBy(schedule.rows, ({ obligation }) => obligation);
  const taken = Map.groupBy(posted, ({ obligation }) => obligation);
  return obligationsOf(state).flatMap(({ obligation }) => {
    const own = rows.get(obligation.key) ?? [];
    const parts = partsOf(own, taken.get(obligation.key) ?? []);
    let cumulativeMinor = 0n;
    return parts.map((part) => {
      cumulativeMinor += part.amountMinor;
      const explanation = () => explainMonth(state, schedule, ofMonth(own, part.originPeriod ?? part.period));
      return { obligation, ...part, cumulativeMinor, explanation };
    });
  });
}

function ofMonth(rows: readonly ScheduleRow[], month: string): readonly ScheduleRow[] {
  return rows.filter(({ period }) => period === month);
}

function explainMonth(state: ContractState, { derivations }: Schedule, rows: readonly ScheduleRow[]) {
  return explain(
    { currency: state.currency, derivations: [...state.derivations, ...derivations] },
    rows.map(({ derivation }) => derivation),
  );
}

function partsOf(rows: readonly ScheduleRow[], posted: readonly PostedRevenue[]): readonly Part[] {
  const origins = [...new Set([...rows.map(({ period }) => period), ...posted.map((line) => line.originPeriod)])];
  return origins
    .flatMap((origin) => {
      const target = ofMonth(rows, origin).reduce((all, { amountMinor }) => all + amountMinor, 0n);
      return splitByPosting(
        origin,
        target,
        posted.filter(({ originPeriod }) => originPeriod === origin),
      );
    })
    .sort((a, b) => compareKeys(a.period, b.period) || compareKeys(a.originPeriod ?? '', b.originPeriod ?? ''));
}

/** What the ledger has of a month, by the month it was posted in, and what it does not have yet. */
function splitByPosting(origin: string, targetMinor: bigint, posted: readonly PostedRevenue[]): readonly Part[] {
  const inLedger = [...Map.groupBy(posted, ({ postedPeriod }) => postedPeriod)].map(([period, lines]) => ({
    period,
    originPeriod: period === origin ? null : origin,
    amountMinor: lines.reduce((all, { amountMinor }) => all + amountMinor, 0n),
    posted: true,
  }));
  const restMinor = targetMinor - inLedger.reduce((all, { amountMinor }) => all + amountMinor, 0n);
  const rest = { period: origin, originPeriod: null, amountMinor: restMinor, posted: false };
  return [...inLedger, rest].filter(({ amountMinor }) => amountMinor !== 0n);
}
