import {
  addDays,
  type CalendarPeriod,
  type CivilDate,
  laterOf,
  monthKey,
  monthOf,
} from '#schema/canonical/calendar.ts';
import { compareKeys } from '#schema/canonical/largest-remainder.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from '../engine-error.ts';
import { canonicalJson } from '../replay-hash.ts';
import type { LedgerEvent } from './events.ts';
import { afterEvent } from './ledger-fold.ts';
import { inNaturalSign, type LedgerRole } from './ledger-role.ts';
import { EMPTY_LEDGER, type LedgerState, type LedgerTerms, lastEarningDay, movementsOn } from './ledger-state.ts';
import { balancesOf, type Movement, movedBetween } from './movement.ts';

/** A gross entry, posted in a month that was open when its event came; its amount is above zero. */
export interface LedgerEntry extends Movement {
  readonly month: string;
}

/**
 * Every entry of a ledger in the order of posting: what an event moves in the event's month, what the passing of days
 * earns at the end of each month, up to the last day that earns anything. When an event comes, each earlier month is
 * locked: what it changes of them is posted in its own.
 */
export function ledgerEntries(
  events: readonly LedgerEvent[],
  terms: LedgerTerms,
): Result<readonly LedgerEntry[], EngineError> {
  const known = onceEach(events);
  if (!known.ok) return known;
  const byMonth = Map.groupBy(known.value, ({ at }) => monthKey(at));
  const [first, last] = [known.value[0]?.at, known.value.at(-1)?.at];
  const entries: LedgerEntry[] = [];
  if (first === undefined || last === undefined) return ok(entries);
  let book: Book = { state: EMPTY_LEDGER, posted: [], moved: [] };
  // An invoice told later may earn later still, so the end moves while the months go by.
  for (
    let month: CalendarPeriod | undefined = monthOf(first);
    month !== undefined;
    month = nextMonth(month, book.state, last)
  ) {
    const done = monthDone(book, { month, events: byMonth.get(month.key) ?? [] }, terms);
    if (!done.ok) return done;
    book = done.value;
    for (const movement of book.moved) entries.push({ ...movement, month: month.key });
  }
  return ok(entries);
}

/** All that the events said, by the last of them. */
export function ledgerState(events: readonly LedgerEvent[], terms: LedgerTerms): Result<LedgerState, EngineError> {
  const known = onceEach(events);
  if (!known.ok) return known;
  let state = EMPTY_LEDGER;
  for (const event of known.value) {
    const next = afterEvent(state, event, terms);
    if (!next.ok) return next;
    state = next.value;
  }
  return ok(state);
}

/** Net change by month and role, each in the role's natural sign; a role that comes to nothing is left out. */
export function postingsOf(entries: readonly LedgerEntry[]): ReadonlyMap<string, ReadonlyMap<LedgerRole, bigint>> {
  const months = [...Map.groupBy(entries, ({ month }) => month)].sort(([a], [b]) => compareKeys(a, b));
  return new Map(
    months.map(([month, own]) => {
      const changes = [...balancesOf(own)].filter(([, minor]) => minor !== 0n);
      return [month, new Map(changes.map(([role, minor]) => [role, inNaturalSign(role, minor)]))];
    }),
  );
}

interface Book {
  readonly state: LedgerState;
  /** All that was posted by the end of the month. */
  readonly posted: readonly Movement[];
  /** What the month itself moved, in order. */
  readonly moved: readonly Movement[];
}

interface Month {
  readonly month: CalendarPeriod;
  readonly events: readonly LedgerEvent[];
}

function monthDone({ state: start, posted }: Book, month: Month, terms: LedgerTerms): Result<Book, EngineError> {
  const moved: Movement[] = [];
  let state = start;
  for (const event of month.events) {
    const next = afterEvent(state, event, terms);
    if (!next.ok) return next;
    const by = movedBy(event, { before: state, after: next.value }, terms);
    if (!by.ok) return by;
    moved.push(...by.value);
    state = next.value;
  }
  const target = movementsOn(state, month.month.to, terms);
  if (!target.ok) return target;
  moved.push(...movedBetween([...posted, ...moved], target.value));
  return ok({ state, posted: target.value, moved });
}

interface Change {
  readonly before: LedgerState;
  readonly after: LedgerState;
}

/** What an event moved, measured with the day before it on both sides, so that nothing else is between them. */
function movedBy(
  { at }: LedgerEvent,
  { before, after }: Change,
  terms: LedgerTerms,
): Result<readonly Movement[], EngineError> {
  const touched = [...after.documents].filter(([key, document]) => before.documents.get(key) !== document);
  const keys = touched.map(([key]) => key);
  const day = addDays(at, -1);
  const earlier = movementsOn(onlyDocuments(before, keys), day, terms);
  if (!earlier.ok) return earlier;
  const later = movementsOn(onlyDocuments(after, keys), day, terms);
  return later.ok ? ok(movedBetween(earlier.value, later.value)) : later;
}

/** Every other document is the same on both sides of an event: leaving it out changes no difference. */
function onlyDocuments(state: LedgerState, keys: readonly string[]): LedgerState {
  const kept = keys.flatMap((key) => {
    const document = state.documents.get(key);
    return document === undefined ? [] : [[key, document] as const];
  });
  return { ...state, documents: new Map(kept) };
}

function nextMonth(month: CalendarPeriod, state: LedgerState, lastEventOn: CivilDate): CalendarPeriod | undefined {
  const earning = lastEarningDay(state);
  const end = earning === null ? lastEventOn : laterOf(earning, lastEventOn);
  return month.to >= end ? undefined : monthOf(addDays(month.to, 1));
}

/** By day, and inside a day as told. A fact delivered again is left out; one that says something else is a conflict. */
function onceEach(events: readonly LedgerEvent[]): Result<readonly LedgerEvent[], EngineError> {
  const known = new Map<string, { readonly event: LedgerEvent; readonly text: string }>();
  for (const event of events) {
    const text = canonicalJson(event);
    const before = known.get(event.id);
    if (before !== undefined && before.text !== text) {
      return fail({ kind: 'EVENT_CONFLICT', subject: event.id, eventIds: [event.id] });
    }
    if (before === undefined) known.set(event.id, { event, text });
  }
  return ok([...known.values()].map(({ event }) => event).sort((a, b) => compareKeys(a.at, b.at)));
}
