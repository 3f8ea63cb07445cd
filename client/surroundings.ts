import { systemTimers, type Timers } from '#kit/runtime/timers.ts';

/** What the client uses of where it runs: a page, a server, or a test that has its own. */
export interface Surroundings {
  readonly fetch: typeof fetch;
  readonly timers: Pick<Timers, 'sleep' | 'every'>;
  /** From 0 up to, but not including, 1. */
  readonly random: () => number;
  /** Null where there is none, as on Node before 22: event streams need none. */
  readonly webSocket: typeof WebSocket | null;
}

const WORDS = 2 ** 32;

/** Whatever the platform brings, looked up when it is asked for. */
export function platform(): Surroundings {
  return {
    fetch: (...given) => globalThis.fetch(...given),
    timers: systemTimers,
    random: () => (globalThis.crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / WORDS,
    webSocket: typeof globalThis.WebSocket === 'undefined' ? null : globalThis.WebSocket,
  };
}
