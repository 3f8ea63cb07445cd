import type { GraphQLFormattedError } from 'graphql';
import type { Deadlines } from './deadlines.ts';
import type { Departure } from './departure.ts';
import { BrokenAnswer, type SubgraphCall, type SubgraphReply, type SubgraphTransport } from './subgraph-transport.ts';

/** One attempt to get an answer, with the bounds that hold when it starts. */
export interface Exchange {
  readonly call: SubgraphCall;
  readonly transport: SubgraphTransport;
  readonly deadlines: Deadlines;
  /** Instant at which it is given up. */
  readonly untilMs: number;
  /** Who waits for the answer; null when it is wanted at all events. */
  readonly departure: Departure | null;
}

/** How an attempt ended. Members differ by whether it may be repeated and by what they say about the subgraph. */
export type Outcome =
  | {
      readonly kind: 'ANSWER';
      readonly data: Record<string, unknown> | null;
      readonly errors: readonly GraphQLFormattedError[];
    }
  /** No answer came, or one that asks to come again: nothing is known to have been done. */
  | { readonly kind: 'NO_ANSWER'; readonly cause: string; readonly retryAfterMs?: number }
  | { readonly kind: 'BREAKER_OPEN'; readonly retryAfterMs: number }
  | { readonly kind: 'TIMED_OUT' }
  /** An answer came that is no GraphQL, or broke off. */
  | { readonly kind: 'UNREADABLE'; readonly cause: string }
  | { readonly kind: 'TOO_LARGE' }
  /** Nobody waits any more, or no time was left to send it: says nothing about the subgraph. */
  | { readonly kind: 'ABANDONED' };

export type Retryable = Extract<Outcome, { readonly kind: 'NO_ANSWER' }>;

export function isRetryable(outcome: Outcome): outcome is Retryable {
  return outcome.kind === 'NO_ANSWER';
}

const AGAIN: ReadonlySet<number> = new Set([502, 503, 504]);

/** Codes of sockets on which no byte of an answer came. */
const NO_ANSWER_CODES: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** Sends once and tells how it ended; never rejects. A transport that cannot be cancelled is left behind. */
export function exchange({ call, transport, deadlines, untilMs, departure }: Exchange): Promise<Outcome> {
  return new Promise((resolve) => {
    let ended = false;
    const end = (outcome: Outcome) => {
      if (ended) return;
      ended = true;
      deadlines.takeBack(deadline);
      departure?.forget(leave);
      resolve(outcome);
    };
    const giveUp = (outcome: Outcome) => {
      end(outcome);
      call.cancel?.();
    };
    const leave = () => giveUp({ kind: 'ABANDONED' });
    const deadline = deadlines.at(untilMs, () => giveUp({ kind: 'TIMED_OUT' }));
    departure?.watch(leave);
    transport.send(call).then(
      (reply) => end(fromReply(reply)),
      (error: unknown) => end(fromError(error)),
    );
  });
}

function fromReply({ status, body, retryAfterMs }: SubgraphReply): Outcome {
  if (AGAIN.has(status)) {
    return { kind: 'NO_ANSWER', cause: `status ${status}`, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
  const answer = graphqlAnswer(body);
  return answer ?? { kind: 'UNREADABLE', cause: `status ${status} without a GraphQL answer` };
}

function graphqlAnswer(body: unknown): Outcome | null {
  if (typeof body !== 'object' || body === null) return null;
  const data = 'data' in body && isRecord(body.data) ? body.data : null;
  const errors = 'errors' in body && Array.isArray(body.errors) ? body.errors.filter(isError) : [];
  return data === null && errors.length === 0 ? null : { kind: 'ANSWER', data, errors };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isError(value: unknown): value is GraphQLFormattedError {
  return isRecord(value) && typeof value['message'] === 'string';
}

function fromError(error: unknown): Outcome {
  if (error instanceof BrokenAnswer) {
    return error.tooLarge ? { kind: 'TOO_LARGE' } : { kind: 'UNREADABLE', cause: error.message };
  }
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
  return NO_ANSWER_CODES.has(code) ? { kind: 'NO_ANSWER', cause: code } : { kind: 'UNREADABLE', cause: code };
}
