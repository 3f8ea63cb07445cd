import type { LoggedEvent } from '#kit/events/event.ts';
import { writeCursor } from '#kit/events/stream-cursor.ts';
import type { OperationEventData } from '../progress/events.ts';
import type { OperationRow } from '../progress/postgres-rows.ts';

/** One item of the stream, as the resolvers of `SyncStatusEvent` read it. */
export interface SyncStatusItem {
  readonly cursor: string;
  readonly sequence: number;
  readonly occurredAt: string;
  readonly kind: string;
  readonly operationId: string | null;
  /** The operation's states at the moment of the event; null for news that is of no operation. */
  readonly states: OperationEventData['operation'] | null;
  readonly step: OperationEventData['step'];
  readonly exceptionId: string | null;
  readonly customerId: string | null;
  readonly contractId: string | null;
}

export function itemOfEvent(event: LoggedEvent, sequence: number): SyncStatusItem {
  const data = isOfOperation(event.data) ? event.data : null;
  return {
    cursor: writeCursor({ position: event.position, sequence, inSnapshot: false }),
    sequence,
    occurredAt: event.occurredAt.toISOString(),
    kind: event.type,
    operationId: event.operationId,
    states: data?.operation ?? null,
    step: data?.step ?? null,
    exceptionId: exceptionOf(event.data),
    customerId: event.customerId,
    contractId: event.contractId,
  };
}

/** The exception that an event is about, also where no operation is. */
function exceptionOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('exceptionId' in data)) return null;
  return typeof data.exceptionId === 'string' ? data.exceptionId : null;
}

/** Events of an operation's course carry its states; what happened in the business stands for itself. */
function isOfOperation(data: unknown): data is OperationEventData {
  return typeof data === 'object' && data !== null && 'operation' in data && 'step' in data;
}

/** The state of an operation when the stream began; `operation` is null where nothing matches the filter. */
export function itemOfSnapshot(
  operation: OperationRow | null,
  cursor: { readonly text: string; readonly sequence: number },
  now: Date,
): SyncStatusItem {
  return {
    cursor: cursor.text,
    sequence: cursor.sequence,
    occurredAt: (operation?.updated_at ?? now).toISOString(),
    kind: 'snapshot',
    operationId: operation?.id ?? null,
    states: operation,
    step: null,
    exceptionId: null,
    customerId: operation?.customer_id ?? null,
    contractId: operation?.contract_id ?? null,
  };
}
