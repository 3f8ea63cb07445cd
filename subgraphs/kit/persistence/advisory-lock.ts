import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import { systemTimers, type Timers } from '../runtime/timers.ts';
import { connect } from './connect.ts';

export interface AdvisoryLockSettings {
  readonly url: string;
  /** What is guarded, such as `migrations`. The same name is the same lock in every process on this database. */
  readonly name: string;
  /** How long to try. Throws when the lock is not free by then. */
  readonly waitMaxMs?: number;
  readonly timers?: Timers;
}

const WAIT_MAX_MS = 60_000;
const POLL_MS = 100;

/**
 * Runs `work` while no other process holds the lock of this name, and throws when it was lost meanwhile. The lock lives on a connection of its own and is free
 * when that ends, also by the death of the process.
 */
export async function withAdvisoryLock<T>(settings: AdvisoryLockSettings, work: () => Promise<T>): Promise<T> {
  const { url, name, waitMaxMs = WAIT_MAX_MS, timers = systemTimers } = settings;
  const client = await connect(url, `revgraph lock ${name}`);
  try {
    await acquire(client, name, { waitMaxMs, timers });
    const answer = await work();
    if (!(await release(client, name))) throw new Error(`The lock "${name}" was lost while it was needed`);
    return answer;
  } finally {
    await client.end();
  }
}

/**
 * Asks again and again instead of waiting inside Postgres: a session that waits there holds a snapshot, and an index
 * that is built concurrently by the holder waits for that snapshot in turn, for ever.
 */
async function acquire(
  client: Client,
  name: string,
  { waitMaxMs, timers }: { readonly waitMaxMs: number; readonly timers: Timers },
): Promise<void> {
  const key = lockKey(name);
  for (let waitedMs = 0; waitedMs <= waitMaxMs; waitedMs += POLL_MS) {
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [key]);
    if (rows[0]?.held === true) return;
    await timers.sleep(POLL_MS);
  }
  throw new Error(`The lock "${name}" was not free within ${waitMaxMs} ms: another process holds it`);
}

/** Whether it was still ours to give back: a server that restarted, or an operator, may have ended our session. */
async function release(client: Client, name: string): Promise<boolean> {
  try {
    const { rows } = await client.query<{ held: boolean }>('select pg_advisory_unlock($1) as held', [lockKey(name)]);
    return rows[0]?.held === true;
  } catch {
    return false;
  }
}

/** A signed 64-bit number, as text. */
function lockKey(name: string): string {
  return createHash('sha256').update(`revgraph/${name}`).digest().readBigInt64BE().toString();
}
