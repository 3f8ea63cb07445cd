import { Client } from 'pg';
import type { Timers } from '#kit/runtime/timers.ts';

const CHANNEL = 'revgraph_event_log';
/** One NOTIFY at most in this time: a notifying transaction takes a lock of the whole cluster until it commits. */
const COALESCE_MS = 20;
/** Readers look this often in any case, so that a lost notification costs a second and no event. */
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

export async function openEventBell(databaseUrl: string, timers: Timers): Promise<EventBell> {
  const client = new Client({ connectionString: databaseUrl, application_name: 'revgraph-event-bell' });
  // A broken listener costs up to a second of delay and nothing else: the poll goes on.
  client.on('error', () => {});
  await client.connect();
  await client.query(`listen ${CHANNEL}`);
  const listeners = new Set<() => void>();
  const wakeAll = () => {
    for (const wake of listeners) wake();
  };
  client.on('notification', wakeAll);
  const poll = timers.every(POLL_MS, wakeAll);
  let pending: Promise<void> | null = null;
  let closed = false;

  const notify = async () => {
    await timers.sleep(COALESCE_MS);
    pending = null;
    if (!closed) await client.query(`notify ${CHANNEL}`).catch(() => {});
  };

  return {
    ring: () => {
      if (!closed) pending ??= notify();
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
      await client.end().catch(() => {});
    },
  };
}
