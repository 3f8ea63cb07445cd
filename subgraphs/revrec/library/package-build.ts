import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const DOOR = 'subgraphs/revrec/library/revrec.ts';
const GROUPING = 'map-grouped-by.ts';

/** What Node 20 has not: `Map.groupBy` came with Node 21. */
const GROUPING_SOURCE = `export function mapGroupedBy<Item, Key>(
  items: Iterable<Item>,
  keyOf: (item: Item, index: number) => Key,
): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
    index += 1;
  }
  return groups;
}
`;

const README = `# Revenue recognition

The revenue engine of revgraph as a library: events or a file of contracts in, every figure with its derivation out. No
database, no network, no clock. Node 20.19 or later, JavaScript modules with types.

\`\`\`js
import { readFile } from 'node:fs/promises';
import { readInput, recognize } from 'revgraph/revrec';

const read = readInput('contract.json', await readFile('contract.json'));
const told = read.ok ? recognize(read.value.events, read.value.policies, { rateIds: read.value.rateIds }) : read;
console.log(told.ok ? told.value.contracts : told.error);
\`\`\`

What a file says is described in the types and in the library's README of the source repository.
`;

const manifestShape = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  engines: z.object({ node: z.string() }),
  imports: z.record(z.string(), z.string()),
  dependencies: z.record(z.string(), z.string()),
});
type Manifest = z.output<typeof manifestShape>;

/**
 * Makes a package of the library in a folder of its own, whose former content goes: the door `revgraph/revrec` and all that
 * it reaches as JavaScript with types, since Node reads no TypeScript of an installed package. Of the product's
 * dependencies it has those that are reached. Throws with the compiler's words when the sources do not compile.
 */
export async function buildPackage(folder: string): Promise<void> {
  const manifest = manifestShape.parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
  const sources = join(folder, '.sources');
  await rm(folder, { recursive: true, force: true });
  const packages = await copySources(sources, manifest);
  // The compiler asks it whether the sources are modules.
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(packageOf(manifest, packages), null, 2)}\n`);
  await compile(sources, join(folder, 'dist'));
  await rm(sources, { recursive: true });
  await cp(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  await writeFile(join(folder, 'README.md'), README);
}

function packageOf({ name, version, license, engines, dependencies }: Manifest, packages: ReadonlySet<string>) {
  const door = `./dist/${DOOR}`;
  return {
    name,
    version,
    description: 'Revenue recognition under ASC 606 and IFRS 15 whose every figure is derived',
    license,
    type: 'module',
    sideEffects: false,
    engines,
    exports: { './revrec': { types: door.replace(/ts$/, 'd.ts'), default: door.replace(/ts$/, 'js') } },
    files: ['dist'],
    dependencies: Object.fromEntries([...packages].map((used) => [used, dependencies[used]])),
  };
}

/** Copies the door and all that it imports, each import made relative; answers the packages that they use. */
async function copySources(folder: string, { imports }: Manifest): Promise<ReadonlySet<string>> {
  const packages = new Set<string>();
  const known = new Set([DOOR]);
  for (const file of known) {
    const text = await readFile(join(ROOT, file), 'utf8');
    const relative = text.replace(/(from ')([^']+)(')/g, (_, before: string, name: string, after: string) => {
      const target = targetOf(name, file, imports);
      if (target === null) {
        if (!name.startsWith('node:')) packages.add(name);
        return `${before}${name}${after}`;
      }
      known.add(target);
      return `${before}${relativeTo(file, target)}${after}`;
    });
    await writeInto(folder, file, withoutGroupBy(relative, file));
  }
  await writeInto(folder, GROUPING, GROUPING_SOURCE);
  return packages;
}

/** The file of the repository that an import names; `null` for a package. */
function targetOf(name: string, file: string, imports: Manifest['imports']): string | null {
  if (name.startsWith('.')) return posix.join(posix.dirname(file), name);
  for (const [pattern, path] of Object.entries(imports)) {
    const prefix = pattern.replace('*', '');
    if (name.startsWith(prefix)) return posix.normalize(path.replace('*', name.slice(prefix.length)));
  }
  return null;
}

function relativeTo(file: string, target: string): string {
  const path = posix.relative(posix.dirname(file), target);
  return path.startsWith('.') ? path : `./${path}`;
}

function withoutGroupBy(text: string, file: string): string {
  if (!text.includes('Map.groupBy(')) return text;
  const told = text.replaceAll('Map.groupBy(', 'mapGroupedBy(');
  return `import { mapGroupedBy } from '${relativeTo(file, GROUPING)}';\n${told}`;
}

async function writeInto(folder: string, file: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), text);
}

async function compile(sources: string, outDir: string): Promise<void> {
  const config = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      rewriteRelativeImportExtensions: true,
      target: 'es2022',
      rootDir: '.',
      outDir,
      types: ['node'],
    },
    files: [DOOR],
    include: [],
  };
  await writeFile(join(sources, 'tsconfig.json'), JSON.stringify(config));
  await symlink(join(ROOT, 'node_modules'), join(sources, 'node_modules'));
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, '-p', sources]).catch((error: { stdout?: string }) => {
    throw new Error(error.stdout ?? 'The compiler did not run');
  });
  // The compiler leaves the extensions of declarations as they are.
  for (const name of await readdir(outDir, { recursive: true })) {
    if (!name.endsWith('.d.ts')) continue;
    const text = await readFile(join(outDir, name), 'utf8');
    await writeFile(join(outDir, name), text.replace(/((?:from |import\()['"]\.[^'"]*)\.ts(?=['"])/g, '$1.js'));
  }
}
