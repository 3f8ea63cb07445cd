import type { ContractState } from '#revrec/engine/contract-state.ts';
import { calendarOf, scheduleOf } from '#revrec/engine/target.ts';
import { type CivilDate, monthKey } from '#schema/canonical/calendar.ts';

export interface WaterfallView {
  readonly bookedIn: string;
  readonly cells: readonly { readonly recognizedIn: string; readonly amountMinor: bigint }[];
}

/** Revenue by the month its accounting contract was booked in and the month it is earned in, between two days' months. */
export function viewWaterfall(state: ContractState, from: CivilDate, to: CivilDate): readonly WaterfallView[] {
  const bookedIn = new Map(
    state.contracts.map(({ key, versions }) => [key, versions[0]?.effectiveOn.slice(0, 7) ?? '']),
  );
  const rows = scheduleOf(state, calendarOf(state)).rows.filter(
    ({ period, state: rowState }) =>
      rowState !== 'AWAITING_TRIGGER' && period >= monthKey(from) && period <= monthKey(to),
  );
  const byBooking = Map.groupBy(rows, ({ contract }) => bookedIn.get(contract) ?? '');
  return [...byBooking]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, own]) => ({
      bookedIn: month,
      cells: [...Map.groupBy(own, ({ period }) => period)]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([recognizedIn, cells]) => ({
          recognizedIn,
          amountMinor: cells.reduce((all, { amountMinor }) => all + amountMinor, 0n),
        })),
    }));
}
