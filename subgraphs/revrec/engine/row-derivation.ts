import type { CivilDate } from '#schema/canonical/calendar.ts';
import { ratio, subtractRatios } from '#schema/canonical/ratio.ts';
import type { Derivation, ScheduleRow } from '#schema/canonical/revenue.ts';
import { exactlyEarnedOn, type Obligation, openSegment } from './contract-state.ts';
import { figure } from './derivation.ts';
import { progressAt } from './measure.ts';

/** Why a row of a period that ends on `to` is what it is. */
export function explainRow(
  { derivation: id, amountMinor, cumulativeMinor }: ScheduleRow,
  obligation: Obligation,
  { to, policyIds }: { readonly to: CivilDate; readonly policyIds: readonly string[] },
): Derivation {
  const before = cumulativeMinor - amountMinor;
  const parts = [...obligation.segments, ...obligation.increments];
  return figure({
    id,
    op: 'SCHEDULE',
    rule: `${obligation.measure}, difference of rounded cumulative figures`,
    formula: `${earningsFormula(obligation, to)} - ${before}`,
    inputs: [...parts.map(({ derivation }) => derivation), ...policyIds],
    exact: subtractRatios(exactlyEarnedOn(obligation, to), ratio(before)),
    rounded: amountMinor,
  });
}

/** Why a row waits. */
export function explainAwaited(
  { derivation: id, amountMinor }: ScheduleRow,
  obligation: Obligation,
  policyIds: readonly string[],
): Derivation {
  const { derivation: cause } = openSegment(obligation);
  return figure({
    id,
    op: 'SCHEDULE',
    rule: `awaits ${obligation.trigger ?? 'its evidence'}`,
    formula: `${amountMinor}`,
    inputs: [cause, ...policyIds],
    exact: ratio(amountMinor),
  });
}

function earningsFormula({ segments, increments }: Obligation, on: CivilDate): string {
  const beside = increments.map((increment) => ({ ...increment, untilOn: null, fromOn: null, settledMinor: 0n }));
  const parts = [...segments, ...beside].flatMap(({ amountMinor, plan, untilOn, fromOn, settledMinor }) => {
    const { n, d } = progressAt(plan, untilOn !== null && untilOn < on ? untilOn : on);
    if ((n === 0n && settledMinor === 0n) || (fromOn !== null && on < fromOn)) return [];
    return [`round(${amountMinor} * ${n}/${d})${settledMinor === 0n ? '' : ` - ${settledMinor}`}`];
  });
  return parts.length === 0 ? '0' : parts.join(' + ');
}
