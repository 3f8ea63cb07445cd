import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, textOf } from './sources.ts';

const PAGE = 'docs/requirements.md';

/** Rows of the first tier, by their groups. */
const FIRST_TIER: readonly (readonly [string, readonly number[]])[] = [
  ['C', [...span(50, 65), 69, 70, 71, 73, 74, 76, 77, ...span(81, 87), 89]],
  ['D', [...span(92, 99), ...span(101, 107), 110, 111]],
  ['E', [...span(113, 125), 127, 128]],
  ['F', [...span(129, 137), ...span(139, 142)]],
  ['H', [...span(159, 164), 170, 171]],
  ['J', [196, 197, 199, 201, 202, 206, 208]],
  ['N', span(262, 269)],
];

/** Rows that cannot be done before a system or a screen is there that is none of this product's yet. */
const WAIT_FOR_A_PORT = [50, 51, 53, 54, 59, 63, 70, 73, 76, 92, 93, 103, 104, 107, 120, 122, 130, 133, 139, 142];

interface Row {
  readonly id: number;
  readonly isLater: boolean;
  readonly status: string;
  readonly shownBy: readonly string[];
}

const ROWS: readonly Row[] = textOf(PAGE)
  .split('\n')
  .flatMap((line) => {
    const cells = /^\| R(\d{3})(\*?) \| (.+?) \| (\S+) \| (.+) \|$/.exec(line);
    if (cells === null) return [];
    const [, id = '', star, , status = '', shown = ''] = cells;
    return [{ id: Number(id), isLater: star === '*', status, shownBy: shown.split('<br>') }];
  });

function span(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Whether a test of exactly this title stands in the file, however its quotes are. */
function hasTest(file: string, title: string): boolean {
  if (!existsSync(join(ROOT, file))) return false;
  const text = textOf(file);
  const exact = title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`\\(\\s*(['"\`])${exact}\\1`).test(text);
}

const scenarios = () => {
  const { stdout } = spawnSync(process.execPath, ['local/scenarios/run.ts', 'list'], { cwd: ROOT, encoding: 'utf8' });
  return stdout.split('\n').map((line) => line.split(' ')[0] ?? '');
};

describe('the page of requirements', () => {
  it.each(FIRST_TIER)('holds every row of group %s that the first release needs, once', (_group, ids) => {
    const found = ROWS.filter(({ id }) => ids.includes(id)).map(({ id, isLater }) => [id, isLater]);
    expect(found).toEqual(ids.map((id) => [id, false]));
  });

  it('marks every other row as one of a later tier', () => {
    const first = new Set(FIRST_TIER.flatMap(([, ids]) => ids));
    expect(ROWS.filter(({ id, isLater }) => first.has(id) === isLater)).toEqual([]);
  });

  it('knows no status besides done and open, and open only where something is missing', () => {
    expect(ROWS.filter(({ status }) => status !== 'done' && status !== 'open')).toEqual([]);
    const open = ROWS.filter(({ status, isLater }) => status === 'open' && !isLater);
    expect(open.map(({ id }) => id)).toEqual(WAIT_FOR_A_PORT);
    for (const { shownBy } of open) expect(shownBy[0]).toMatch(/^waits for: \S/);
  });

  it('names tests that exist by their titles, and scenarios that can be told', () => {
    const known = scenarios();
    const wrong = ROWS.flatMap(({ id, shownBy }) =>
      shownBy
        .filter((shown) => !shown.startsWith('waits for: '))
        .filter((shown) => {
          const scenario = /^scenario `([^`]+)`$/.exec(shown)?.[1];
          if (scenario !== undefined) return !known.includes(scenario);
          const [, file = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(shown) ?? [];
          return !hasTest(file, title);
        })
        .map((shown) => `R${id}: ${shown}`),
    );
    expect(wrong).toEqual([]);
    expect(ROWS.filter(({ status, shownBy }) => status === 'done' && shownBy.length === 0)).toEqual([]);
  });

  it('notices a title that is no test’s', () => {
    const file = 'test/architecture/requirements.test.ts';
    expect([hasTest(file, 'notices a title that is no test’s'), hasTest(file, 'notices a title')]).toEqual([
      true,
      false,
    ]);
  });
});
