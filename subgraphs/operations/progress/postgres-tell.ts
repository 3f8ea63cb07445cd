import { appendEvents } from '#kit/events/event-log.ts';
import { type OperationEventType, type OperationSubject, operationEvent, type StepState } from './events.ts';
import type { OperationRow, Work } from './postgres-rows.ts';

/** Tells those who follow the operation, as it stands now. */
export async function tellOf(
  { em, operation, now }: Work,
  type: OperationEventType,
  step: StepState | null,
  exceptionId: string | null,
): Promise<void> {
  const { status, commitment, finalization } = operation;
  const data = { operation: { status, commitment, finalization }, step, exceptionId };
  await appendEvents(em, [operationEvent(type, subjectOf(operation), now, data)]);
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
