import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { escapeIdentifier } from 'pg';
import { connect } from '#kit/persistence/connect.ts';
import { stopLeftBehind } from '#local/postgres/left-behind.ts';
import { isAlive } from '#local/postgres/processes.ts';

/** The environment variable by which a test run tells its workers where its server keeps its files. */
export const TEST_DATABASE_DIR = 'REVGRAPH_TEST_DATABASE_DIR';

const PREFIX = 'revgraph-test-run-';
/** A number first, so that a later run can tell whose folder it is. */
const OF_A_RUN = /^revgraph-test-run-(\d+)-/;

/** Each test's database is some hundred files: kept in memory, where a machine has room for it, they take a third of the time. */
const MEMORY = '/dev/shm';
const ROOM_BYTES = 2 ** 31;

/** A folder for the server of this run. Nothing is started yet: most runs of a few tests need no database. */
export async function makeTestDatabaseFolder(): Promise<string> {
  const free = await statfs(MEMORY).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  return mkdtemp(join(free < ROOM_BYTES ? tmpdir() : MEMORY, `${PREFIX}${process.pid}-`));
}

/** Ends the server, if a test started one, and removes its files. */
export async function removeTestDatabaseFolder(folder: string): Promise<void> {
  await stopLeftBehind(folder);
  await rm(folder, { recursive: true, force: true });
}

/** How the names of a run's templates begin: on a server that outlives it they must not be taken for the next run's. */
export function templatePrefix(folder: string): string {
  return `template_${basename(folder).replace(PREFIX, '')}_`;
}

/** Drops the templates of this run from a server that was given to it. */
export async function dropTemplates(serverUrl: string, folder: string): Promise<void> {
  const client = await connect(serverUrl, 'revgraph tests');
  try {
    const { rows } = await client.query<{ name: string }>(
      'select datname as name from pg_database where starts_with(datname, $1)',
      [templatePrefix(folder)],
    );
    for (const { name } of rows) await client.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
  } finally {
    await client.end();
  }
}

/** Removes what runs left behind that were killed. Another user's are not ours to remove. */
export async function sweepTestDatabaseFolders(): Promise<void> {
  for (const parent of [tmpdir(), MEMORY]) {
    for (const name of await readdir(parent).catch(() => [])) {
      const pid = OF_A_RUN.exec(name)?.[1];
      if (pid === undefined || isAlive(Number(pid))) continue;
      await removeTestDatabaseFolder(join(parent, name)).catch(() => undefined);
    }
  }
}
