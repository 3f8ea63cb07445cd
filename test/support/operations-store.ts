import { openDataSource } from '#kit/persistence/data-source.ts';
import { loadMigrations } from '#kit/persistence/load-migrations.ts';
import { migrate } from '#kit/persistence/migrate.ts';
import { rows } from '#kit/persistence/query.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { testDatabase } from './database.ts';

const GUARDED = ['audit', 'audit_chain', 'audit_seal', 'operation', 'step'];

/** The tables of the process layer with nobody at work on them, on 16 August 2026. */
export async function openOperationsStore() {
  const database = await testDatabase();
  await migrate(database.url, await loadMigrations(new URL('../../schema/database/migrations/', import.meta.url)));
  const dataSource = await openDataSource({
    url: database.url,
    schema: 'operations',
    entities: [],
    poolSize: 8,
    applicationName: 'revgraph tests',
  });
  const em = dataSource.manager;
  return {
    url: database.url,
    dataSource,
    clock: new FixedClock('2026-08-16T09:00:00Z'),
    sql: <Row>(text: string, values: readonly unknown[] = []) => rows<Row>(em, text, values),
    /** Does what only somebody with all rights over the tables can do: no trigger looks on. */
    tamper: (text: string, values: readonly unknown[] = []) =>
      dataSource.transaction(async (tx) => {
        for (const table of GUARDED) await rows(tx, `alter table operations.${table} disable trigger user`);
        await rows(tx, text, values);
        for (const table of GUARDED) await rows(tx, `alter table operations.${table} enable trigger user`);
      }),
    close: async () => {
      await dataSource.destroy();
      await database.close();
    },
  };
}

export type OperationsStore = Awaited<ReturnType<typeof openOperationsStore>>;
