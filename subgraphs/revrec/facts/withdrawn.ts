import { createHash } from 'node:crypto';
import { derivedId } from '#kit/runtime/ids.ts';
import type { RevenueEvent } from '#revrec/engine/events.ts';

/** Says that a fact counts no more, from now on; what was known before stays known. */
export function withdrawn(event: RevenueEvent, recordedAt: string): RevenueEvent {
  const payloadHash = createHash('sha256').update('null').digest('hex');
  return {
    ...event,
    id: derivedId('rev', 'REVREC', 'WITHDRAWAL', event.id),
    recordedAt,
    supersededAt: null,
    supersedes: event.id,
    source: { system: 'REVREC', objectType: 'WITHDRAWAL', objectId: event.id, objectVersion: '1', payloadHash },
    payload: null,
  };
}
