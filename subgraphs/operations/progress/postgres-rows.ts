import type { EntityManager } from 'typeorm';
import type { Asked, StepProgress } from '../engine/ports.ts';

/** Rows of the operations schema as Postgres gives them. */
export interface OperationRow {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly commitment: string;
  readonly finalization: string;
  readonly client: string;
  readonly idempotency_key: string;
  readonly input_hash: string;
  readonly requested_by: string;
  readonly requested_at: Date;
  readonly updated_at: Date;
  readonly finished_at: Date | null;
  readonly correlation_id: string;
  readonly sequence: number | null;
  readonly customer_id: string | null;
  readonly contract_id: string | null;
  readonly legal_entity: string;
  readonly line: string | null;
  readonly saga: string;
  readonly saga_version: number;
  readonly committed_at: Date | null;
  readonly books_line: string | null;
  readonly books_sequence: number | null;
  /** W3C trace context of what it was accepted in; null where nobody traced. */
  readonly traceparent: string | null;
}

/** What a transaction about an operation works with; the operation's row is locked. */
export interface Work {
  readonly em: EntityManager;
  readonly operation: OperationRow;
  readonly now: Date;
}

export interface StepRow {
  readonly operation_id: string;
  readonly position: number;
  readonly name: string;
  readonly system: string;
  readonly vendor: string | null;
  readonly status: string;
  readonly attempts: number;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly waiting_for: string | null;
  readonly effect: unknown;
  readonly error: unknown;
  readonly waits_in: string | null;
  /** What it was done with; null while it is not done, and when it was skipped. */
  readonly asked: readonly Asked[] | null;
  /** Null for a step that is done at once. */
  readonly progress: StepProgress | null;
}

export interface ExceptionRow {
  readonly id: string;
  readonly operation_id: string | null;
  readonly step: string | null;
  readonly system: string | null;
  readonly cause: string;
  readonly status: string;
  readonly title: string;
  readonly explanation: string;
  readonly next_action: string;
  readonly impact_minor: string | null;
  readonly impact_currency: string | null;
  readonly severity: string;
  readonly material: boolean;
  readonly owner_team: string;
  readonly assignee: string | null;
  readonly opened_at: Date;
  readonly due_at: Date;
  readonly closed_at: Date | null;
  readonly customer_id: string | null;
  readonly contract_id: string | null;
  readonly legal_entity: string;
  readonly payload: unknown;
}
