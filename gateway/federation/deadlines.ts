import type { Clock } from '#kit/runtime/clock.ts';
import type { Timers } from '#kit/runtime/timers.ts';

/** Something that is to happen at an instant unless it is taken back before. */
export interface Deadline {
  readonly atMs: number;
  readonly pass: () => void;
}

/**
 * Many deadlines under one timer: nearly all of them are taken back, and a timer for each would cost more than the call
 * that it bounds. None passes early; all that are due pass together.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #waiting = new Set<Deadline>();
  #wakesAtMs = Number.POSITIVE_INFINITY;
  #sleep: AbortController | null = null;

  constructor(clock: Clock, timers: Timers) {
    this.#clock = clock;
    this.#timers = timers;
  }

  /** Give the answer to `takeBack` when it need not pass any more. */
  at(atMs: number, pass: () => void): Deadline {
    const deadline: Deadline = { atMs, pass };
    this.#waiting.add(deadline);
    if (atMs < this.#wakesAtMs) this.#sleepUntil(atMs);
    return deadline;
  }

  takeBack(deadline: Deadline): void {
    this.#waiting.delete(deadline);
  }

  /** None passes any more, and nothing keeps the process alive. */
  close(): void {
    this.#waiting.clear();
    this.#wakesAtMs = Number.POSITIVE_INFINITY;
    this.#sleep?.abort();
    this.#sleep = null;
  }

  #sleepUntil(atMs: number): void {
    this.#sleep?.abort();
    const sleep = new AbortController();
    this.#sleep = sleep;
    this.#wakesAtMs = atMs;
    const waitMs = Math.max(0, atMs - this.#clock.now().getTime());
    void this.#timers.sleep(waitMs, sleep.signal).then(() => {
      if (!sleep.signal.aborted) this.#wake();
    });
  }

  #wake(): void {
    const nowMs = this.#clock.now().getTime();
    this.#sleep = null;
    this.#wakesAtMs = Number.POSITIVE_INFINITY;
    const due = [...this.#waiting].filter(({ atMs }) => atMs <= nowMs);
    for (const deadline of due) this.#waiting.delete(deadline);
    const nextMs = [...this.#waiting].reduce((least, { atMs }) => Math.min(least, atMs), Number.POSITIVE_INFINITY);
    if (nextMs < Number.POSITIVE_INFINITY) this.#sleepUntil(nextMs);
    for (const { pass } of due) pass();
  }
}
