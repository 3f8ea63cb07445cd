import { systemTimers, type Timers } from './timers.ts';

export interface ClosingFailure {
  readonly name: string;
  /** What the closer threw, or `null` when it did not end in time. */
  readonly error: unknown;
}

interface Closer {
  readonly name: string;
  readonly close: () => void | Promise<void>;
}

/** Remembers what was opened, and closes it once, the last opened first: a server before the database it asks. */
export class Shutdown {
  readonly #closers: Closer[] = [];
  readonly #limitMs: number;
  readonly #timers: Timers;
  #run: Promise<readonly ClosingFailure[]> | null = null;

  /** `limitMs` is for each closer: one that hangs must not keep the next from closing. */
  constructor(limitMs = 10_000, timers: Timers = systemTimers) {
    this.#limitMs = limitMs;
    this.#timers = timers;
  }

  /** Throws when the shutdown is already under way: what is opened then would stay open. */
  add(name: string, close: () => void | Promise<void>): void {
    if (this.#run !== null) throw new Error(`Shutting down: ${name} can no longer be opened`);
    this.#closers.push({ name, close });
  }

  /** Never rejects; answers those that failed. Called again it answers the first run. */
  run(): Promise<readonly ClosingFailure[]> {
    this.#run ??= this.#closeAll();
    return this.#run;
  }

  async #closeAll(): Promise<readonly ClosingFailure[]> {
    const failures: ClosingFailure[] = [];
    for (const closer of this.#closers.toReversed()) {
      const failure = await this.#closeOne(closer);
      if (failure !== null) failures.push(failure);
    }
    return failures;
  }

  async #closeOne({ name, close }: Closer): Promise<ClosingFailure | null> {
    const closed = new AbortController();
    const closing = (async () => {
      try {
        await close();
        return null;
      } catch (error) {
        return { name, error };
      } finally {
        closed.abort();
      }
    })();
    const late = this.#timers.sleep(this.#limitMs, closed.signal).then(() => ({ name, error: null }));
    // The race is decided by the closing itself when both have ended: its abort is what ended the sleep.
    return Promise.race([closing, late.then((tooLate) => (closed.signal.aborted ? closing : tooLate))]);
  }
}

export interface SignalSource {
  on(signal: 'SIGINT' | 'SIGTERM', listener: (signal: string) => void): unknown;
}

/**
 * For a `main.ts` only. The first signal runs the shutdown and then `exit` with 0, or 1 when something failed to close;
 * a second one, of an impatient person, exits at once.
 */
export function shutDownOnSignals(
  shutdown: Shutdown,
  exit: (code: number, failures: readonly ClosingFailure[]) => void,
  signals: SignalSource = process,
): void {
  let signalled = false;
  const stop = () => {
    if (signalled) return exit(1, []);
    signalled = true;
    void shutdown.run().then((failures) => exit(failures.length === 0 ? 0 : 1, failures));
  };
  signals.on('SIGINT', stop);
  signals.on('SIGTERM', stop);
}
