import type { Timers } from '#kit/runtime/timers.ts';

/** Aborted when the time is over or the caller leaves. `done` ends the wait; call it once, whatever happened. */
export interface Deadline {
  readonly signal: AbortSignal;
  readonly done: () => void;
}

export function deadlineIn(ms: number, timers: Pick<Timers, 'sleep'>, caller: AbortSignal | undefined): Deadline {
  const over = new AbortController();
  const finished = new AbortController();
  void timers.sleep(ms, finished.signal).then(() => over.abort());
  const signal = caller === undefined ? over.signal : AbortSignal.any([caller, over.signal]);
  return { signal, done: () => finished.abort() };
}
