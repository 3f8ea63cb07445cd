import type { EntityManager } from 'typeorm';
import { UNASSIGNED } from '#kit/events/event.ts';
import { appendEvents } from '#kit/events/event-log.ts';
import type { Principal } from '#kit/identity/principal.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import { CANONICAL_EVENTS, type CanonicalEventOf } from '#schema/events/catalogue.ts';
import type { CommandCall } from './command-door.ts';

type System = CanonicalEventOf<'command.refused'>['data']['system'];

/** Of what the caller wrote; the payload is not told. */
const TEXT_LENGTH_MAX = 255;

/**
 * Tells that a signed caller was refused at a command door, for the audit. The unsigned never come so far, so that nobody
 * whom we do not know can fill the log. `em` is in no transaction: there is no change that it belongs to.
 */
export function tellRefused(em: EntityManager, clock: Clock, system: System) {
  return async ({ subject, roles, correlationId }: Principal, call: CommandCall, reason: string): Promise<void> => {
    const type = 'command.refused';
    const data: CanonicalEventOf<typeof type>['data'] = {
      system,
      command: kept(call.name),
      key: typeof call.key === 'string' ? kept(call.key) : null,
      principal: kept(subject),
      roles,
      reason,
    };
    await appendEvents(em, [
      {
        type,
        schemaVersion: CANONICAL_EVENTS[type].version,
        origin: 'SOURCE',
        occurredAt: clock.now(),
        legalEntity: UNASSIGNED,
        customerId: null,
        contractId: null,
        operationId: null,
        correlationId,
        causationId: null,
        data,
      },
    ]);
  };
}

/** Postgres keeps no zero characters in a text. */
function kept(text: string): string {
  return text.replaceAll('\u0000', '').slice(0, TEXT_LENGTH_MAX);
}
