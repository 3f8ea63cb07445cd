import type { ServerResponse } from 'node:http';
import type { Authenticated } from '#gateway/auth/authenticate.ts';
import type { Departure } from '#gateway/federation/departure.ts';
import type { LiveDoor } from '#gateway/live/live-door.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { EventStreamOutlet } from './event-stream-outlet.ts';
import type { GraphqlRequest } from './graphql-server.ts';
import { type HttpAnswer, jsonAnswer, refusalAnswer } from './http-answer.ts';
import type { Metrics } from './metrics.ts';

export interface EventStreamsSettings {
  readonly live: LiveDoor;
  readonly metrics: Pick<Metrics, 'rateLimited'>;
  readonly timers: Timers;
  /** How long a client that is told why its stream ends may take to read that. */
  readonly slowConsumerMs: number;
}

export interface StreamRequest {
  readonly asked: GraphqlRequest;
  readonly who: Authenticated;
  readonly address: string;
  readonly departure: Departure;
}

/** Subscriptions as server-sent events, a connection each (graphql-sse's distinct connections). */
export interface EventStreams {
  /** The stream, or why there is none. The request has passed the guards. */
  answer(request: StreamRequest): HttpAnswer;
  close(): void;
}

/** evidence: docs: HTML, server-sent events: proxies drop quiet connections; a comment about every 15 seconds helps. */
const BEAT_MS = 15_000;

export const EVENT_STREAM = 'text/event-stream';

/** `connection: close`: a stream is the last thing on its connection. */
const STREAM_HEADERS = {
  'content-type': `${EVENT_STREAM}; charset=utf-8`,
  'x-accel-buffering': 'no',
  connection: 'close',
};

export function eventStreams({ live, metrics, timers, slowConsumerMs }: EventStreamsSettings): EventStreams {
  const open = new Set<EventStreamOutlet>();
  const beats = timers.every(BEAT_MS, () => {
    for (const outlet of open) outlet.beat();
  });

  const stream = ({ asked, who, departure }: StreamRequest, release: () => void, response: ServerResponse) => {
    const { principal } = who;
    const { correlationId } = principal;
    const outlet = new EventStreamOutlet({ response, correlationId, lastWordsMs: slowConsumerMs, timers });
    const opened = live.subscriptions.open(asked, principal, outlet);
    if (!opened.ok) outlet.failed(opened.error);
    const leave = opened.ok ? opened.value : () => undefined;
    const forget = live.sessions.add({
      who,
      end: () => {
        leave();
        const message = 'Your credentials are no longer valid. Subscribe again from the last cursor with new ones.';
        outlet.failed([{ message, extensions: { code: 'UNAUTHENTICATED' } }]);
      },
    });
    const close = () => {
      open.delete(outlet);
      forget();
      leave();
      release();
    };
    open.add(outlet);
    if (departure.isOver) close();
    else departure.watch(close);
    outlet.beat();
  };

  return {
    answer: (request) => {
      const { principal } = request.who;
      const checked = live.subscriptions.check(request.asked, principal);
      if (!checked.ok) return jsonAnswer(400, { errors: checked.error });
      const release = takePlace(live, request.address, principal.subject);
      if (release === null) {
        metrics.rateLimited('connections');
        const message = 'There are as many open connections as one may have; close one first.';
        return refusalAnswer({ code: 'RATE_LIMITED', message }, principal.correlationId);
      }
      return {
        status: 200,
        headers: STREAM_HEADERS,
        body: '',
        stream: (response) => stream(request, release, response),
      };
    },
    close: () => beats.stop(),
  };
}

/** Counted together with sockets. Answers how to give it back; null when there is none left. */
function takePlace({ addresses, subjects }: LiveDoor, address: string, subject: string): (() => void) | null {
  if (!addresses.take(address)) return null;
  if (!subjects.take(subject)) {
    addresses.release(address);
    return null;
  }
  return () => {
    addresses.release(address);
    subjects.release(subject);
  };
}
