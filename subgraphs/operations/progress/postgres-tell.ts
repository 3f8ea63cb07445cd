import { appendEvents } from '#kit/events/event-log.ts';
import { type OperationEventType, type OperationSubject, operationEvent, type StepState } from './events.ts';
import type { OperationRow, Work } from './postgres-rows.ts';

/** One thing that happened to an operation; `state` is the step that it happened to. */
export interface Told {
  readonly type: OperationEventType;
  readonly state: StepState | null;
  readonly exceptionId: string | null;
}

/** Tells those who follow the operation, as it stands now. */
export function tellOf(
  work: Work,
  type: OperationEventType,
  state: StepState | null,
  exceptionId: string | null,
): Promise<void> {
  return tellAll(work, [{ type, state, exceptionId }]);
}

/** Tells several things, in this order. */
export async function tellAll({ em, operation, now }: Work, tidings: readonly Told[]): Promise<void> {
  const { status, commitment, finalization } = operation;
  const subject = subjectOf(operation);
  const events = tidings.map(({ type, state, exceptionId }) =>
    operationEvent(type, subject, now, { operation: { status, commitment, finalization }, step: state, exceptionId }),
  );
  await appendEvents(em, events);
}

/** What every event about an operation names. */
export function subjectOf(operation: OperationRow): OperationSubject {
  return {
    operationId: operation.id,
    customerId: operation.customer_id,
    contractId: operation.contract_id,
    legalEntity: operation.legal_entity,
    correlationId: operation.correlation_id,
  };
}
