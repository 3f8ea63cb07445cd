import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Those of the files that are there already. */
export function filesThere(folder: string, names: Iterable<string>): readonly string[] {
  return [...names].filter((name) => existsSync(join(folder, name)));
}

/**
 * Writes all files or none that is half: each under a temporary name first, and only when all are written under its own.
 * What fails is thrown after the temporary files were taken away.
 */
export async function writeFolder(folder: string, files: ReadonlyMap<string, Iterable<string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  const temporary = [...files].map(([name, pieces]) => ({
    pieces,
    from: join(folder, `.${name}.${process.pid}.part`),
    to: join(folder, name),
  }));
  try {
    for (const { pieces, from } of temporary) await writeFile(from, pieces, { flag: 'wx' });
    for (const { from, to } of temporary) await rename(from, to);
  } finally {
    for (const { from } of temporary) await rm(from, { force: true });
  }
}
