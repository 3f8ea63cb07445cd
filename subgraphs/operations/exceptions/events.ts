import type { NewEvent } from '#kit/events/event.ts';

/** What is told of an exception besides its operation's own course, in the order of its life. */
export type ExceptionEventType = 'exception.opened' | 'exception.closed' | 'exception.overdue' | 'exception.escalated';

/** Whose an exception is, as its row says. */
export interface ExceptionSubject {
  readonly id: string;
  readonly customer_id: string | null;
  readonly contract_id: string | null;
  readonly legal_entity: string;
}

/** `severity` and `pages` let an alerting tool decide whether somebody is woken. */
export interface ExceptionEventData {
  readonly operation: null;
  readonly step: null;
  readonly exceptionId: string;
  readonly cause: string;
  readonly severity: string;
  readonly pages: boolean;
  readonly ownerTeam: string;
}

export function exceptionEvent(
  type: ExceptionEventType,
  subject: ExceptionSubject,
  at: Date,
  data: Omit<ExceptionEventData, 'operation' | 'step' | 'exceptionId'>,
): NewEvent {
  return {
    type,
    schemaVersion: 1,
    origin: 'DERIVED',
    occurredAt: at,
    legalEntity: subject.legal_entity,
    customerId: subject.customer_id,
    contractId: subject.contract_id,
    // The stream of an operation shows its course; news of an exception is of no step of it.
    operationId: null,
    correlationId: subject.id,
    causationId: subject.id,
    data: { operation: null, step: null, exceptionId: subject.id, ...data } satisfies ExceptionEventData,
  };
}
