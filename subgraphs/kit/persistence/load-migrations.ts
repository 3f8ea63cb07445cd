import { access, readdir } from 'node:fs/promises';
import type { Migration } from './migration.ts';

const NAME = /^(\d{3})-[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * The migrations of a folder, in order: each is a folder `NNN-name` with `up.ts`, which exports
 * `up: readonly string[]`, and `notes.md`. Files beside them are left alone. Throws an error that names what is wrong.
 */
export async function loadMigrations(folder: URL): Promise<readonly Migration[]> {
  const root = folder.href.endsWith('/') ? folder : new URL(`${folder.href}/`);
  const entries = await readdir(root, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  refuseMisnamed(names);

  const migrations: Migration[] = [];
  for (const name of names) migrations.push(await loadOne(root, name));
  return migrations;
}

/** Two branches that each took the next number must notice: their order would depend on the rest of the name. */
function refuseMisnamed(names: readonly string[]): void {
  const taken = new Map<string, string>();
  for (const name of names) {
    const number = NAME.exec(name)?.[1];
    if (number === undefined) throw new Error(`${name} is no name of a migration: NNN-some-words is`);
    const other = taken.get(number);
    if (other !== undefined) throw new Error(`${other} and ${name} are two migrations of one number`);
    taken.set(number, name);
  }
}

async function loadOne(root: URL, name: string): Promise<Migration> {
  for (const file of ['up.ts', 'notes.md']) {
    await access(new URL(`${name}/${file}`, root)).catch(() => {
      throw new Error(`Migration ${name} has no ${file}`);
    });
  }
  const module: { readonly up?: unknown } = await import(new URL(`${name}/up.ts`, root).href);
  if (!isListOfStatements(module.up)) throw new Error(`Migration ${name}: up.ts must export a list of SQL statements`);
  return { name, up: module.up };
}

function isListOfStatements(up: unknown): up is readonly string[] {
  return Array.isArray(up) && up.length > 0 && up.every((sql) => typeof sql === 'string' && sql.trim() !== '');
}
