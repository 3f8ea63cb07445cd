import fc from 'fast-check';
import { splitByWeight } from '#schema/canonical/largest-remainder.ts';
import { compareRatios, ratio, subtractRatios } from '#schema/canonical/ratio.ts';

const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 12 });
const total = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
const runs = { numRuns: 200, seed: 606 };
const parts = (values: readonly bigint[]) =>
  values.map((value, index) => ({ key: String(index).padStart(2, '0'), weight: ratio(value, 7n) }));
const minors = (totalMinor: bigint, values: readonly bigint[]) =>
  splitByWeight(totalMinor, parts(values))?.map(({ minor }) => minor) ?? null;

describe('a split by weight', () => {
  it('sums to the total, each part less than one unit from its exact share', () => {
    fc.assert(
      fc.property(total, weights, (totalMinor, values) => {
        const shares = splitByWeight(totalMinor, parts(values));
        if (values.every((value) => value === 0n)) return expect(shares).toBeNull();
        expect(shares?.reduce((all, { minor }) => all + minor, 0n)).toBe(totalMinor);
        for (const { minor, exact } of shares ?? []) {
          const off = subtractRatios(ratio(minor), exact);
          expect(compareRatios(off, ratio(1n))).toBe(-1);
          expect(compareRatios(off, ratio(-1n))).toBe(1);
        }
      }),
      runs,
    );
  });

  it('of a negative total is the mirror image', () => {
    fc.assert(
      fc.property(total, weights, (totalMinor, values) => {
        expect(minors(-totalMinor, values)).toEqual(minors(totalMinor, values)?.map((minor) => -minor) ?? null);
      }),
      runs,
    );
  });

  it('does not change when all weights are scaled', () => {
    const scale = fc.bigInt({ min: 1n, max: 1000n });
    fc.assert(
      fc.property(total, weights, scale, (totalMinor, values, factor) => {
        const scaled = values.map((value) => value * factor);
        expect(minors(totalMinor, scaled)).toEqual(minors(totalMinor, values));
      }),
      runs,
    );
  });

  it('gives a greater weight no less and the others no more, up to one unit', () => {
    const size = fc.bigInt({ min: 0n, max: 10n ** 12n });
    const raise = fc.bigInt({ min: 1n, max: 1000n });
    fc.assert(
      fc.property(size, weights, raise, (totalMinor, values, more) => {
        const before = minors(totalMinor, [1n, ...values]) ?? [];
        const after = minors(totalMinor, [1n + more, ...values]) ?? [];
        const moved = after.map((minor, index) => minor - (before[index] ?? 0n));
        expect(moved[0]).toBeGreaterThanOrEqual(-1n);
        for (const other of moved.slice(1)) expect(other).toBeLessThanOrEqual(1n);
      }),
      runs,
    );
  });

  it('gives the left unit to the lower key on a tie, wherever it stands', () => {
    const shares = splitByWeight(1n, [
      { key: 'b', weight: ratio(1n) },
      { key: 'a', weight: ratio(1n) },
    ]);
    expect(shares?.map(({ key, minor }) => [key, minor])).toEqual([
      ['b', 0n],
      ['a', 1n],
    ]);
  });

  it('is refused when there is nothing to split by', () => {
    expect(minors(100n, [])).toBeNull();
    expect(minors(100n, [0n, 0n])).toBeNull();
    expect(minors(100n, [3n, -1n])).toBeNull();
  });
});
