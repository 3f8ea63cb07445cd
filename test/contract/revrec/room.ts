import { openEventBell } from '#kit/events/postgres-bell.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { openLog } from '#kit/observability/log.ts';
import { connect } from '#kit/persistence/connect.ts';
import { loadMigrations } from '#kit/persistence/load-migrations.ts';
import { migrate } from '#kit/persistence/migrate.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import type { RunningService } from '#kit/server/service.ts';
import { startRevrec } from '#revrec/start.ts';
import { testDatabase, testTemplate } from '#test/support/database.ts';

/** Who may see both legal entities, and call as a saga does. */
export const SERVICE: Principal = {
  subject: 'test',
  roles: ['service', 'finance'],
  entities: ['US', 'DE'],
  scopes: [],
  correlationId: 'corr_test',
};

export interface Room {
  readonly revrec: RunningService;
  readonly clock: FixedClock;
  ask(query: string, variables?: Readonly<Record<string, unknown>>, principal?: Principal): Promise<Answer>;
  command(name: string, command: unknown, key?: string, lookUp?: boolean): Promise<CommandAnswer>;
  sql<Row>(text: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's
  readonly data: any;
  readonly errors: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is the command's
export type CommandAnswer = { readonly ok: boolean; readonly value: any; readonly error: any };

/** The whole room on a database of its own, on 16 August 2026. */
export async function openRoom(): Promise<Room> {
  const database = await testDatabase({ template: await migratedTemplate() });
  const clock = new FixedClock('2026-08-16T09:00:00.000Z');
  const bell = await openEventBell(database.url, systemTimers);
  const revrec = await startRevrec({
    databaseUrl: database.url,
    poolSize: 4,
    serviceSecret: 'secret',
    clock,
    timers: systemTimers,
    log: openLog('revrec-test', process.env['LOG_LEVEL'] ?? 'fatal'),
    bell,
  });
  const reader = await connect(database.url, 'revrec test');
  const ask: Room['ask'] = async (query, variables = {}, principal = SERVICE) => {
    const { data, errors = [] } = await revrec.subgraph.execute({ query, variables }, principal);
    return JSON.parse(JSON.stringify({ data, errors }));
  };
  return {
    revrec,
    clock,
    ask,
    command: async (name, command, key, lookUp = false) => {
      const { data, errors } = await ask(
        `mutation ($name: String!, $command: JSON!, $key: String, $lookUp: Boolean) {
           revrecCommand(name: $name, command: $command, key: $key, lookUp: $lookUp) }`,
        { name, command, key, lookUp },
      );
      if (errors.length > 0) throw new Error(errors[0]?.message);
      return { value: null, error: null, ...data.revrecCommand };
    },
    sql: async (text, parameters = []) => (await reader.query(text, [...parameters])).rows,
    close: async () => {
      await revrec.close();
      await bell.close();
      await reader.end();
      await database.close();
    },
  };
}

function migratedTemplate(): Promise<string> {
  return testTemplate('revrec_migrated', async (url) => {
    const all = await loadMigrations(new URL('../../../schema/database/migrations/', import.meta.url));
    await migrate(
      url,
      all.filter(({ name }) => ['001', '005', '008', '022', '024'].some((number) => name.startsWith(number))),
    );
  });
}
