import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { openDataSource } from '#kit/persistence/data-source.ts';

/** Where a command finds the database: DATABASE_URL, or that of the local run in DATA_DIR; null when there is none. */
export function databaseUrl(): string | null {
  const { DATABASE_URL: given, DATA_DIR: folder = '.data' } = process.env;
  if (given !== undefined && given !== '') return given;
  const runtime = z.object({ database: z.object({ url: z.string() }) });
  try {
    return runtime.parse(JSON.parse(readFileSync(join(folder, 'runtime.json'), 'utf8'))).database.url;
  } catch {
    return null;
  }
}

export const NO_DATABASE = 'There is no database: run npm start, or set DATABASE_URL.';

/** Works with a schema over one connection, which is closed in any case. */
export async function withDatabase<Answer>(
  { url, schema, command }: { readonly url: string; readonly schema: string; readonly command: string },
  work: (dataSource: DataSource) => Promise<Answer>,
): Promise<Answer> {
  const dataSource = await openDataSource({
    url,
    schema,
    entities: [],
    poolSize: 1,
    applicationName: `revgraph ${command}`,
  });
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}
