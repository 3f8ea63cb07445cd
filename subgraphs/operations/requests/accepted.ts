import type { Enqueued } from '../engine/dbos-engine.ts';
import type { Refusal } from './refusal.ts';

/** Everything that is written when a request is taken, in one transaction. */
export interface Acceptance {
  readonly operationId: string;
  readonly kind: string;
  readonly client: string;
  readonly idempotencyKey: string;
  /** Of the input without its key: the same key with another hash is a conflict. */
  readonly inputHash: string;
  readonly input: unknown;
  readonly correlationId: string;
  readonly customerId: string | null;
  readonly contractId: string | null;
  readonly legalEntity: string;
  /** The queue that the operation stands in; null for one that waits for nobody. */
  readonly line: string;
  readonly steps: readonly { readonly name: string; readonly system: string }[];
  readonly workflow: string;
  readonly sagaInput: (sequence: number) => Enqueued['input'];
}

/** Who asks with which key: what makes a request the same as one before. */
export interface RequestKey {
  readonly client: string;
  readonly kind: string;
  readonly idempotencyKey: string;
  readonly inputHash: string;
}

/** What a mutation answers. */
export type Answer =
  | { readonly kind: 'ACCEPTED'; readonly operationId: string | null; readonly replayed: boolean }
  | { readonly kind: 'PREVIEWED'; readonly preview: unknown }
  | { readonly kind: 'REFUSED'; readonly refusals: readonly Refusal[] };
