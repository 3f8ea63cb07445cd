import type { FixedClock } from './clock.ts';

export interface Repeating {
  /** No run starts after this. */
  stop(): void;
  /** Settles once `stop` was called and the run that was under way has ended. Never rejects. */
  readonly stopped: Promise<void>;
}

export interface Timers {
  /** Ends after `ms`, or at once when the signal is aborted; it does not reject, so ask the signal which it was. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Runs `work` again and again, `ms` after the last run ended, so that runs never overlap. The first is `ms` from now.
   * A failed run goes to `onError` and the repetition goes on; without `onError` it is a bug and ends the process.
   */
  every(ms: number, work: () => void | Promise<void>, onError?: (error: unknown) => void): Repeating;
}

/** Waits for a time at all events, whoever measures it. `background` waits do not keep the process alive. */
type Wait = (ms: number, signal: AbortSignal | undefined, background: boolean) => Promise<void>;

function timersFrom(wait: Wait): Timers {
  return {
    sleep: (ms, signal) => wait(ms, signal, false),
    every: (ms, work, onError) => {
      const stopping = new AbortController();
      const stopped = repeat(() => wait(ms, stopping.signal, true), work, onError ?? failLoudly, stopping.signal);
      return { stop: () => stopping.abort(), stopped };
    },
  };
}

async function repeat(
  pause: () => Promise<void>,
  work: () => void | Promise<void>,
  onError: (error: unknown) => void,
  stopping: AbortSignal,
): Promise<void> {
  for (;;) {
    await pause();
    if (stopping.aborted) return;
    try {
      await work();
    } catch (error) {
      onError(error);
    }
  }
}

/** Out of the promise chain: there it would be swallowed by whoever waits for `stopped`. */
function failLoudly(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}

export const systemTimers: Timers = timersFrom((ms, signal, background) => {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timeout);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timeout = setTimeout(end, ms);
    if (background) timeout.unref();
    signal?.addEventListener('abort', end);
  });
});

interface Sleeper {
  readonly wakesAtMs: number;
  readonly wake: () => void;
}

/** Time passes only by `advance`, which moves the given clock along. */
export class FakeTimers implements Timers {
  readonly #clock: FixedClock;
  readonly #sleepers = new Set<Sleeper>();
  readonly #timers: Timers;

  constructor(clock: FixedClock) {
    this.#clock = clock;
    this.#timers = timersFrom((ms, signal) => this.#wait(ms, signal));
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#timers.sleep(ms, signal);
  }

  every(ms: number, work: () => void | Promise<void>, onError?: (error: unknown) => void): Repeating {
    return this.#timers.every(ms, work, onError);
  }

  /** How many sleeps are waiting for time to pass. */
  get sleepingCount(): number {
    return this.#sleepers.size;
  }

  /** Wakes the sleepers in the order of their times; what a woken one sleeps next within `ms` is woken too. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#clock.now().getTime() + ms;
    await settle();
    for (let next = this.#nextUntil(endMs); next !== undefined; next = this.#nextUntil(endMs)) {
      this.#clock.set(new Date(Math.max(next.wakesAtMs, this.#clock.now().getTime())));
      next.wake();
      await settle();
    }
    this.#clock.set(new Date(endMs));
  }

  #nextUntil(endMs: number): Sleeper | undefined {
    const [first] = [...this.#sleepers].sort((a, b) => a.wakesAtMs - b.wakesAtMs);
    return first !== undefined && first.wakesAtMs <= endMs ? first : undefined;
  }

  #wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { wakesAtMs: this.#clock.now().getTime() + ms, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', wake);
    });
  }
}

/** Lets everything that was waiting for the woken sleeper run until it waits for something else. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
