import { existsSync, readFileSync } from 'node:fs';
import { runCases } from '#revrec/cases/run-cases.ts';

// The published examples are handed out beside the project, not inside it.
const FILE = new URL('../../../../../../shared/revrec/cases.json', import.meta.url);
const results = existsSync(FILE) ? runCases(JSON.parse(readFileSync(FILE, 'utf8'))) : [];

describe('the published examples', () => {
  it('are at hand, or their absence is said', () => {
    if (results.length === 0) console.info('The published examples are not beside the project: nothing was compared.');
    expect(results.length === 0).toBe(!existsSync(FILE));
  });

  for (const { id, op, message } of results) {
    it(`${id} (${op}) comes out as published`, () => {
      expect(message).toBeNull();
    });
  }
});
