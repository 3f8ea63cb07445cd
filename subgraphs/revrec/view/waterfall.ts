import { type ContractState, latestVersion } from '#revrec/engine/contract-state.ts';
import { calendarOf, scheduleOf } from '#revrec/engine/target.ts';
import { waterfall } from '#revrec/engine/waterfall.ts';
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
  const sums = waterfall(
    state.contracts.map((contract) => ({
      month: bookedIn.get(contract.key) ?? '',
      minor: latestVersion(contract).transactionPriceMinor,
    })),
    rows.map(({ contract, period, amountMinor }) => ({
      bookedMonth: bookedIn.get(contract) ?? '',
      month: period,
      minor: amountMinor,
    })),
  );
  // Every row is of a contract of the state, so of a month in which something was booked.
  if (!sums.ok) throw new Error(`The waterfall of ${state.contractKey} has a row of no booking`);
  return sums.value
    .filter(({ recognised }) => recognised.size > 0)
    .map(({ bookedMonth, recognised }) => ({
      bookedIn: bookedMonth,
      cells: [...recognised].map(([recognizedIn, amountMinor]) => ({ recognizedIn, amountMinor })),
    }));
}
