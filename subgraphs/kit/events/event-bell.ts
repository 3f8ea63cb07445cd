import type { Timers } from '#kit/runtime/timers.ts';

/** At most one message in this time: news come in crowds, and one message wakes everybody for all of them. */
const COALESCE_MS = 20;
/** Readers look this often in any case, so that a lost message costs a second and no event. */
const POLL_MS = 1000;

/**
 * Wakes readers of the event log, in every process on the same database. It says only that there may be something
 * new; what it is stands in the log. Ring it after the commit, never inside the transaction.
 */
export interface EventBell {
  ring(): void;
  /** Calls back on every ring and every second. Answers how to stop. */
  listen(wake: () => void): () => void;
  close(): Promise<void>;
}

/** Carries one message without content to every process, the sender's own among them. */
export interface BellWire {
  /** May fail or be lost. */
  send(): Promise<void>;
  close(): Promise<void>;
}

/** `open` is given what to call at each message. */
export async function bellOver(open: (heard: () => void) => Promise<BellWire>, timers: Timers): Promise<EventBell> {
  const listeners = new Set<() => void>();
  const wakeAll = () => {
    for (const wake of listeners) wake();
  };
  const wire = await open(wakeAll);
  const poll = timers.every(POLL_MS, wakeAll);
  let pending: Promise<void> | null = null;
  let closed = false;

  const send = async () => {
    await timers.sleep(COALESCE_MS);
    pending = null;
    if (!closed) await wire.send().catch(() => {});
  };

  return {
    ring: () => {
      if (!closed) pending ??= send();
    },
    listen: (wake) => {
      listeners.add(wake);
      return () => listeners.delete(wake);
    },
    close: async () => {
      closed = true;
      poll.stop();
      listeners.clear();
      await pending;
      await wire.close().catch(() => {});
    },
  };
}
