import { useEffect, useRef } from 'react';
import type { FollowedOperation } from '../documents/sync-status.ts';
import type { FeedState } from '../graph/live-feed.ts';
import { CorrelationId } from '../show/failure-notice.tsx';
import { Skeleton } from '../show/skeleton.tsx';
import { StatusBadge } from '../show/status-badge.tsx';
import { phraseOf, wordsOf } from '../show/status-words.ts';
import { hasEnded } from './operation-view.ts';
import { StepTable } from './step-table.tsx';
import { useOperation } from './use-operation.ts';

interface Props {
  readonly operationId: string;
  /** Called once, when the operation was seen running and then ended. */
  readonly onEnded: () => void;
  readonly onClose: () => void;
  readonly onUnauthenticated: () => void;
}

/** The steps of one operation as they happen. */
export function OperationProgress({ operationId, onEnded, onClose, onUnauthenticated }: Props) {
  const { view, feed } = useOperation(operationId);
  const status = view?.operation.status ?? null;
  const wasRunning = useRef(false);
  const heading = useRef<HTMLHeadingElement>(null);

  // Whoever submitted at the bottom of a long form is led to what comes of it.
  useEffect(() => heading.current?.focus(), []);

  useEffect(() => {
    if (status === null) return;
    if (!hasEnded(status)) wasRunning.current = true;
    else if (wasRunning.current) {
      wasRunning.current = false;
      onEnded();
    }
  }, [status, onEnded]);
  useEffect(() => {
    if (feed.kind === 'UNAUTHENTICATED') onUnauthenticated();
  }, [feed.kind, onUnauthenticated]);

  return (
    <section className="card progress" aria-labelledby="progress">
      <div className="card-head">
        <h2 id="progress" ref={heading} tabIndex={-1}>
          {view === null ? 'Operation' : wordsOf(view.operation.kind)}
        </h2>
        {status !== null && <StatusBadge status={status} />}
        <Feed state={feed} ended={status !== null && hasEnded(status)} />
        <button type="button" className="push" onClick={onClose}>
          Close
        </button>
      </div>
      {view === null ? <Waiting feed={feed} /> : <Body operation={view.operation} />}
      <p className="hidden" role="status">
        {view !== null && announcement(view.operation)}
      </p>
    </section>
  );
}

function Waiting({ feed }: { readonly feed: FeedState }) {
  return feed.kind === 'REFUSED' ? (
    <p className="notice tone-bad" role="alert">
      The live stream was refused: {feed.reason}. The list of operations below still shows the state at each refresh.
    </p>
  ) : (
    <Skeleton rows={4} label="Waiting for the steps" />
  );
}

function Body({ operation }: { readonly operation: FollowedOperation }) {
  return (
    <>
      <p className="facts">
        <span className="milestone">
          Commitment <StatusBadge status={operation.commitment} />
        </span>
        <span className="milestone">
          Finalization <StatusBadge status={operation.finalization} />
        </span>
        <span>by {operation.requestedBy}</span>
        <CorrelationId id={operation.correlationId} />
      </p>
      {operation.exceptions.map((exception) => (
        <div key={exception.id} className="notice tone-bad">
          <p>
            <strong>{exception.title}</strong> <StatusBadge status={exception.status} tone="WARN" />
          </p>
          <p>{exception.nextAction}</p>
        </div>
      ))}
      <StepTable steps={operation.steps} />
    </>
  );
}

/** The state of the stream in a word; after the end there is nothing to be connected to. */
function Feed(props: { readonly state: FeedState; readonly ended: boolean }) {
  if (props.ended) return <span className="feed">Final state</span>;
  switch (props.state.kind) {
    case 'CONNECTING':
      return <StatusBadge status="CONNECTING" tone="BUSY" label="Connecting" />;
    case 'LIVE':
      return <StatusBadge status="LIVE" tone="GOOD" label="Live" />;
    case 'RECONNECTING':
      return <StatusBadge status="RECONNECTING" tone="WARN" label="Disconnected, reconnecting" />;
    case 'RESUMED':
      return <StatusBadge status="RESUMED" tone="GOOD" label="Live, resumed without a gap" />;
    case 'UNAUTHENTICATED':
    case 'REFUSED':
      return <StatusBadge status="REFUSED" tone="BAD" label="Not live" />;
  }
}

function announcement(operation: FollowedOperation): string {
  const doneCount = operation.steps.filter((step) => step.status === 'DONE').length;
  return `${wordsOf(operation.kind)} ${phraseOf(operation.status)}, ${doneCount} of ${operation.steps.length} steps done`;
}
