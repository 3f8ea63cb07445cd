import { useEffect, useState } from 'react';
import { graphSocketUrl } from '../graph/endpoint.ts';
import { type FeedState, followOperation } from '../graph/live-feed.ts';
import { tokenStore } from '../session/token-store.ts';
import { hasEnded, type OperationView, withEvent } from './operation-view.ts';

interface Followed {
  readonly view: OperationView | null;
  readonly feed: FeedState;
}

/** Follows an operation for as long as the panel is there and the operation runs. */
export function useOperation(operationId: string): Followed {
  const [view, setView] = useState<OperationView | null>(null);
  const [feed, setFeed] = useState<FeedState>({ kind: 'CONNECTING' });

  useEffect(() => {
    const stop = followOperation({
      url: graphSocketUrl,
      token: tokenStore.read,
      operationId,
      onEvent: (event) => {
        setView((before) => withEvent(before, event));
        if (event.operation !== null && hasEnded(event.operation.status)) stop();
      },
      onState: setFeed,
      wait: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs)),
    });
    return stop;
  }, [operationId]);

  return { view, feed };
}
