import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { WebSocket } from 'ws';
import { EventStream } from '#gateway/live/event-stream.ts';
import type { Outlet } from '#gateway/live/outlet.ts';
import type { Subscriptions } from '#gateway/live/subscriptions.ts';
import type { Principal } from '#kit/identity/principal.ts';

const LAGGED = 4413;

/**
 * One subscription on a socket. Its answers are written to the socket as they are, past the library that speaks the rest
 * of the protocol: that would write each out anew for each client. The library only learns when it ends, and how.
 */
export class SocketSubscription implements Outlet {
  readonly #socket: WebSocket;
  /** All that stands before an answer in its message. */
  readonly #head: string;
  readonly #end = new EventStream<never>(() => this.#leave());
  #leave: () => void = () => undefined;

  constructor(socket: WebSocket, id: string) {
    this.#socket = socket;
    this.#head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  }

  /** What the library reads to the end: it has no items. Leaving it leaves the subscription. */
  begin(subscriptions: Subscriptions, payload: unknown, principal: Principal): AsyncIterableIterator<never> {
    const opened = subscriptions.open(payload, principal, this);
    if (opened.ok) this.#leave = opened.value;
    else this.failed(opened.error);
    return this.#end;
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(text: string, left: () => void): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(`${this.#head}${text}}`, left);
  }

  lagged(): void {
    this.#socket.close(LAGGED, 'lagged');
    this.#end.end();
  }

  ended(): void {
    this.#end.end();
  }

  failed([error]: readonly GraphQLFormattedError[]): void {
    const { message, extensions = {} } = error ?? { message: 'The subscription ended.' };
    this.#end.fail(new GraphQLError(message, { extensions }));
  }
}
