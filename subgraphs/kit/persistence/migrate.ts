import type { Client } from 'pg';
import type { Timers } from '../runtime/timers.ts';
import { withAdvisoryLock } from './advisory-lock.ts';
import { connect } from './connect.ts';
import {
  type AppliedMigration,
  checksumOf,
  explainRefusal,
  type Migration,
  type MigrationRefusal,
  pendingOf,
} from './migration.ts';

export interface MigrateSettings {
  readonly log?: (line: string) => void;
  readonly timers?: Timers;
}

/** Nothing was applied; the message says what a person is to do. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused';
  readonly refusal: MigrationRefusal;

  constructor(refusal: MigrationRefusal) {
    super(explainRefusal(refusal));
    this.refusal = refusal;
  }
}

/**
 * Applies what is missing, each migration in a transaction of its own, and answers the names of those it applied. Any
 * number of processes may call it at once: one works, the others wait and then find nothing left to do.
 * Throws `DatabaseUnusable`, `MigrationRefused`, or an error that names the statement that failed, in which case the
 * migrations before it stay applied and its own left nothing behind.
 */
export function migrate(
  url: string,
  migrations: readonly Migration[],
  { log, timers }: MigrateSettings = {},
): Promise<readonly string[]> {
  return withAdvisoryLock({ url, name: 'migrations', ...(timers === undefined ? {} : { timers }) }, () =>
    withClient(url, async (client) => {
      await prepare(client);
      const pending = await pendingIn(client, migrations);
      for (const migration of pending) {
        await apply(client, migration);
        log?.(`applied migration ${migration.name}`);
      }
      return pending.map(({ name }) => name);
    }),
  );
}

/**
 * The names of what `migrate` would apply; changes nothing. For processes that only check that they fit their database.
 * Throws `DatabaseUnusable` or `MigrationRefused`.
 */
export function pendingMigrations(url: string, migrations: readonly Migration[]): Promise<readonly string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ there: boolean }>(
      `select to_regclass('public.migration') is not null as there`,
    );
    const pending = rows[0]?.there === true ? await pendingIn(client, migrations) : migrations;
    return pending.map(({ name }) => name);
  });
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect(url, 'revgraph migrate');
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function prepare(client: Client): Promise<void> {
  // The same for every role and server. The lock's bound is there because a migration that queues behind a long
  // transaction makes every later query queue behind the migration.
  await client.query(`set search_path = public; set statement_timeout = 0; set lock_timeout = '30s'`);
  await client.query(`
    create table if not exists public.migration (
      position integer generated always as identity primary key,
      name text not null unique,
      checksum text not null,
      applied_at timestamptz not null default now()
    )`);
}

async function pendingIn(client: Client, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  const { rows } = await client.query<AppliedMigration>(
    'select name, checksum from public.migration order by position',
  );
  const pending = pendingOf(migrations, rows);
  if (!pending.ok) throw new MigrationRefused(pending.error);
  return pending.value;
}

async function apply(client: Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    for (const [index, statement] of migration.up.entries())
      await run(client, statement, `${migration.name}, statement ${index + 1}`);
    await client.query('insert into public.migration (name, checksum) values ($1, $2)', [
      migration.name,
      checksumOf(migration),
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function run(client: Client, statement: string, place: string): Promise<void> {
  try {
    await client.query(statement);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Migration ${place}: ${reason}`, { cause: error });
  }
}
