import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Role } from '#kit/identity/principal.ts';
import { type FakeGraph, tokenOf } from './fake-graph.ts';

export interface Item {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: unknown;
    readonly extensions?: Record<string, unknown>;
  }[];
}

export interface Consumer {
  readonly items: readonly Item[];
  /** Ends once that many items are there. */
  has(count: number): Promise<readonly Item[]>;
  /** The errors that ended the subscription, or the code that the socket was closed with. */
  readonly end: Promise<unknown>;
  leave(): void;
  /** Reads nothing more from its socket. */
  stopReading(): void;
  readOn(): void;
}

export interface ConsumerSettings {
  readonly role?: Role;
  readonly token?: string;
  readonly variables?: Record<string, unknown>;
}

/** Follows a subscription as a client does. */
export async function follow(
  { gateway }: Pick<FakeGraph, 'gateway'>,
  query: string,
  { role = 'portal', token, variables = {} }: ConsumerSettings = {},
): Promise<Consumer> {
  const authorization = `Bearer ${token ?? (await tokenOf(role))}`;
  let socket: WebSocket | null = null;
  const client = createClient({
    url: `${gateway.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    retryAttempts: 0,
    on: {
      connected: (connected) => {
        socket = connected instanceof WebSocket ? connected : null;
      },
    },
  });
  const items: Item[] = [];
  const waiting: { readonly count: number; readonly resolve: (items: readonly Item[]) => void }[] = [];
  const end = Promise.withResolvers<unknown>();
  const leave = client.subscribe(
    { query, variables },
    {
      next: (item) => {
        items.push(item as Item);
        for (const { count, resolve } of waiting) if (items.length >= count) resolve(items);
      },
      complete: () => end.resolve('complete'),
      error: (cause) => end.resolve(Array.isArray(cause) ? cause : (cause as { readonly code?: number }).code),
    },
  );
  return {
    items,
    has: (count) =>
      items.length >= count ? Promise.resolve(items) : new Promise((resolve) => waiting.push({ count, resolve })),
    end: end.promise,
    leave,
    stopReading: () => socket?.pause(),
    readOn: () => socket?.resume(),
  };
}

/** Asks again and again until it holds; the test's own time limit ends a wait in vain. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
