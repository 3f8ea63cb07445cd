import { type CivilDate, civilDate } from '#schema/canonical/calendar.ts';
import { compareKeys } from '#schema/canonical/largest-remainder.ts';
import { byBusiness, compareVersions, isNumber } from './event-order.ts';
import type { EventOf, ModificationApproved, RevenueEvent } from './events.ts';

type Modification = EventOf<'MODIFICATION_APPROVED', ModificationApproved> & { readonly payload: ModificationApproved };

/**
 * The events with each amendment divided by the terms that it is about. A renewal may be signed ahead of its term; an
 * amendment signed after it, but for an earlier day, changes both terms. What it changes of the later one is a modification
 * of what the renewal promised, and takes hold with it: nothing of that term is promised before.
 */
export function dividedByTerms(events: readonly RevenueEvent[]): readonly RevenueEvent[] {
  const modifications = events.filter(isModification);
  if (modifications.length < 2) return events;
  if (areSignedInOrder(modifications)) return events.toSorted(byBusiness);
  return events
    .flatMap<RevenueEvent>((event) =>
      isModification(event) ? divide(event, termsAhead(event, modifications)) : [event],
    )
    .toSorted(byBusiness);
}

/** Whether the versions of one object follow the days, as they do where nothing was signed ahead. */
function areSignedInOrder(modifications: readonly Modification[]): boolean {
  return modifications.every((next, index) => {
    const before = modifications[index - 1];
    return before === undefined || isNextVersion(before, next);
  });
}

function isNextVersion(before: Modification, next: Modification): boolean {
  const [one, other] = [before.source.objectVersion, next.source.objectVersion];
  return (
    before.effectiveAt <= next.effectiveAt &&
    before.source.objectId === next.source.objectId &&
    isNumber(one) &&
    isNumber(other) &&
    compareVersions(one, other) <= 0
  );
}

/** The part of an amendment that holds for a term signed ahead of it is named after that term's first day. */
export function partOf(amendment: string, termStartsOn: CivilDate): string {
  return `${amendment}@${termStartsOn}`;
}

export function isPartOf(part: string, amendment: string): boolean {
  return part === amendment || part.startsWith(`${amendment}@`);
}

/** First days of the terms that were signed before this change, by its version, and begin after its day; the earliest first. */
export function termsAhead(
  change: Pick<RevenueEvent, 'effectiveAt'> & {
    readonly source: Pick<RevenueEvent['source'], 'objectId' | 'objectVersion'>;
  },
  events: readonly RevenueEvent[],
): readonly CivilDate[] {
  const ahead = events.filter(
    ({ kind, effectiveAt, source }) =>
      kind === 'MODIFICATION_APPROVED' &&
      effectiveAt > change.effectiveAt &&
      source.objectId === change.source.objectId &&
      compareVersions(source.objectVersion, change.source.objectVersion) < 0,
  );
  return [...new Set(ahead.map(({ effectiveAt }) => civilDate(effectiveAt)))].toSorted(compareKeys);
}

function divide(event: Modification, ahead: readonly CivilDate[]): readonly Modification[] {
  const { amendment, added, removed } = event.payload;
  const termOf = (from: string | undefined) =>
    ahead.findLast((startsOn) => from !== undefined && from >= startsOn) ?? null;
  const own = {
    ...event.payload,
    added: added.filter(({ from }) => termOf(from) === null),
    removed: removed.filter(({ from }) => termOf(from) === null),
  };
  const { penalty: _, ...shared } = event.payload;
  const ofItsOwnDay = { priceDelta: null, concession: null, documents: [], extended: [], variable: [] };
  const later = ahead.flatMap((startsOn): readonly Modification[] => {
    const part = {
      added: added.filter(({ from }) => termOf(from) === startsOn),
      removed: removed.filter(({ from }) => termOf(from) === startsOn),
    };
    if (part.added.length + part.removed.length === 0) return [];
    const payload = { ...shared, ...part, amendment: partOf(amendment, startsOn) };
    return [{ ...event, effectiveAt: startsOn, payload: { ...payload, ...ofItsOwnDay } }];
  });
  if (later.length === 0) return [event];
  return isEmpty(own) ? later : [{ ...event, payload: own }, ...later];
}

/** Whether nothing is left of an amendment for its own day. */
function isEmpty(own: ModificationApproved): boolean {
  const { added, removed, extended = [], variable = [], priceDelta, concession, penalty } = own;
  const isPriced = priceDelta !== null || concession !== null || penalty !== undefined;
  return added.length + removed.length + extended.length + variable.length === 0 && !isPriced;
}

function isModification(event: RevenueEvent): event is Modification {
  return event.kind === 'MODIFICATION_APPROVED' && event.payload !== null;
}
