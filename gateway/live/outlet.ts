import type { GraphQLFormattedError } from 'graphql';

/** The way to one client's subscription, whatever its transport. After any of the last three nothing is sent. */
export interface Outlet {
  /** Sends an answer, as its JSON. `left` is called once, when it left this process; answers leave in order. */
  send(text: string, left: () => void): void;
  /** What was sent and has not left this process yet, of everything that goes the same way. */
  readonly bufferedBytes: number;
  /** The client reads too slowly: it is told so, and goes on from its cursor when it comes again. */
  lagged(): void;
  ended(): void;
  failed(errors: readonly GraphQLFormattedError[]): void;
}
