import type { SyncStatusEvent } from '../../../../console/src/documents/sync-status.ts';
import { hasEnded, withEvent } from '../../../../console/src/operation/operation-view.ts';

const step = (name: string, status: string) => ({
  name,
  system: 'ERP',
  vendor: null,
  status,
  attempts: 1,
  startedAt: null,
  finishedAt: null,
  waitingFor: null,
  progress: null,
  effect: null,
  error: null,
});
const operation = {
  id: 'operation-1',
  kind: 'AMEND_CONTRACT',
  status: 'RUNNING',
  commitment: 'PENDING',
  finalization: 'PENDING',
  requestedBy: 'revops',
  requestedAt: '2026-11-21T12:00:00.000Z',
  correlationId: 'c',
  steps: [step('post-invoice', 'PENDING')],
  exceptions: [],
};
const event = (sequence: number, part: Partial<SyncStatusEvent>): SyncStatusEvent => ({
  cursor: `${sequence}`,
  sequence,
  occurredAt: '2026-11-21T12:00:00.000Z',
  kind: 'step.finished',
  operation: null,
  step: null,
  ...part,
});

describe('The followed operation', () => {
  it('shows the snapshot, then each step as it moves', () => {
    const first = withEvent(null, event(1, { operation }));
    const second = withEvent(first, event(2, { step: step('post-invoice', 'DONE') }));
    const third = withEvent(second, event(3, { step: step('recognize-revenue', 'RUNNING') }));
    expect(third?.operation.steps.map((one) => `${one.name} ${one.status}`)).toEqual([
      'post-invoice DONE',
      'recognize-revenue RUNNING',
    ]);
    expect(third?.sequence).toBe(3);
  });

  it('waits for the snapshot before it shows a step', () => {
    expect(withEvent(null, event(1, { step: step('post-invoice', 'DONE') }))).toBeNull();
  });

  it('has ended only in a state that nothing follows', () => {
    expect(['SUCCEEDED', 'COMPENSATED', 'FAILED', 'CANCELLED'].every(hasEnded)).toBe(true);
    expect(['QUEUED', 'RUNNING', 'WAITING', 'PARKED', 'COMPENSATING', 'UNKNOWN'].some(hasEnded)).toBe(false);
  });
});
