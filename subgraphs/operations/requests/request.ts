import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { canonicalJson } from '#kit/commands/canonical-json.ts';
import type { EventBell } from '#kit/events/event-bell.ts';
import type { Principal } from '#kit/identity/principal.ts';
import type { Tracer } from '#kit/observability/trace.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import type { Participants } from '../engine/ports.ts';
import type { CommandSystem } from '../engine/saga.ts';
import type { RequestKey } from './accepted.ts';
import { type Refusal, refuse } from './refusal.ts';

/** What every request handler works with. */
export interface RequestParts {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly bell: EventBell;
  /** Left out = nobody traces. */
  readonly tracer?: Tracer;
  readonly participantsFor: (correlationId: string, entities: readonly string[]) => Participants;
  /** Systems beside the four that are there. */
  readonly connected: readonly CommandSystem[];
}

const KEY_LENGTH_MAX = 255;

/** A client's request is the same again when who asks, what for, the key and the rest of the input are the same. */
export function requestKey(principal: Principal, kind: string, input: { readonly idempotencyKey: string }): RequestKey {
  const { idempotencyKey, ...rest } = input;
  const inputHash = createHash('sha256').update(canonicalJson(rest)).digest('hex');
  return { client: principal.subject, kind, idempotencyKey, inputHash };
}

/** Empty when the key can be one and the input can be kept: Postgres holds no text with the character NUL. */
export function refuseInput(input: { readonly idempotencyKey: string }): readonly Refusal[] {
  if (JSON.stringify(input).includes('\\u0000')) {
    return refuse('INVALID_INPUT', [], 'No text of the input may hold the character NUL.');
  }
  return refuseKey(input.idempotencyKey);
}

const REASON_LENGTH_MAX = 1000;

/** A reason that can be kept; one that money depends on is not left out. */
export function refuseReason(reason: string | null | undefined, needed = false): readonly Refusal[] {
  const text = reason ?? '';
  if (text.length > REASON_LENGTH_MAX) {
    return refuse('INVALID_INPUT', ['reason'], `reason has at most ${REASON_LENGTH_MAX} characters.`);
  }
  return needed && text.trim() === '' ? refuse('INVALID_INPUT', ['reason'], 'Say why in the reason.') : [];
}

function refuseKey(idempotencyKey: string): readonly Refusal[] {
  if (idempotencyKey.length >= 1 && idempotencyKey.length <= KEY_LENGTH_MAX) return [];
  return refuse('INVALID_INPUT', ['idempotencyKey'], `idempotencyKey must have 1 to ${KEY_LENGTH_MAX} characters.`);
}
