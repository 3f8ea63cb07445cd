import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadMigrations } from '#kit/persistence/load-migrations.ts';
import { migrate } from '#kit/persistence/migrate.ts';
import { startDatabase } from '#local/postgres/supervisor.ts';

const MIGRATIONS = new URL('../../schema/database/migrations/', import.meta.url);
/** Postgres does not run as root; as another user it must be let through to its files. */
const PASSABLE = 0o711;

export interface Store {
  readonly url: string;
  readonly pid: number | null;
  close(): Promise<void>;
}

/** A Postgres of its own, with the product's tables, in a folder that `close` removes. It syncs to disk as in production. */
export async function startStore(): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'revgraph-bench-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    await chmod(folder, PASSABLE);
    const database = await startDatabase({ dataDir: join(folder, 'postgres') });
    const close = async () => {
      await database.stop();
      await remove();
    };
    try {
      await migrate(database.url, await loadMigrations(MIGRATIONS));
      return { url: database.url, pid: database.pid, close };
    } catch (error) {
      await database.stop();
      throw error;
    }
  } catch (error) {
    await remove();
    throw error;
  }
}
