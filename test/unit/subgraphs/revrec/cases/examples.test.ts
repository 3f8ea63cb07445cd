import { DRIVERS } from '#revrec/cases/drivers.ts';
import { runCases } from '#revrec/cases/run-cases.ts';
import { ownExamples } from './example-files.ts';

const PROVENANCES = new Set(['published-outputs', 'published-key-outputs', 'published-facts', 'recomputed', 'derived']);

describe('an example of ours', () => {
  const examples = ownExamples();

  for (const { id, op, message } of runCases(examples)) {
    it(`${id} (${op}) comes out`, () => {
      expect(message).toBeNull();
    });
  }

  it('names its source, and whether its figures are published or derived', () => {
    const wanting = examples.filter(({ source, provenance }) => source === '' || !PROVENANCES.has(provenance));
    expect(wanting.map(({ id }) => id)).toEqual([]);
  });

  it('is there for every operation, twice at least', () => {
    const counts = Map.groupBy(examples, ({ op }) => op);
    expect([...counts.keys()].sort()).toEqual([...DRIVERS.keys()].sort());
    expect([...counts].filter(([, records]) => records.length < 2)).toEqual([]);
  });
});
