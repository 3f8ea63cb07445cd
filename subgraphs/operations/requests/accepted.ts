import type { Saga, SagaInput } from '../engine/saga.ts';
import type { ContractAct } from './contract-lifecycle.ts';
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
  /** The line that the operation stands in, such as its contract's; its books have one of their own behind it. */
  readonly line: string;
  /** What a change of a contract was planned on; left out for everything else. */
  readonly basis?: ContractBasis;
  /** Given back to the saga with its own name. */
  readonly saga: Saga<SagaInput>;
  readonly sagaInput: SagaInput;
}

/** What has to hold of a contract still when a change of it that was held back begins. */
export interface ContractBasis {
  readonly version: number;
  readonly act: ContractAct;
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
