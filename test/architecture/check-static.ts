import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * `npm run check:static`: everything that is checked without running the product. Prints a line a check and the full
 * output of each that failed. Exit codes: 0 all passed, 1 some failed.
 */
const ROOT = join(import.meta.dirname, '../..');
const BIN = join(ROOT, 'node_modules/.bin');
const NODE = process.execPath;

/** More would only wait for each other on a small machine, and the type checker wants its memory. */
const SIDE_BY_SIDE = 2;

interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly output: string;
}

const CHECKS: readonly Check[] = [
  { name: 'types', command: [NODE, join(BIN, 'tsc'), '-p', '.'] },
  { name: 'boundaries', command: [NODE, 'test/architecture/check-boundaries.ts'] },
  { name: 'types of the console', command: [NODE, join(BIN, 'tsc'), '-p', 'console'] },
  { name: 'format and lint', command: [NODE, join(BIN, 'biome'), 'ci', '--colors=off', '--max-diagnostics=100'] },
  { name: 'dead code', command: [NODE, join(BIN, 'knip')] },
  { name: 'supergraph is fresh', command: [NODE, 'gateway/federation/compose-cli.ts', '--check'] },
  { name: 'resolver types are fresh', command: [NODE, 'schema/codegen.ts', '--check'] },
];

function run({ name, command: [program, ...args] }: Check): Promise<Outcome> {
  const began = performance.now();
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    const end = (passed: boolean, output: string) => {
      const seconds = ((performance.now() - began) / 1_000).toFixed(1);
      console.log(`${passed ? 'passed' : 'FAILED'}  ${name} (${seconds} s)`);
      if (!passed) console.log(output.trimEnd().replaceAll(/^/gm, '    '));
      resolve({ name, passed, output });
    };
    child.on('error', (error) => end(false, error.message));
    child.on('close', (code) => end(code === 0, Buffer.concat(chunks).toString()));
  });
}

const waiting = [...CHECKS];
const outcomes: Outcome[] = [];
async function workThrough(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) outcomes.push(await run(next));
}
await Promise.all(Array.from({ length: SIDE_BY_SIDE }, workThrough));

const failed = outcomes.filter(({ passed }) => !passed).map(({ name }) => name);
console.log(
  failed.length === 0
    ? `${outcomes.length} static checks passed`
    : `${failed.length} of ${outcomes.length} static checks failed: ${failed.join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
