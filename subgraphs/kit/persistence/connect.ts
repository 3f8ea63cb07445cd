import { Client } from 'pg';
import { exactTypes } from './exact-types.ts';

const CONNECT_TIMEOUT_MS = 10_000;

/** The database cannot be used as given. The message is for a person and never holds the password. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable';
}

/**
 * One connection outside every pool, for what must keep its session: locks, migrations, probes. The caller ends it.
 * Throws `DatabaseUnusable` when there is no server, or it does not let us in, within ten seconds.
 */
export async function connect(url: string, applicationName: string): Promise<Client> {
  const address = parseDatabaseUrl(url);
  const client = new Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    types: exactTypes,
  });
  // A connection lost while nobody asks it anything fails the next question; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw unusable(address, error);
  }
}

/** Throws `DatabaseUnusable` when the text is no address of a Postgres database. */
export function parseDatabaseUrl(url: string): URL {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (address === null || !['postgres:', 'postgresql:'].includes(address.protocol)) {
    // The text itself may hold a password, so it is not repeated.
    throw new DatabaseUnusable('DATABASE_URL must look like postgres://user:password@host:5432/database');
  }
  return address;
}

/** What went wrong on the way to the database at this address, without its password. */
export function unusable(address: URL, error: unknown): DatabaseUnusable {
  const { username, host, pathname } = address;
  return new DatabaseUnusable(
    `The database postgres://${username}@${host}${pathname} cannot be used: ${reasonOf(error)}`,
    { cause: error },
  );
}

function reasonOf(error: unknown): string {
  // Node tries every address of a name; together they fail with an AggregateError whose own message is empty.
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
