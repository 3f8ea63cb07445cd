import type { ServerResponse } from 'node:http';
import type { GraphQLFormattedError } from 'graphql';
import type { Outlet } from '#gateway/live/outlet.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { presentableError } from './answer-errors.ts';

const COMPLETE = 'event: complete\ndata:\n\n';

/** An answer as an event of server-sent events. JSON has no raw line breaks, so one line holds it. */
export function nextEvent(json: string): string {
  return `event: next\ndata: ${json}\n\n`;
}

/** A whole answer, for an operation that has only one. */
export function wholeStream(json: string): string {
  return nextEvent(json) + COMPLETE;
}

export interface EventStreamOutletSettings {
  readonly response: ServerResponse;
  readonly correlationId: string;
  /** How long the last events may take to leave, before the connection is cut. */
  readonly lastWordsMs: number;
  readonly timers: Timers;
}

/** One subscription as server-sent events. Whatever ends it is told as its last answer, since there is no close code. */
export class EventStreamOutlet implements Outlet {
  readonly #settings: EventStreamOutletSettings;

  constructor(settings: EventStreamOutletSettings) {
    this.#settings = settings;
  }

  get bufferedBytes(): number {
    return this.#settings.response.writableLength;
  }

  send(text: string, left: () => void): void {
    this.#settings.response.write(nextEvent(text), left);
  }

  /** Keeps proxies from taking a quiet stream for a dead one; a client that does not read is not sent more of them. */
  beat(): void {
    const { response } = this.#settings;
    if (!response.writableNeedDrain && !response.writableEnded) response.write(':\n\n');
  }

  lagged(): void {
    const message = 'Events were not read fast enough. Subscribe again from the last cursor.';
    this.failed([{ message, extensions: { code: 'LAGGED', retryable: true } }]);
  }

  ended(): void {
    this.#end(COMPLETE);
  }

  failed(errors: readonly GraphQLFormattedError[]): void {
    const told = errors.map((error) => presentableError(error, this.#settings.correlationId));
    this.#end(wholeStream(JSON.stringify({ errors: told })));
  }

  #end(text: string): void {
    const { response, lastWordsMs, timers } = this.#settings;
    if (response.destroyed || response.writableEnded) return;
    const closed = new AbortController();
    response.once('close', () => closed.abort());
    response.end(text);
    void timers.sleep(lastWordsMs, closed.signal).then(() => response.destroy());
  }
}
