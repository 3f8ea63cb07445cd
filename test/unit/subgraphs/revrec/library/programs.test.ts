import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { aContract, aLine } from './files.ts';

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));
const RECOGNIZE = 'subgraphs/revrec/library/recognize-main.ts';
const EXPLAIN = 'local/explain.ts';
const EXAMPLE = 'subgraphs/revrec/library/examples/harbour.json';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

function ended(file: string, ...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { PATH: process.env['PATH'] ?? '', DATA_DIR: '/nowhere' };
    const child = execFile(process.execPath, [file, ...args], { cwd: ROOT, env }, (_error, out, errors) =>
      resolve({ code: child.exitCode, out, errors }),
    );
  });
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recognize-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function given(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(
    path,
    typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
  );
  return path;
}

describe('npm run recognize', () => {
  it('writes schedule, journals, explanation and result of the example, and sums up', async () => {
    const out = join(folder, 'out');
    const told = await ended(RECOGNIZE, '--input', EXAMPLE, '--out', out, '--through', '2026-10-31');
    expect(told).toMatchObject({ code: 0, errors: '' });
    expect(told.out).toContain('recognised');
    expect((await readdir(out)).sort()).toEqual(['explanation.txt', 'journals.csv', 'result.json', 'schedule.csv']);
    const [header, first, ...rows] = (await readFile(join(out, 'schedule.csv'), 'utf8')).trimEnd().split('\r\n');
    expect(header).toMatch(/^signed contract,contract,obligation,product,period,amount,cumulative,currency/);
    // 43,200 and 9,000 by 43,200 and 12,000: 40,852.17 over 365 days, 28 of them in February.
    expect(first).toBe(
      'HB-2041,HB-2041,HB-2041/fleet,FLEET-TRACKING,2026-02,3133.87,3133.87,EUR,SCHEDULED,row:HB-2041/fleet:2026-02',
    );
    expect(rows).toHaveLength(22);
    expect(await readFile(join(out, 'journals.csv'), 'utf8')).not.toContain('2026-11');
    expect(await readFile(join(out, 'explanation.txt'), 'utf8')).toContain('allocation:HB-2041/fleet@2026-01-20');
    const result = JSON.parse(await readFile(join(out, 'result.json'), 'utf8'));
    expect(result.contracts[0].transactionPrice).toEqual({ minor: '5949248', currency: 'EUR', exponent: 2 });
  });

  it('writes the same bytes each time, and over files that are there only when it is told to', async () => {
    const out = join(folder, 'out');
    await mkdir(out);
    await writeFile(join(out, 'schedule.csv'), 'mine');
    const refused = await ended(RECOGNIZE, '--input', EXAMPLE, '--out', out);
    expect(refused).toMatchObject({
      code: 2,
      out: '',
      errors: expect.stringContaining('schedule.csv already; --force'),
    });
    expect(await readdir(out)).toEqual(['schedule.csv']);
    expect(await readFile(join(out, 'schedule.csv'), 'utf8')).toBe('mine');
    expect(await ended(RECOGNIZE, '--input', EXAMPLE, '--out', out, '--force')).toMatchObject({ code: 0 });
    const once = await readFile(join(out, 'result.json'), 'utf8');
    await ended(RECOGNIZE, '--input', EXAMPLE, '--out', out, '--force');
    expect(await readFile(join(out, 'result.json'), 'utf8')).toBe(once);
  });

  it('writes several contracts into one result, and sums up by currency', async () => {
    const out = join(folder, 'out');
    const yen = aContract({ contract: 'C-2', currency: 'JPY', lines: [aLine({ unitPrice: '7', ssp: '7' })] });
    const path = await given('two.json', { contracts: [yen, aContract()] });
    const told = await ended(RECOGNIZE, '--input', path, '--out', out);
    expect(told.out).toContain('USD: 1 contract, schedules sum to 12000.00 USD');
    expect(told.out).toContain('JPY: 1 contract, schedules sum to 840 JPY');
    const result = JSON.parse(await readFile(join(out, 'result.json'), 'utf8'));
    expect(result.contracts.map(({ contract }: { contract: string }) => contract)).toEqual(['C-1', 'C-2']);
    expect(result.contracts[1].transactionPrice).toEqual({ minor: '840', currency: 'JPY', exponent: 0 });
  });

  it('tells every fault of a file on its own line and leaves no folder behind', async () => {
    const out = join(folder, 'out');
    const path = await given(
      'wrong.json',
      aContract({ lines: [aLine({ to: '2025-01-01' }), aLine({ key: 'b', ssp: undefined })] }),
    );
    const told = await ended(RECOGNIZE, '--input', path, '--out', out);
    expect(told).toMatchObject({ code: 2, out: '' });
    expect(told.errors.trimEnd().split('\n')).toEqual([
      'contracts[0].lines[0].to: 2025-01-01 lies before the first day, 2026-01-01.',
      'contracts[0].lines[1].ssp: SEAT has no standalone selling price and no residual range.',
    ]);
    expect(await readdir(folder)).toEqual(['wrong.json']);
  });

  it('says where the engine holds a contract', async () => {
    const path = await given(
      'held.json',
      aContract({ events: [{ type: 'progress', on: '2026-02-01', line: 'seats', percent: '101' }] }),
    );
    const told = await ended(RECOGNIZE, '--input', path);
    expect(told).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/^contracts\[0\]\.lines\[0\]: Revenue is held/),
    });
  });

  it('leaves nothing half when the folder cannot be written', async () => {
    const path = await given('a-file', 'x');
    const told = await ended(RECOGNIZE, '--input', EXAMPLE, '--out', path);
    expect(told).toMatchObject({ code: 1, out: '', errors: expect.stringContaining('cannot be written') });
    const out = join(folder, 'out');
    await mkdir(join(out, 'journals.csv'), { recursive: true });
    expect(await ended(RECOGNIZE, '--input', EXAMPLE, '--out', out, '--force')).toMatchObject({ code: 1 });
    expect((await readdir(out)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('writes a name that looks like a formula so that no spreadsheet runs it', async () => {
    const out = join(folder, 'out');
    const path = await given('formula.json', aContract({ lines: [aLine({ product: '=cmd|calc' })] }));
    expect(await ended(RECOGNIZE, '--input', path, '--out', out)).toMatchObject({ code: 0 });
    const schedule = await readFile(join(out, 'schedule.csv'), 'utf8');
    expect(schedule).toContain(",'=cmd|calc,");
    expect(schedule).not.toContain(',=cmd');
  });

  it.each([
    ['no file named', []],
    ['a file that is not there', ['--input', '/nowhere/x.json']],
    ['a folder for a file', ['--input', 'local']],
    ['no day', ['--input', EXAMPLE, '--through', '2026-02-30']],
    ['no instant', ['--input', EXAMPLE, '--known-at', 'yesterday']],
    ['an unknown option', ['--input', EXAMPLE, '--thru', '2026-01-01']],
  ])('with %s ends with 2 and a sentence, without a stack', async (_, args) => {
    const told = await ended(RECOGNIZE, ...args);
    expect(told).toMatchObject({ code: 2, out: '' });
    expect(told.errors).not.toMatch(/\n\s+at /);
  });

  it('explains itself', async () => {
    expect(await ended(RECOGNIZE, '--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Example: npm run recognize'),
    });
  });
});

describe('npm run explain of a file', () => {
  it('goes from the opportunity to the journal line of each figure of the month', async () => {
    const told = await ended(EXPLAIN, '--input', EXAMPLE, '--contract', 'HB-2041', '--period', '2026-03');
    expect(told).toMatchObject({ code: 0, errors: '' });
    const order = [
      'ROLLOUT in 2026-03: 6808.70 EUR',
      'opportunity OPP-7715',
      'contract HB-2041 of Harbour Logistics',
      'obligation HB-2041/rollout',
      'allocation:HB-2041/rollout@2026-01-20 = 11347.83 EUR',
      'row:HB-2041/rollout:2026-03 = 6808.70 EUR',
      'REVENUE  credit 6808.70 EUR',
    ];
    const places = order.map((text) => told.out.indexOf(text, told.out.indexOf('ROLLOUT in 2026-03')));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(told.out).toContain('from contracts[0], ssp:input file:ROLLOUT');
  });

  it('needs a contract of the file and a month', async () => {
    expect(await ended(EXPLAIN, '--input', EXAMPLE, '--contract', 'HB-1', '--period', '2026-03')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('it has HB-2041'),
    });
    expect(await ended(EXPLAIN, '--input', EXAMPLE, '--contract', 'HB-2041', '--period', '2026-3')).toMatchObject({
      code: 2,
    });
    expect(await ended(EXPLAIN, '--input', '/nowhere.json', '--contract', 'x', '--period', '2026-03')).toMatchObject({
      code: 2,
    });
    expect(await ended(EXPLAIN, '--input', EXAMPLE, '--contract', 'HB-2041', '--period', '2031-03')).toMatchObject({
      code: 0,
      out: 'HB-2041 has no figure in 2031-03.\n',
    });
  });
});
