import type { FollowedOperation, SyncStatusEvent } from '../documents/sync-status.ts';

/** What is shown of the followed operation: its latest state, and where in the log that stands. */
export interface OperationView {
  readonly operation: FollowedOperation;
  readonly sequence: number;
  readonly occurredAt: string;
}

const ENDED: ReadonlySet<string> = new Set(['SUCCEEDED', 'COMPENSATED', 'FAILED', 'CANCELLED']);

export function hasEnded(status: string): boolean {
  return ENDED.has(status);
}

/**
 * Takes in the next event. An event with the operation replaces everything, one with a step alone replaces that step;
 * a step of an operation that was never seen is dropped, because the snapshot that brings both is on its way.
 */
export function withEvent(view: OperationView | null, event: SyncStatusEvent): OperationView | null {
  const operation = event.operation ?? view?.operation;
  if (operation === undefined) return null;
  const { step } = event;
  const steps = step === null ? operation.steps : withStep(operation.steps, step);
  return { operation: { ...operation, steps }, sequence: event.sequence, occurredAt: event.occurredAt };
}

type Step = FollowedOperation['steps'][number];

function withStep(steps: readonly Step[], step: Step): Step[] {
  const known = steps.some((one) => one.name === step.name);
  return known ? steps.map((one) => (one.name === step.name ? step : one)) : [...steps, step];
}
