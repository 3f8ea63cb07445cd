import { existsSync, readFileSync } from 'node:fs';
import { published } from './published-cases.ts';

// The published examples are handed out beside the project, not inside it.
const FILE = new URL('../../../../../../shared/revrec/cases.json', import.meta.url);
const records: readonly Record<string, unknown>[] = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : [];
const outcomes = records.map((record) => ({
  id: String(record['id']),
  op: String(record['op']),
  ...published(record),
}));
const built = outcomes.filter(({ kind }) => kind === 'COMPARED');
const notBuilt = outcomes.filter(({ kind }) => kind === 'NOT_BUILT');

describe('the published examples', () => {
  it('are at hand, or their absence is said', () => {
    if (records.length === 0) console.info('The published examples are not beside the project: nothing was compared.');
    else
      console.info(
        `Compared ${built.length} of ${records.length}. Not yet built, ${notBuilt.length}: ${notBuilt.map(({ id, op }) => `${id} (${op})`).join(', ')}`,
      );
    expect(built.length + notBuilt.length).toBe(records.length);
  });

  it('are compared wherever this engine has the operation', () => {
    expect(records.length === 0 || built.length >= 24).toBe(true);
  });

  for (const { id, expected, actual } of built) {
    it(`${id} comes out as published`, () => {
      expect(actual).toEqual(expected);
    });
  }
});
