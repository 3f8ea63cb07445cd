import type { Result } from '#schema/errors/result.ts';
import type { Connection } from './connection.ts';
import { deadlineIn } from './deadline.ts';
import type { QueryDocument } from './document.ts';
import { exchange } from './exchange.ts';
import type { Answer, Failure } from './failure.ts';
import { pauseMs } from './pause.ts';
import { verdictOf } from './verdict.ts';

/** Of one question. */
export interface Asking {
  /** Aborting it rejects with its reason. */
  readonly signal?: AbortSignal;
}

const ATTEMPTS_MAX = 3;

/**
 * Asks, and asks again while the graph is out of reach or busy, up to three times within the deadline. Partial data is an
 * answer: what is missing stands in its problems.
 */
export async function ask<Data, Variables>(
  connection: Connection,
  document: QueryDocument<Data, Variables>,
  variables: Variables,
  { signal }: Asking = {},
): Promise<Result<Answer<Data>, Failure>> {
  const { deadlineMs, surroundings } = connection;
  const { timers, random } = surroundings;
  const deadline = deadlineIn(deadlineMs, timers, signal);
  try {
    for (let attempt = 1; ; attempt += 1) {
      const result = verdictOf<Data>(await exchange(connection, document, variables, deadline.signal));
      signal?.throwIfAborted();
      if (result.ok || result.error.kind !== 'Unavailable' || attempt === ATTEMPTS_MAX) return result;
      const waitMs = result.error.retryAfterMs ?? pauseMs(attempt, random);
      if (waitMs >= deadlineMs) return result;
      await timers.sleep(waitMs, deadline.signal);
      signal?.throwIfAborted();
      if (deadline.signal.aborted) return result;
    }
  } finally {
    deadline.done();
  }
}
