import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT, textOf } from './sources.ts';

/** A nursery rule may move or change its name between releases of the linter; then it would be silent. */
const PLANTED: Readonly<Record<string, string>> = {
  noFloatingPromises: `
    async function post(): Promise<void> {}
    export function close(): void { post(); }
  `,
  noMisusedPromises: `
    async function isPosted(): Promise<boolean> { return true; }
    export function close(): string { if (isPosted()) return 'posted'; return 'open'; }
  `,
  useExhaustiveSwitchCases: `
    type Status = 'OPEN' | 'PAID' | 'VOID';
    export function isDue(status: Status): boolean {
      switch (status) { case 'OPEN': return true; case 'PAID': return false; }
      return false;
    }
  `,
  noExcessiveCognitiveComplexity: `
    export function sign(a: number, b: number, c: number): number {
      if (a > 0) { if (b > 0) { if (c > 0) { if (a > b) { if (b > c) { if (a > c) { return 1; } } } } } }
      return 0;
    }
  `,
};

const settings = z.looseObject({ linter: z.unknown(), overrides: z.unknown() });

/** What the linter says, with our own rules, of each planted file: rule names by file. */
function complaints(folder: string): string {
  const { linter, overrides } = settings.parse(JSON.parse(textOf('biome.json')));
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ root: true, linter, overrides }));
  for (const [rule, text] of Object.entries(PLANTED)) writeFileSync(join(folder, `${rule}.ts`), text);
  const biome = join(ROOT, 'node_modules/.bin/biome');
  const run = spawnSync(process.execPath, [biome, 'lint', '--reporter=github', '--max-diagnostics=none', '.'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return run.stdout + run.stderr;
}

describe('the linter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'revgraph-lint-'));
  const said = complaints(folder);
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(Object.keys(PLANTED))('still notices what %s forbids, as an error', (rule) => {
    const lines = said.split('\n').filter((line) => line.startsWith('::error') && line.includes(`/${rule},`));
    expect([rule, lines.some((line) => line.includes(`${rule}.ts`))]).toEqual([rule, true]);
  });
});
