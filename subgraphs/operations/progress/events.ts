import type { NewEvent } from '#kit/events/event.ts';
import type { StepProgress } from '../engine/ports.ts';

/** What an operation's events name besides their own news. */
export interface OperationSubject {
  readonly operationId: string;
  readonly customerId: string | null;
  readonly contractId: string | null;
  readonly legalEntity: string;
  readonly correlationId: string;
}

/** The operation's own states at the moment of an event, so that a stream shows each one in its place. */
export interface OperationStates {
  readonly status: string;
  readonly commitment: string;
  readonly finalization: string;
}

/** A step as it was at the moment of an event. */
export interface StepState {
  readonly name: string;
  readonly system: string;
  readonly vendor: string | null;
  readonly status: string;
  readonly attempts: number;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly waitingFor: string | null;
  readonly effect: unknown;
  readonly error: unknown;
  /** How far a step in rounds is; left out where it is none. */
  readonly progress?: StepProgress;
}

/** The data of every event of this room, version 1. */
export interface OperationEventData {
  readonly operation: OperationStates;
  readonly step: StepState | null;
  readonly exceptionId: string | null;
}

/** The kinds that `SyncStatusEvent.kind` shows. */
export const OPERATION_EVENTS = [
  'operation.accepted',
  'operation.committed',
  'operation.succeeded',
  'operation.compensated',
  'operation.failed',
  'operation.parked',
  'operation.resumed',
  'step.started',
  'step.advanced',
  'step.waiting',
  'step.uncertain',
  'step.finished',
  'step.skipped',
  'step.refused',
  'step.compensated',
  'operation.cancelled',
  'operation.released',
  'operation.replayed',
  'step.replayed',
  'approval.requested',
  'approval.decided',
  'exception.opened',
  'exception.closed',
  'exception.overdue',
  'exception.escalated',
] as const;
export type OperationEventType = (typeof OPERATION_EVENTS)[number];

export function operationEvent(
  type: OperationEventType,
  subject: OperationSubject,
  at: Date,
  data: OperationEventData,
): NewEvent {
  return {
    type,
    schemaVersion: 1,
    origin: 'DERIVED',
    occurredAt: at,
    legalEntity: subject.legalEntity,
    customerId: subject.customerId,
    contractId: subject.contractId,
    operationId: subject.operationId,
    correlationId: subject.correlationId,
    causationId: subject.operationId,
    data,
  };
}
