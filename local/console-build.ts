import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const CONSOLE = fileURLToPath(new URL('../console/', import.meta.url));
const BUILT = join(CONSOLE, 'dist');
const SOURCES = ['src', 'index.html', 'graphiql.html', 'vite.config.ts'];

/** Builds the page when its sources are not those of the last build. Takes some seconds the first time, then none. */
export async function buildConsole(): Promise<'built' | 'fresh'> {
  const hash = hashOfSources();
  const mark = join(BUILT, '.sources');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === hash) return 'fresh';
  await build({ root: CONSOLE, configFile: join(CONSOLE, 'vite.config.ts'), logLevel: 'error' });
  mkdirSync(BUILT, { recursive: true });
  writeFileSync(mark, hash);
  return 'built';
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of filesOf(join(CONSOLE, source))) hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesOf(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return [path];
  }
}
