import type { DataSource, EntityManager } from 'typeorm';
import { openDataSource } from '#kit/persistence/data-source.ts';
import { loadMigrations } from '#kit/persistence/load-migrations.ts';
import { migrate } from '#kit/persistence/migrate.ts';
import { rows } from '#kit/persistence/query.ts';
import { testDatabase, testTemplate } from '#test/support/database.ts';

/** The schema whose tables these tests use; every system's are alike. */
export const SCHEMA = 'billing';

export interface Ground {
  readonly url: string;
  readonly dataSource: DataSource;
  readonly em: EntityManager;
  close(): Promise<void>;
}

/** A database of its own with what every system stands on, and nothing of any system. */
export async function openGround(): Promise<Ground> {
  const template = await testTemplate('shared_ground', async (url) => {
    const all = await loadMigrations(new URL('../../../schema/database/migrations/', import.meta.url));
    await migrate(
      url,
      all.filter(({ name }) => name === '001-shared-ground' || name === '008-call-records'),
    );
  });
  const database = await testDatabase({ template });
  const dataSource = await openDataSource({
    url: database.url,
    schema: SCHEMA,
    entities: [],
    poolSize: 6,
    applicationName: 'kit test',
  });
  return {
    url: database.url,
    dataSource,
    em: dataSource.manager,
    close: async () => {
      await dataSource.destroy();
      await database.close();
    },
  };
}

/** Begins a transaction that stays open until its `commit`. */
export async function openTransaction(dataSource: DataSource) {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  return {
    em: runner.manager,
    commit: async () => {
      await runner.commitTransaction();
      await runner.release();
    },
  };
}

/** Waits until a statement of another connection stands in line behind a lock. */
export async function untilSomebodyWaits(em: EntityManager): Promise<void> {
  const endsAt = performance.now() + 10_000;
  while (performance.now() < endsAt) {
    const [row] = await em.query<{ waiting: number }[]>(
      `select count(*)::integer as waiting from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if ((row?.waiting ?? 0) > 0) return;
  }
  throw new Error('Nobody waits');
}

/**
 * Ends once everything that was committed by now can be read. The horizon is the whole server's: a change that is open
 * in some other test's database holds it back for a moment.
 */
export async function horizonPassed(em: EntityManager): Promise<void> {
  const [now] = await rows<{ next: string }>(em, 'select pg_snapshot_xmax(pg_current_snapshot())::text as next');
  const sql = 'select pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 as passed';
  for (;;) {
    const [seen] = await rows<{ passed: boolean }>(em, sql, [now?.next]);
    if (seen?.passed === true) return;
  }
}
