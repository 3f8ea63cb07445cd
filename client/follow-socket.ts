import { createClient } from 'graphql-ws';
import { z } from 'zod';
import { bearer, type Connection } from './connection.ts';
import type { Followed } from './followed.ts';
import { broken, type Loss, lossOf, lossOfClose } from './loss.ts';
import { readEnvelope } from './problem.ts';
import { endOnSilence } from './silence.ts';

const PING_EVERY_MS = 20_000;
const PING = JSON.stringify({ type: 'ping' });

const closeEvent = z.object({ code: z.number(), reason: z.string() });

/** Puts what comes over a WebSocket on a line. Each stream has a socket of its own, which its end closes. */
export function followSocket(
  { url, surroundings }: Connection,
  token: string,
  { document, variables, line }: Followed,
): void {
  if (surroundings.webSocket === null) throw new Error('There is no WebSocket here: follow by event streams');
  let ping: () => void = () => undefined;
  const heard = endOnSilence({
    line,
    everyMs: PING_EVERY_MS,
    timers: surroundings.timers,
    ask: () => ping(),
  });
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: surroundings.webSocket,
    connectionParams: bearer(token),
    retryAttempts: 0,
    on: {
      connected: (socket) => {
        if (isSendable(socket)) ping = () => socket.send(PING);
      },
      message: heard,
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
    void client.dispose();
    client.terminate();
  });
}

/** Whatever implementation of sockets it is. */
function isSendable(socket: unknown): socket is Pick<WebSocket, 'send'> {
  return typeof socket === 'object' && socket !== null && 'send' in socket && typeof socket.send === 'function';
}

/** Of a close event, of the errors that the graph ended the stream with, or of a connection that never was. */
function lossFrom(cause: unknown): Loss {
  const closed = closeEvent.safeParse(cause);
  if (closed.success) return lossOfClose(closed.data.code, closed.data.reason);
  const told = Array.isArray(cause) ? readEnvelope({ errors: cause }) : null;
  return told === null ? broken('The socket broke, or could not be opened.') : lossOf(told.problems);
}
