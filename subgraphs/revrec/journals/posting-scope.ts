import type { ContractState } from '#revrec/engine/contract-state.ts';
import type { PostingScope } from '#revrec/engine/posting.ts';
import { calendarOf } from '#revrec/engine/target.ts';
import { civilDate, earlierOf, laterOf, monthlyCalendar, monthOf } from '#schema/canonical/calendar.ts';
import type { PostingWindow } from '#schema/commands/revrec.ts';

/** The months of a contract with their locks: what the ledger does not call open is closed. */
export function postingScope(state: ContractState, { through, openPeriods }: PostingWindow): PostingScope {
  const open = new Set(openPeriods);
  const months = [through, ...openPeriods].map((key) => monthOf(civilDate(`${key}-01`)));
  const known = calendarOf(state);
  const first = months.map(({ from }) => from).reduce(earlierOf, known[0]?.from ?? civilDate(`${through}-01`));
  const last = months.map(({ to }) => to).reduce(laterOf, civilDate(`${through}-01`));
  const periods = monthlyCalendar(first, last).map((month) => ({
    ...month,
    status: open.has(month.key) ? ('OPEN' as const) : ('CLOSED' as const),
  }));
  return { periods, through };
}
