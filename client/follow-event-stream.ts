import { createClient } from 'graphql-sse';
import { bearer, type Connection } from './connection.ts';
import { readReply } from './exchange.ts';
import type { Followed } from './followed.ts';
import type { Line } from './line.ts';
import { broken, lossOf } from './loss.ts';
import { endOnSilence } from './silence.ts';

/** The graph writes a comment every 15 s while there is nothing else. */
const LOOK_EVERY_MS = 40_000;

/**
 * Puts what comes as server-sent events on a line, over a connection of its own. A stream has no close code: what ends it is
 * its last answer, one without data.
 */
export function followEventStream(
  { url, surroundings }: Connection,
  token: string,
  { document, variables, line }: Followed,
): void {
  const heard = endOnSilence({ line, everyMs: LOOK_EVERY_MS, timers: surroundings.timers });
  const client = createClient({
    url,
    headers: bearer(token),
    fetchFn: async (input: string, init: RequestInit) => overheard(await surroundings.fetch(input, init), heard),
    retryAttempts: 0,
  });
  const leave = client.subscribe(
    { operationName: document.name, query: document.text, variables },
    {
      next: (item) => line.take(item),
      complete: () => line.end(broken('The stream was completed.')),
      error: (cause) => void endWith(line, cause),
    },
  );
  line.onLeave(leave);
}

/** The same, telling of each piece that comes, comments among them, which the library keeps to itself. */
function overheard(response: Response, heard: () => void): Response {
  if (!response.ok || response.body === null) return response;
  const listening = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      heard();
      controller.enqueue(chunk);
    },
  });
  const { status, headers } = response;
  return new Response(response.body.pipeThrough(listening), { status, headers });
}

/** A refusal before the stream began says why in its body. */
async function endWith(line: Line, cause: unknown): Promise<void> {
  const response = typeof cause === 'object' && cause !== null && 'response' in cause ? cause.response : undefined;
  if (!(response instanceof Response)) {
    line.end(broken('The stream broke, or could not be opened.'));
    return;
  }
  const reply = await readReply(response).catch(() => null);
  if (reply === null) line.end(broken(`The stream could not be opened, HTTP ${response.status}.`));
  else line.end(lossOf(reply.problems, reply.retryAfterMs));
}
