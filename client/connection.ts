import type { Surroundings } from './surroundings.ts';

/**
 * Gives the token to ask with. It is called for each request and each connection, so keep the token that you have; it is
 * called with the one that was refused when the graph believes it no more, to get another.
 */
export type TokenSupplier = (refused?: string) => string | Promise<string>;

/** How the graph is reached. */
export interface Connection {
  /** Of the endpoint itself. */
  readonly url: string;
  readonly token: TokenSupplier;
  /** How long a question may take, with its repetitions. */
  readonly deadlineMs: number;
  /** How streams come: server-sent events pass any proxy, WebSockets are not bounded by a browser's connections. */
  readonly live: 'event-stream' | 'websocket';
  readonly surroundings: Surroundings;
}

export function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}
