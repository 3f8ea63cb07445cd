import { createClient } from 'graphql-ws';
import { z } from 'zod';
import { bearer, type Connection } from './connection.ts';
import type { Followed } from './followed.ts';
import { broken, type Loss, lossOf, lossOfClose } from './loss.ts';
import { readEnvelope } from './problem.ts';

const PING_EVERY_MS = 15_000;
const PONG_WITHIN_MS = 10_000;

const closeEvent = z.object({ code: z.number(), reason: z.string() });

/** Puts what comes over a WebSocket on a line. Each stream has a socket of its own, which its end closes. */
export function followSocket(
  { url, surroundings }: Connection,
  token: string,
  { document, variables, line }: Followed,
): void {
  if (surroundings.webSocket === null) throw new Error('There is no WebSocket here: follow by event streams');
  let answered = new AbortController();
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: surroundings.webSocket,
    connectionParams: bearer(token),
    retryAttempts: 0,
    keepAlive: PING_EVERY_MS,
    on: {
      // A connection can die without a word; the silence after a ping is the only sign.
      ping: (received) => {
        if (received) return;
        answered = new AbortController();
        const { signal } = answered;
        void surroundings.timers.sleep(PONG_WITHIN_MS, signal).then(() => {
          if (!signal.aborted) line.end(broken('A ping was not answered.'));
        });
      },
      pong: (received) => {
        if (received) answered.abort();
      },
    },
  });
  client.subscribe(
    { operationName: document.name, query: document.text, variables },
    {
      next: (item) => line.take(item),
      complete: () => line.end(broken('The stream was completed.')),
      error: (cause) => line.end(lossFrom(cause)),
    },
  );
  line.onLeave(() => {
    answered.abort();
    void client.dispose();
    client.terminate();
  });
}

/** Of a close event, of the errors that the graph ended the stream with, or of a connection that never was. */
function lossFrom(cause: unknown): Loss {
  const closed = closeEvent.safeParse(cause);
  if (closed.success) return lossOfClose(closed.data.code, closed.data.reason);
  const told = Array.isArray(cause) ? readEnvelope({ errors: cause }) : null;
  return told === null ? broken('The socket broke, or could not be opened.') : lossOf(told.problems);
}
