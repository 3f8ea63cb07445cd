import { pino } from 'pino';
import { openEventBell } from '#kit/events/event-bell.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { loadMigrations } from '#kit/persistence/load-migrations.ts';
import { migrate } from '#kit/persistence/migrate.ts';
import { SettableClock } from '#kit/runtime/clock.ts';
import { systemIds } from '#kit/runtime/ids.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { startOperations } from '#operations/start.ts';
import { testDatabase } from './database.ts';
import { FakeSystems } from './fake-systems.ts';

/** A principal who may see the US entity. */
export const REVOPS: Principal = { subject: 'ada', roles: ['revops'], entities: ['US'], correlationId: 'cor_test' };

/** The process layer on a database of its own, over systems in memory, on 16 August 2026. */
export async function startTestOperations() {
  const database = await testDatabase();
  await migrate(database.url, await loadMigrations(new URL('../../schema/database/migrations/', import.meta.url)));
  const clock = new SettableClock();
  clock.set(new Date('2026-08-16T09:00:00Z'));
  const systems = new FakeSystems();
  const bell = await openEventBell(database.url, systemTimers);
  const start = () =>
    startOperations({
      databaseUrl: database.url,
      serviceSecret: 'test-service-secret',
      clock,
      timers: systemTimers,
      ids: systemIds,
      log: pino({ level: 'silent' }),
      bell,
      callers: systems.callers,
      pollMs: 20,
    });
  let running = await start();
  return {
    systems,
    clock,
    database,
    /** Asks as `principal` and gives the data; a GraphQL error is a failed test. */
    ask: async <Data>(query: string, variables: Record<string, unknown> = {}, principal = REVOPS): Promise<Data> => {
      const result = await running.subgraph.execute({ query, variables }, principal);
      if (result.errors !== undefined) throw new Error(result.errors.map(({ message }) => message).join('; '));
      return result.data as Data;
    },
    subscribe: (query: string, variables: Record<string, unknown> = {}, principal = REVOPS) =>
      running.subgraph.subscribe({ query, variables }, principal),
    restart: async () => {
      await running.close();
      running = await start();
    },
    close: async () => {
      await running.close();
      await bell.close();
      await database.close();
    },
  };
}

export type TestOperations = Awaited<ReturnType<typeof startTestOperations>>;
