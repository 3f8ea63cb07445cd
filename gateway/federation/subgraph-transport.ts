import type { Principal } from '#kit/identity/principal.ts';

/** A GraphQL request for a subgraph, as the JSON text that goes out and as what that text says. */
export interface SubgraphRequest {
  readonly text: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | null;
}

/** One attempt at one operation of one subgraph, on behalf of one caller. */
export interface SubgraphCall {
  readonly request: SubgraphRequest;
  readonly kind: 'query' | 'mutation';
  readonly principal: Principal;
  /** W3C trace headers of the caller; a transport inside the process may leave them out. */
  readonly trace: Readonly<Record<string, string>>;
  /** Put here by the transport what ends the call; called at most once, when nobody waits any more. */
  cancel: (() => void) | null;
}

export interface SubgraphReply {
  readonly status: number;
  /** The parsed JSON; undefined when there was none. */
  readonly body: unknown;
  readonly retryAfterMs?: number;
}

/**
 * The way to one subgraph, over HTTP or in the same process. Rejects when no answer came: with the socket's own error
 * code (`ECONNREFUSED` and the like) before the first byte of an answer, with `BrokenAnswer` after it.
 */
export interface SubgraphTransport {
  send(call: SubgraphCall): Promise<SubgraphReply>;
  /** Whether the subgraph is up. Never rejects. */
  isUp(): Promise<boolean>;
  close(): Promise<void>;
}

/** The answer began and did not end as it should. */
export class BrokenAnswer extends Error {
  override readonly name = 'BrokenAnswer';
  readonly tooLarge: boolean;

  constructor(message: string, tooLarge: boolean) {
    super(message);
    this.tooLarge = tooLarge;
  }
}
