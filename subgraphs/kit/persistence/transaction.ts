import type { DataSource, EntityManager } from 'typeorm';
import { cryptoRandom, type Random } from '../runtime/random.ts';
import { systemTimers, type Timers } from '../runtime/timers.ts';
import { DEADLOCK_DETECTED, SERIALIZATION_FAILURE, sqlStateOf } from './sql-state.ts';

export interface TransactionSettings {
  readonly isolation?: 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';
  /** The legal entities the principal may see: row-level security reads them, for this transaction only. */
  readonly entities?: readonly string[];
  readonly attemptsMax?: number;
  readonly timers?: Timers;
  readonly random?: Random;
}

const ATTEMPTS_MAX = 6;
const FIRST_PAUSE_MS = 10;
const PAUSE_MAX_MS = 500;
const WORTH_REPEATING: ReadonlySet<string | null> = new Set([SERIALIZATION_FAILURE, DEADLOCK_DETECTED]);

/**
 * Commits what `work` did, or nothing of it. When Postgres broke the transaction off in favour of another one (40001,
 * 40P01) `work` runs again from the start, so it must touch nothing but this database. Every other error is thrown as it
 * came, at once; one that came out of the commit itself, as by a lost connection, leaves the outcome unknown.
 */
export async function inTransaction<T>(
  dataSource: DataSource,
  work: (em: EntityManager) => Promise<T>,
  settings: TransactionSettings = {},
): Promise<T> {
  const { attemptsMax = ATTEMPTS_MAX, timers = systemTimers, random = cryptoRandom } = settings;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptOnce(dataSource, work, settings);
    } catch (error) {
      if (attempt >= attemptsMax || !WORTH_REPEATING.has(sqlStateOf(error))) throw error;
      await timers.sleep(pauseMs(attempt, random));
    }
  }
}

function attemptOnce<T>(
  dataSource: DataSource,
  work: (em: EntityManager) => Promise<T>,
  { isolation = 'READ COMMITTED', entities }: TransactionSettings,
): Promise<T> {
  return dataSource.transaction(isolation, async (em) => {
    if (entities !== undefined) await limitToEntities(em, entities);
    return work(em);
  });
}

/** Sets `app.entities`, as a Postgres array, until this transaction ends: a pooled connection must not keep it. */
export async function limitToEntities(em: EntityManager, entities: readonly string[]): Promise<void> {
  await em.query(`select set_config('app.entities', $1::text[]::text, true)`, [entities]);
}

/** Anywhere up to a bound that doubles: two that met once are not to meet again. */
function pauseMs(attempt: number, random: Random): number {
  return Math.ceil(random.next() * Math.min(PAUSE_MAX_MS, FIRST_PAUSE_MS * 2 ** attempt));
}
