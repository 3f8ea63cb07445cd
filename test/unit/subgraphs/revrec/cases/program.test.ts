import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCasesProgram } from '#revrec/cases/program.ts';
import { aCase } from './a-case.ts';

const inputs = { amount: '10', days: '1', termDays: '3' };
const good = aCase('prorate', inputs, { id: 'GOOD', expected: { prorated: '3.33' } });
const { id: _, ...nameless } = good;
const files = new Map([
  ['good.json', JSON.stringify([good])],
  ['marked.json', `\uFEFF${JSON.stringify([good])}`],
  ['mixed.json', JSON.stringify([good, { ...good, id: 'WR\nONG', expected: { prorated: '3.34' } }])],
  ['garbage.json', '\u0000{]'.repeat(3_500_000)],
  ['nameless.json', JSON.stringify([nameless, good])],
  ['numbers.json', `[${'7,'.repeat(200_000)}7]`],
  ['wrapped.json', `\uFEFF${JSON.stringify({ cases: [good] }, null, 2).replaceAll('\n', '\r\n')}\r\n`],
  ['object.json', JSON.stringify(good)],
  ['none.json', '[]'],
  ['blank.json', '\uFEFF \r\n'],
  [
    'nested.json',
    `[{"id":"N","op":"prorate","currency":{"code":"USD"},"inputs":{},"expected":{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}]`,
  ],
  ['long.json', JSON.stringify([{ ...good, expected: { prorated: 'x'.repeat(1_000_000) } }])],
  ['deep.json', '['.repeat(5_000_000)],
]);

const program = (...args: readonly string[]) => {
  const [said, complaints]: [string[], string[]] = [[], []];
  const textOf = (file: string) => {
    const text = files.get(file);
    if (text === undefined) throw Object.assign(new Error(`ENOENT: no such file, open '${file}'`), { code: 'ENOENT' });
    return text;
  };
  const status = runCasesProgram(args, {
    textOf,
    say: (line) => said.push(line),
    complain: (line) => complaints.push(line),
  });
  return { status, said, complaint: complaints.join('\n') };
};

describe('the program that runs published cases', () => {
  it('says a line a case and ends with how many passed', () => {
    const said = ['pass  GOOD', '1 passed, 0 failed'];
    expect(program('--file', 'good.json')).toEqual({ status: 0, said, complaint: '' });
    expect(program('--file', 'marked.json')).toEqual({ status: 0, said, complaint: '' });
    expect(program('--file', 'wrapped.json')).toEqual({ status: 0, said, complaint: '' });
  });

  it('runs what it can where a record is none, and ends with how many passed', () => {
    const { status, said, complaint } = program('--file', 'nameless.json');
    expect([status, complaint]).toEqual([1, '']);
    expect(said).toEqual([
      expect.stringMatching(/^FAIL {2}\[0\] {2}id: .*\. {2}expected null {2}got null$/),
      'pass  GOOD',
      '1 passed, 1 failed',
    ]);
  });

  it('says of a multitude of records that are none no more than a bounded number of lines', () => {
    const { status, said } = program('--file', 'numbers.json');
    expect([status, said.length, said.at(-1)]).toEqual([1, 1_002, '0 passed, 1001 failed']);
    expect(said.at(-2)).toContain('199001 more of them are no records.');
  });

  it('says of figures that are endless or too deep that they are', () => {
    const nested = program('--file', 'nested.json');
    expect([nested.status, nested.said.length, nested.said.at(-1)]).toEqual([1, 2, '0 passed, 1 failed']);
    const long = program('--file', 'long.json');
    expect([long.status, long.said.at(-1)]).toEqual([1, '0 passed, 1 failed']);
    expect(long.said[0]?.length).toBeLessThan(20_000);
  });

  it('ends with 1 when one fails, and says what was expected and what came out', () => {
    const { status, said } = program('--file', 'mixed.json');
    expect(status).toBe(1);
    expect(said).toHaveLength(3);
    expect(said[1]).toMatch(/^FAIL {2}WR\\nONG .*expected \{"prorated":"3\.34"\} {2}got \{"prorated":"3\.33"\}$/);
    expect(said[2]).toBe('1 passed, 1 failed');
  });

  it('ends with 2 and one clear sentence a fault when it is given nothing to run', () => {
    expect(program('--file', 'absent.json')).toEqual({
      status: 2,
      said: [],
      complaint: 'absent.json cannot be read (ENOENT).',
    });
    expect(program('--file', 'garbage.json')).toEqual({ status: 2, said: [], complaint: 'garbage.json is no JSON.' });
    expect(program('--file', 'deep.json')).toEqual({ status: 2, said: [], complaint: 'deep.json is no JSON.' });
    const refused = (file: string, why: string) =>
      expect(program('--file', file)).toEqual({ status: 2, said: [], complaint: `${file}${why}` });
    refused('blank.json', ' is empty.');
    refused('none.json', ': There are no records.');
    refused('object.json', ': The records are no list.');
  });

  it('ends with 2 and says how it is called when it is called otherwise', () => {
    for (const args of [[], ['--files', 'good.json'], ['good.json'], ['--file', '']]) {
      const { status, complaint } = program(...args);
      expect([status, complaint]).toEqual([2, expect.stringContaining('npm run cases -- --file FILE')]);
    }
  });

  it('runs as a program of its own', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cases-'));
    const file = join(folder, 'good.json');
    writeFileSync(file, files.get('good.json') ?? '');
    const main = fileURLToPath(new URL('../../../../../subgraphs/revrec/cases/main.ts', import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, '--file', file], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect([status, stdout, stderr]).toEqual([0, 'pass  GOOD\n1 passed, 0 failed\n', '']);
  });
});
