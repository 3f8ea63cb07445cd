import { runCases } from '#revrec/cases/run-cases.ts';
import { parseRatio, type Ratio } from '#schema/canonical/ratio.ts';
import { examplesBeside, ownExamples } from './example-files.ts';

type Figures = readonly (readonly [path: readonly string[], value: Ratio])[];

/** Every amount of a record's figures with its path; what is no decimal is no amount. */
function amountsIn(value: unknown, path: readonly string[] = []): Figures {
  if (typeof value === 'string') {
    const amount = parseRatio(value);
    return amount === null ? [] : [[path, amount]];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => amountsIn(part, [...path, key]));
}

/** Amounts that a publication prints and what comes out under the same name, wherever in the figures it stands. */
function besideEachOther(printed: unknown, got: unknown) {
  const found = amountsIn(got);
  return amountsIn(printed).flatMap(([path, value]) => {
    const same = found.filter(([other]) => path.every((name, index) => other.at(index - path.length) === name));
    return same.map(([, ours]) => ({ name: path.join('.'), printed: value, ours }));
  });
}

const examples = [...examplesBeside(), ...ownExamples()].filter(
  ({ published }) => published?.['verdict'] !== undefined,
);
const results = new Map(runCases(examples).map((result) => [result.id, result]));

describe('a figure that its publication printed wrong', () => {
  for (const { id, published: { verdict, ...printed } = {} } of examples) {
    const beside = besideEachOther(printed, results.get(id)?.got);
    if (beside.length === 0) continue;
    it(`${id} does not come out as printed: ${String(verdict)}`, () => {
      expect(results.get(id)?.message).toBeNull();
      const apart = beside.filter(({ printed: theirs, ours }) => theirs.n * ours.d !== ours.n * theirs.d);
      expect(apart).not.toEqual([]);
    });
  }

  it('is told in one example at least', () => {
    expect(examples.length).toBeGreaterThan(0);
  });
});
