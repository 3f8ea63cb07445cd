import { type Client, escapeIdentifier } from 'pg';
import { withAdvisoryLock } from '#kit/persistence/advisory-lock.ts';
import { connect } from '#kit/persistence/connect.ts';
import { sqlStateOf } from '#kit/persistence/sql-state.ts';
import { systemIds } from '#kit/runtime/ids.ts';
import { startDatabase } from '#local/postgres/supervisor.ts';
import { TEST_DATABASE_DIR, templatePrefix } from './database-folder.ts';

export interface TestDatabase {
  /** Of an empty database, or of a copy of the template, that nobody else uses. */
  readonly url: string;
  /** Drops it, whoever is still connected. */
  close(): Promise<void>;
}

export interface TestDatabaseSettings {
  /** The name of a database to copy, as `testTemplate` answered it. */
  readonly template?: string;
}

/**
 * A fresh database on the one server of this test run. The server is `TEST_DATABASE_URL` when that is set (its role must
 * be allowed to make databases), else an embedded one, which the first test that asks for a database starts.
 */
export async function testDatabase({ template }: TestDatabaseSettings = {}): Promise<TestDatabase> {
  const serverUrl = await testServer();
  const name = systemIds.next('test');
  const copied = template === undefined ? '' : ` template ${escapeIdentifier(template)}`;
  await onServer(serverUrl, (client) => client.query(`create database ${escapeIdentifier(name)}${copied}`));
  return { url: urlOf(serverUrl, name), close: () => drop(serverUrl, name) };
}

/**
 * Makes a database to copy from, once in a test run whoever asks: `prepare` migrates and fills it, and must leave no
 * connection open. `title` says what is in it. Answers the name to give to `testDatabase`.
 */
export async function testTemplate(title: string, prepare: (url: string) => Promise<void>): Promise<string> {
  const serverUrl = await testServer();
  const name = `${templatePrefix(testRunFolder())}${title}`;
  await withAdvisoryLock({ url: serverUrl, name: `template ${name}` }, async () => {
    if (await isThere(serverUrl, name)) return;
    const unfinished = `${name}_unfinished`;
    await drop(serverUrl, unfinished);
    await onServer(serverUrl, (client) => client.query(`create database ${escapeIdentifier(unfinished)}`));
    await prepare(urlOf(serverUrl, unfinished));
    await onServer(serverUrl, (client) =>
      client.query(`alter database ${escapeIdentifier(unfinished)} rename to ${escapeIdentifier(name)}`),
    );
  });
  return name;
}

let server: Promise<string> | null = null;

/** The address that databases are made through. Every worker of the run comes to the same server. */
function testServer(): Promise<string> {
  server ??= findServer();
  return server;
}

async function findServer(): Promise<string> {
  const { TEST_DATABASE_URL: given } = process.env;
  if (given !== undefined && given !== '') return given;
  const { url } = await startDatabase({ dataDir: testRunFolder(), unsafeNoFsyncForTests: true });
  return url;
}

/** Of this run, the same for every worker; removed at its end. */
export function testRunFolder(): string {
  const folder = process.env[TEST_DATABASE_DIR];
  if (folder === undefined) throw new Error('No folder for the test database: Jest must run test/global-setup.ts');
  return folder;
}

async function isThere(serverUrl: string, name: string): Promise<boolean> {
  const { rows } = await onServer(serverUrl, (client) =>
    client.query('select from pg_database where datname = $1', [name]),
  );
  return rows.length > 0;
}

async function drop(serverUrl: string, name: string): Promise<void> {
  for (;;) {
    try {
      await onServer(serverUrl, (client) =>
        client.query(`drop database if exists ${escapeIdentifier(name)} with (force)`),
      );
      return;
    } catch (error) {
      // The server's own cleaner is at work in there: only the server may end it, and it ends soon.
      if (sqlStateOf(error) !== INSUFFICIENT_PRIVILEGE) throw error;
    }
  }
}

const INSUFFICIENT_PRIVILEGE = '42501';

async function onServer<T>(serverUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect(serverUrl, 'revgraph tests');
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
