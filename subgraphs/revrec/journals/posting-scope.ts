import type { ContractState } from '#revrec/engine/contract-state.ts';
import type { PostedLine, PostingScope } from '#revrec/engine/posting.ts';
import { calendarOf } from '#revrec/engine/target.ts';
import { type CivilDate, civilDate, earlierOf, laterOf, monthlyCalendar, monthOf } from '#schema/canonical/calendar.ts';
import type { PostingWindow } from '#schema/commands/revrec.ts';

/** The months of a contract with their locks: what the ledger does not call open is closed. */
export function postingScope(state: ContractState, window: PostingWindow): PostingScope {
  return scopeFrom(calendarOf(state)[0]?.from ?? null, window);
}

/** The same for what was posted of a contract that counts no more. */
export function postedScope(posted: readonly PostedLine[], window: PostingWindow): PostingScope {
  const days = posted.map(({ originPeriod }) => civilDate(`${originPeriod}-01`));
  const [first = null, ...others] = days;
  return scopeFrom(first === null ? null : others.reduce(earlierOf, first), window);
}

function scopeFrom(start: CivilDate | null, { through, openPeriods }: PostingWindow): PostingScope {
  const open = new Set(openPeriods);
  const months = [through, ...openPeriods].map((key) => monthOf(civilDate(`${key}-01`)));
  const first = months.map(({ from }) => from).reduce(earlierOf, start ?? civilDate(`${through}-01`));
  const last = months.map(({ to }) => to).reduce(laterOf, civilDate(`${through}-01`));
  const periods = monthlyCalendar(first, last).map((month) => ({
    ...month,
    status: open.has(month.key) ? ('OPEN' as const) : ('CLOSED' as const),
  }));
  return { periods, through };
}
