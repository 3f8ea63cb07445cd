import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackage } from '#revrec/library/package-build.ts';
import { readInput } from '#revrec/library/read-input.ts';
import { recognize } from '#revrec/library/recognize.ts';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));
const EXAMPLE = join(ROOT, 'subgraphs/revrec/library/examples/harbour.json');

/** What later versions of Node brought is taken away first, so that the package runs as under the oldest one it names. */
const AS_NODE_20 = `
delete Map.groupBy;
delete Object.groupBy;
delete Array.fromAsync;
delete Promise.withResolvers;
for (const name of ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf']) delete Set.prototype[name];
for (const name of ['map', 'filter', 'flatMap', 'take', 'drop', 'reduce', 'toArray', 'forEach', 'some', 'every', 'find'])
  delete Object.getPrototypeOf(Object.getPrototypeOf([].values()))[name];
`;
const PROGRAM = `
import './as-node-20.mjs';
const { readInput, recognize, faultLine } = await import('revgraph/revrec');
const { readFile } = await import('node:fs/promises');
const read = readInput('harbour.json', await readFile(process.argv[2]));
const told = recognize(read.value.events, read.value.policies, { rateIds: read.value.rateIds });
const [one] = told.value.contracts;
console.log(JSON.stringify([one.replayHash, one.schedule.map((row) => String(row.amountMinor))]));
const wrong = readInput('x.json', new TextEncoder().encode('{"contract":""}'));
console.log(wrong.ok ? '' : faultLine(wrong.error[0]));
`;
const TYPED = `
import { CONTRACT_DRIVEN, readInput, recognize, type RecognizedContract } from 'revgraph/revrec';

export function total(bytes: Uint8Array): bigint {
  const read = readInput('contract.json', bytes);
  const told = read.ok ? recognize(read.value.events, CONTRACT_DRIVEN) : read;
  const prices = told.ok ? told.value.contracts.map((one: RecognizedContract): bigint => one.transactionPriceMinor) : [];
  return prices.reduce((all, price) => all + price, 0n);
}
// @ts-expect-error There is no such option.
recognize([], CONTRACT_DRIVEN, { anything: 1 });
`;

describe('the package of the library', () => {
  const home = mkdtempSync(join(tmpdir(), 'revgraph-package-'));
  const packed = join(home, 'node_modules/revgraph');
  let files: readonly string[] = [];
  const run = (program: string, ...args: readonly string[]) =>
    execFileSync(program, [...args], { cwd: home, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

  beforeAll(async () => {
    await buildPackage(join(home, 'built'));
    const [told] = JSON.parse(run('npm', 'pack', join(home, 'built'), '--pack-destination', home, '--json'));
    files = told.files.map(({ path }: { path: string }) => path);
    mkdirSync(packed, { recursive: true });
    run('tar', '-xzf', join(home, told.filename), '-C', packed, '--strip-components=1');
    symlinkSync(join(ROOT, 'node_modules/zod'), join(home, 'node_modules/zod'));
    writeFileSync(join(home, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(home, 'as-node-20.mjs'), AS_NODE_20);
    writeFileSync(join(home, 'program.mjs'), PROGRAM);
    writeFileSync(join(home, 'typed.ts'), TYPED);
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('computes the worked example as the checkout does, without what came after Node 20', () => {
    const read = readInput('harbour.json', readFileSync(EXAMPLE));
    if (!read.ok) throw new Error('the example is well');
    const told = recognize(read.value.events, read.value.policies, { rateIds: read.value.rateIds });
    const one = told.ok ? told.value.contracts[0] : undefined;
    const [figures = '', fault] = run(process.execPath, 'program.mjs', EXAMPLE).trim().split('\n');
    expect(JSON.parse(figures)).toEqual([one?.replayHash, one?.schedule.map(({ amountMinor }) => String(amountMinor))]);
    expect(fault).toContain('contract');
  });

  it('has types that hold a program to them', () => {
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022'];
    expect(run(process.execPath, compiler, ...options, 'typed.ts')).toBe('');
  });

  it('has compiled sources and nothing else, and needs one package', () => {
    expect(files.filter((path) => !/^(?:dist\/.*\.(?:js|d\.ts)|LICENSE|README\.md|package\.json)$/.test(path))).toEqual(
      [],
    );
    expect(files.filter((path) => /test|\.env|migrations|store|connectors/.test(path))).toEqual([]);
    const { dependencies } = JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8'));
    expect(Object.keys(dependencies)).toEqual(['zod']);
  });

  it('is packed by its own command: the product itself is not, and says so', () => {
    expect(() => run('npm', 'pack', ROOT, '--dry-run')).toThrow(/npm run pack:revrec/);
  });
});
