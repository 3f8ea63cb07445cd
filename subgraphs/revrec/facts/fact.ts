import { createHash } from 'node:crypto';
import { canonicalJson } from '#kit/commands/canonical-json.ts';
import { derivedId } from '#kit/runtime/ids.ts';
import type { EventOf } from '#revrec/engine/events.ts';

/** Where a fact comes from and when it holds, without its payload. */
export interface Told<Kind extends string> {
  readonly kind: Kind;
  readonly entity: string;
  readonly contractKey: string;
  readonly effectiveAt: string;
  readonly recordedAt: string;
  readonly source: readonly [system: string, objectType: string, objectId: string, objectVersion: string];
}

/** A fact. Its id follows from its source, so the same source version gives the same fact whenever it is told. */
export function fact<Kind extends string, Payload>(told: Told<Kind>, payload: Payload): EventOf<Kind, Payload> {
  const { source, ...common } = told;
  const [system, objectType, objectId, objectVersion] = source;
  const payloadHash = createHash('sha256').update(canonicalJson(payload)).digest('hex');
  return {
    ...common,
    id: derivedId('rev', ...source),
    supersededAt: null,
    supersedes: null,
    source: { system, objectType, objectId, objectVersion, payloadHash },
    payload,
  };
}
