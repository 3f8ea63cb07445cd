import { derivedId } from '#kit/runtime/ids.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';

/**
 * The same facts, as they can be kept: one whose source version was told before and withdrawn gets a version of its own,
 * because what was withdrawn stays withdrawn.
 */
export function retold(told: readonly RevenueEvent[], held: readonly RevenueEvent[]): readonly RevenueEvent[] {
  return told.map((event) => {
    const { system, objectType, objectId, objectVersion } = event.source;
    const versions = held
      .filter(({ source }) => source.system === system && source.objectType === objectType)
      .filter(({ source }) => source.objectId === objectId)
      .filter(({ source }) => source.objectVersion.split('.')[0] === objectVersion);
    const isStanding = versions.some(({ supersededAt }) => supersededAt === null);
    if (versions.length === 0) return event;
    const standing = versions.find(({ supersededAt }) => supersededAt === null)?.source.objectVersion;
    const next = isStanding ? (standing ?? objectVersion) : `${objectVersion}.${versions.length}`;
    if (next === objectVersion) return event;
    const source = { ...event.source, objectVersion: next };
    return { ...event, id: derivedId('rev', system, objectType, objectId, next), source };
  });
}
