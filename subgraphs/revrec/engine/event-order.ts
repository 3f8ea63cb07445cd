import { parseCivilDate } from '#schema/canonical/calendar.ts';
import { compareKeys } from '#schema/canonical/largest-remainder.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';
import { EVENT_RANK, type RevenueEvent } from './events.ts';
import { invalid } from './payload.ts';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/**
 * What was known at an instant, once each, in the order of business. The order of arrival and the number of
 * deliveries have no influence. Superseding is final: an event corrected twice follows its last correction.
 */
export function knownEvents(
  events: readonly RevenueEvent[],
  knownAt: string,
): Result<readonly RevenueEvent[], EngineError> {
  if (!INSTANT.test(knownAt)) return invalid('knownAt', `${knownAt} is no instant`);
  const malformed = events.find((event) => !isWellFormed(event));
  if (malformed !== undefined) return invalid(malformed.id, 'a date, an instant or the kind cannot be read');

  const known = events.filter(({ recordedAt }) => recordedAt <= knownAt);
  const supersededIds = new Set(known.flatMap(({ supersedes }) => (supersedes === null ? [] : [supersedes])));
  const sourced = known.map((event) => ({ event, source: sourceOf(event) }));
  const facts = Map.groupBy(sourced, ({ event, source }) => `${source}${event.source.payloadHash}`);
  const standing = [...facts.values()]
    .filter((copies) => !copies.some(({ event }) => supersededIds.has(event.id) || isSuperseded(event, knownAt)))
    .flatMap((copies) => copies.toSorted((a, b) => byRecord(a.event, b.event)).slice(0, 1));

  for (const [source, versions] of Map.groupBy(standing, (one) => one.source)) {
    if (versions.length > 1) {
      return fail({
        kind: 'EVENT_CONFLICT',
        subject: source,
        eventIds: versions.map(({ event }) => event.id).sort(compareKeys),
      });
    }
  }
  const told = standing.map(({ event }) => event).filter(({ payload }) => payload !== null);
  return ok(told.sort(byBusiness));
}

function isWellFormed({ effectiveAt, recordedAt, supersededAt, kind }: RevenueEvent): boolean {
  const instants = [recordedAt, ...(supersededAt === null ? [] : [supersededAt])];
  return parseCivilDate(effectiveAt) !== null && instants.every((text) => INSTANT.test(text)) && EVENT_RANK.has(kind);
}

function isSuperseded({ supersededAt }: RevenueEvent, knownAt: string): boolean {
  return supersededAt !== null && supersededAt <= knownAt;
}

function sourceOf({ source }: RevenueEvent): string {
  return JSON.stringify([source.system, source.objectType, source.objectId, source.objectVersion]);
}

/** Of several deliveries the first recorded one stands. */
function byRecord(a: RevenueEvent, b: RevenueEvent): number {
  return compareKeys(a.recordedAt, b.recordedAt) || compareKeys(a.id, b.id);
}

/** The order in which events of one contract count. */
export function byBusiness(a: RevenueEvent, b: RevenueEvent): number {
  return (
    compareKeys(a.effectiveAt, b.effectiveAt) ||
    rankOf(a) - rankOf(b) ||
    compareKeys(a.source.system, b.source.system) ||
    compareKeys(a.source.objectId, b.source.objectId) ||
    compareVersions(a.source.objectVersion, b.source.objectVersion) ||
    compareKeys(a.id, b.id)
  );
}

function rankOf({ kind }: RevenueEvent): number {
  return EVENT_RANK.get(kind) ?? Number.MAX_SAFE_INTEGER;
}

/** Among numbers, and only there, versions have one order. */
export function isNumber(version: string): boolean {
  return /^\d+$/.test(version);
}

/** Version 10 follows version 9 when both are numbers. */
export function compareVersions(a: string, b: string): number {
  if (!isNumber(a) || !isNumber(b)) return compareKeys(a, b);
  const difference = BigInt(a) - BigInt(b);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}
