import type { GraphQLFormattedError } from 'graphql';
import type { Timers } from '#kit/runtime/timers.ts';
import { BrokenAnswer, type SubgraphCall, type SubgraphReply, type SubgraphTransport } from './subgraph-transport.ts';

/** One attempt to get an answer, with the bounds that hold when it starts. */
export interface Exchange {
  readonly call: Omit<SubgraphCall, 'signal'>;
  readonly transport: SubgraphTransport;
  readonly timers: Timers;
  /** What is left for an attempt that starts now; may be negative. */
  readonly timeoutMs: () => number;
  /** Aborted when nobody waits for the answer; null when it is wanted at all events. */
  readonly abandoned: AbortSignal | null;
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

/** Given as the reason, it spares the costly error with a stack that an abort without one makes; nobody reads it. */
const ENDED = 'ended';

/** Sends once and tells how it ended; never rejects. A transport that does not heed its signal is left behind. */
export async function exchange({ call, transport, timers, timeoutMs, abandoned }: Exchange): Promise<Outcome> {
  const leftMs = timeoutMs();
  if (leftMs <= 0 || abandoned?.aborted === true) return { kind: 'ABANDONED' };
  const ended = new AbortController();
  const given = new AbortController();
  const giveUp = () => given.abort(ENDED);
  abandoned?.addEventListener('abort', giveUp, { once: true });
  const late = timers.sleep(leftMs, ended.signal).then((): Outcome => ({ kind: 'TIMED_OUT' }));
  const gone = once(given.signal).then((): Outcome => ({ kind: 'ABANDONED' }));
  const sent = transport.send({ ...call, signal: given.signal }).then(fromReply, fromError);
  try {
    return await Promise.race([sent, late, gone]);
  } finally {
    abandoned?.removeEventListener('abort', giveUp);
    ended.abort(ENDED);
    given.abort(ENDED);
  }
}

function once(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
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
