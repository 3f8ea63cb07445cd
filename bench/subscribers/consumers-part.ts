import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { WebSocket } from 'ws';
import { systemClock } from '#kit/runtime/clock.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { percentile } from '../support/figures.ts';
import { type Part, servePart } from '../support/part.ts';
import { NEWS } from './graph.ts';

export interface ConsumersSettings {
  readonly consumers: number;
  readonly filters: number;
  /** Taken by turns. */
  readonly tokens: readonly string[];
}

export type ConsumersQuestion =
  /** Connect all that are not connected, each from its cursor. */
  | { readonly connect: string; readonly atOnce: number }
  /** Wait until each has been told its filter's events up to this place, or too much time is over. */
  | { readonly reach: readonly number[]; readonly timeoutMs: number }
  /** Wait until the other side has gone for all. */
  | { readonly lose: true };

export interface Connected {
  readonly seconds: number;
  readonly connected: number;
  readonly failed: number;
}

/** Since the last question of this kind. */
export interface Reached {
  readonly reached: number;
  readonly delivered: number;
  readonly lost: number;
  readonly repeated: number;
  readonly errors: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

const POLL_MS = 5;
const CONNECT_TIMEOUT_MS = 120_000;

interface Told {
  readonly cursor: string;
  readonly sequence: number;
  readonly kind: string;
  readonly toldAtMs: number;
}

interface Counts {
  delivered: number;
  lost: number;
  repeated: number;
  errors: number;
  delaysMs: number[];
}

/** Speaks the protocol itself, with as little state as will do: thousands of them share this process. */
class LightConsumer {
  readonly #filter: number;
  readonly #token: string;
  readonly #counts: Counts;
  #socket: WebSocket | null = null;
  #cursor: string | null = null;
  #sequence = 0;
  place = 0;

  constructor(filter: number, token: string, counts: Counts) {
    this.#filter = filter;
    this.#token = token;
    this.#counts = counts;
  }

  get filter(): number {
    return this.#filter;
  }

  get isConnected(): boolean {
    return this.#socket !== null;
  }

  /** Ends once the subscription is asked for and, the first time, its snapshot is there. False when that failed. */
  connect(url: string): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = new WebSocket(url, GRAPHQL_TRANSPORT_WS_PROTOCOL, { perMessageDeflate: false });
      this.#socket = socket;
      socket.on('open', () =>
        socket.send(`{"type":"connection_init","payload":{"authorization":"Bearer ${this.#token}"}}`),
      );
      socket.on('message', (data) => this.#hear(String(data), socket, resolve));
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#socket = null;
        resolve(false);
      });
    });
  }

  close(): void {
    this.#socket?.terminate();
  }

  #hear(text: string, socket: WebSocket, ready: (connected: boolean) => void): void {
    const message = JSON.parse(text) as { readonly type: string; readonly payload?: { readonly data?: unknown } };
    if (message.type === 'connection_ack') {
      const variables = { filter: this.#filter, resumeFrom: this.#cursor };
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: NEWS, variables } }));
      if (this.#cursor !== null) ready(true);
    } else if (message.type === 'ping') socket.send('{"type":"pong"}');
    else if (message.type === 'next' && message.payload?.data) {
      this.#take((message.payload.data as { readonly news: Told }).news);
      ready(true);
    } else {
      this.#counts.errors += 1;
      ready(false);
    }
  }

  #take({ cursor, sequence, kind, toldAtMs }: Told): void {
    const counts = this.#counts;
    if (sequence <= this.#sequence) counts.repeated += 1;
    else counts.lost += sequence - this.#sequence - 1;
    this.#sequence = Math.max(this.#sequence, sequence);
    this.#cursor = cursor;
    // The place in the log is the same for all who follow a filter: their counts differ by when they began.
    this.place = Number(Buffer.from(cursor, 'base64url').toString().split('.')[1]);
    if (kind !== 'event') return;
    counts.delivered += 1;
    counts.delaysMs.push(systemClock.now().getTime() - toldAtMs);
  }
}

function openConsumers({ consumers, filters, tokens }: ConsumersSettings): Promise<Part> {
  const counts: Counts = { delivered: 0, lost: 0, repeated: 0, errors: 0, delaysMs: [] };
  const all = Array.from(
    { length: consumers },
    (_, index) => new LightConsumer(index % filters, tokens[index % tokens.length] ?? '', counts),
  );
  let deliveredEver = 0;
  return Promise.resolve({
    address: null,
    count: () => deliveredEver + counts.delivered,
    answer: async (question): Promise<unknown> => {
      const asked = question as ConsumersQuestion;
      if ('connect' in asked) return connectAll(all, asked.connect, asked.atOnce);
      if ('lose' in asked) return waitFor(() => all.every(({ isConnected }) => !isConnected), CONNECT_TIMEOUT_MS);
      const { reach, timeoutMs } = asked;
      const isThere = ({ place, filter }: LightConsumer) => place >= (reach[filter] ?? 0);
      await waitFor(() => all.every(isThere), timeoutMs);
      const reached: Reached = {
        reached: all.filter(isThere).length,
        delivered: counts.delivered,
        lost: counts.lost,
        repeated: counts.repeated,
        errors: counts.errors,
        p50Ms: percentile(counts.delaysMs, 0.5),
        p99Ms: percentile(counts.delaysMs, 0.99),
        maxMs: percentile(counts.delaysMs, 1),
      };
      deliveredEver += counts.delivered;
      Object.assign(counts, { delivered: 0, lost: 0, repeated: 0, errors: 0, delaysMs: [] });
      return reached;
    },
    close: () => {
      for (const consumer of all) consumer.close();
      return Promise.resolve();
    },
  });
}

async function connectAll(all: readonly LightConsumer[], url: string, atOnce: number): Promise<Connected> {
  const startedAtMs = performance.now();
  const waiting = all.filter(({ isConnected }) => !isConnected);
  let failed = 0;
  const connectNext = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
      if (!(await next.connect(url))) failed += 1;
  };
  await Promise.all(Array.from({ length: atOnce }, connectNext));
  const connected = all.filter(({ isConnected }) => isConnected).length;
  return { seconds: (performance.now() - startedAtMs) / 1000, connected, failed };
}

async function waitFor(holds: () => boolean, timeoutMs: number): Promise<void> {
  const endsAtMs = performance.now() + timeoutMs;
  while (!holds() && performance.now() < endsAtMs) await systemTimers.sleep(POLL_MS);
}

servePart(openConsumers);
