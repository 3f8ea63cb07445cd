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
  ['nameless.json', JSON.stringify([nameless])],
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
    expect(program('--file', 'nameless.json')).toMatchObject({
      status: 2,
      said: [],
      complaint: expect.stringMatching(/^nameless\.json \[0\] id: .*\.$/),
    });
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
