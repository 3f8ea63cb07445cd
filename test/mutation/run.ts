import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `npm run mutation -- [glob of engine sources] [--fresh]`: breaks the revenue engine in every place, one at a time, and
 * asks its tests. It works in a copy outside the checkout, where its own packages and its report stay; places whose code
 * and tests did not change are not tried again, unless `--fresh`.
 */
const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));
const COPY = join(tmpdir(), 'revgraph-mutation');
const TREE = ['schema', 'subgraphs/revrec', 'test/unit/subgraphs/revrec', 'docs/images'];
const TOOL = 'test/mutation';

function npm(args: readonly string[]): void {
  run('npm', [...args, '--prefix', join(COPY, TOOL), '--no-audit', '--no-fund']);
}

function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { cwd: COPY, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const args = process.argv.slice(2);
if (args.includes('--fresh')) rmSync(join(COPY, 'reports'), { recursive: true, force: true });
mkdirSync(join(COPY, TOOL), { recursive: true });
for (const path of TREE) {
  rmSync(join(COPY, path), { recursive: true, force: true });
  cpSync(join(CHECKOUT, path), join(COPY, path), { recursive: true });
}
for (const file of ['package.json', 'tsconfig.json']) cpSync(join(CHECKOUT, file), join(COPY, file));
cpSync(join(CHECKOUT, TOOL), join(COPY, TOOL), { recursive: true, filter: (path) => !path.includes('node_modules') });
if (!existsSync(join(COPY, 'node_modules'))) symlinkSync(join(CHECKOUT, 'node_modules'), join(COPY, 'node_modules'));
if (!existsSync(join(COPY, TOOL, 'node_modules'))) npm(['ci']);

const globs = args.filter((arg) => !arg.startsWith('--'));
const only = globs.length === 0 ? [] : ['--mutate', globs.join(',')];
run(process.execPath, [
  join(COPY, TOOL, 'node_modules/@stryker-mutator/core/bin/stryker.js'),
  'run',
  join(TOOL, 'stryker.config.json'),
  ...only,
]);
