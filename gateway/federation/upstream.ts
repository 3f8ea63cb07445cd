import type { FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Principal } from '#kit/identity/principal.ts';
import { signCall } from '#kit/identity/signature.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import type { SubgraphAddress } from './subgraph-address.ts';

export interface UpstreamRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | null;
}

/** What one upstream subscription tells. After any of the last three nothing more comes. */
export interface UpstreamSink {
  event(result: FormattedExecutionResult): void;
  ended(): void;
  refused(errors: readonly GraphQLFormattedError[]): void;
  /** The way to the subgraph broke, or never came about. */
  lost(cause: string): void;
}

export interface OpenUpstream {
  /** At once, and nothing comes after it. May be called again. */
  close(): void;
  /** Asks for nothing more for now; what is under way still comes. */
  pause(): void;
  resume(): void;
}

/** The subscriptions of one subgraph. */
export interface UpstreamEvents {
  open(request: UpstreamRequest, principal: Principal, sink: UpstreamSink): OpenUpstream;
}

export interface WebSocketUpstreamSettings {
  readonly address: Pick<SubgraphAddress, 'graphqlUrl'>;
  /** Null = nothing is said about who asks. */
  readonly serviceSecret: string | null;
  readonly clock: Clock;
  readonly timers: Timers;
}

const PING_MS = 15_000;
const PONG_TIMEOUT_MS = 5_000;

/** One socket a subscription, since a socket carries one signed identity. Losses are told, not repaired, here. */
export function webSocketUpstream({
  address,
  serviceSecret,
  clock,
  timers,
}: WebSocketUpstreamSettings): UpstreamEvents {
  return {
    open: (request, principal, sink) => {
      const closed = new AbortController();
      let pong = new AbortController();
      let socket: WebSocket | null = null;
      const client = createClient({
        url: address.graphqlUrl.replace(/^http/i, 'ws'),
        webSocketImpl: WebSocket,
        // Signed anew at each connection: a signature is good for a minute only.
        connectionParams: () => (serviceSecret === null ? {} : signCall(principal, '', serviceSecret, clock.now())),
        retryAttempts: 0,
        keepAlive: PING_MS,
        onNonLazyError: () => undefined,
        on: {
          connected: (connected) => {
            socket = connected instanceof WebSocket ? connected : null;
          },
          ping: (received) => {
            if (received) return;
            pong = new AbortController();
            const { signal } = pong;
            const either = AbortSignal.any([signal, closed.signal]);
            void timers.sleep(PONG_TIMEOUT_MS, either).then(() => {
              // A paused socket does not hear the answer.
              if (!either.aborted && socket?.isPaused !== true) client.terminate();
            });
          },
          pong: (received) => {
            if (received) pong.abort();
          },
        },
      });
      const { query, variables, operationName } = request;
      const unsubscribe = client.subscribe(
        { query, variables: { ...variables }, operationName },
        whileOpen(sink, closed),
      );
      return {
        close: () => {
          if (closed.signal.aborted) return;
          closed.abort();
          // A paused socket would never see the other side's goodbye.
          socket?.resume();
          unsubscribe();
          void client.dispose();
        },
        pause: () => socket?.pause(),
        resume: () => socket?.resume(),
      };
    },
  };
}

function whileOpen(sink: UpstreamSink, closed: AbortController) {
  const last = (tell: () => void) => {
    if (closed.signal.aborted) return;
    closed.abort();
    tell();
  };
  return {
    next: (result: FormattedExecutionResult) => {
      if (!closed.signal.aborted) sink.event(result);
    },
    complete: () => last(() => sink.ended()),
    error: (cause: unknown) =>
      last(() => (Array.isArray(cause) ? sink.refused(cause.filter(isError)) : sink.lost(causeOf(cause)))),
  };
}

function isError(value: unknown): value is GraphQLFormattedError {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
}

function causeOf(cause: unknown): string {
  if (cause instanceof Error) return cause.message;
  return typeof cause === 'object' && cause !== null && 'code' in cause
    ? `closed with ${String(cause.code)}`
    : 'closed';
}
