import fc from 'fast-check';
import {
  addRatios,
  compareRatios,
  formatRatio,
  multiplyRatios,
  parseRatio,
  ratio,
  roundHalfAway,
  subtractRatios,
} from '#schema/canonical/ratio.ts';

const fraction = fc
  .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.bigInt({ min: 1n, max: 10n ** 6n }))
  .map(([n, d]) => ratio(n, d));
const runs = { numRuns: 200, seed: 606 };

describe('an exact fraction', () => {
  it('obeys the laws of arithmetic without losing a digit', () => {
    fc.assert(
      fc.property(fraction, fraction, fraction, (a, b, c) => {
        expect(addRatios(a, b)).toEqual(addRatios(b, a));
        expect(subtractRatios(addRatios(a, b), b)).toEqual(a);
        expect(multiplyRatios(a, addRatios(b, c))).toEqual(addRatios(multiplyRatios(a, b), multiplyRatios(a, c)));
        expect(compareRatios(a, b)).toBe(Math.sign(Number(subtractRatios(a, b).n)));
      }),
      runs,
    );
  });

  it('is rounded once, half away from zero on both sides', () => {
    expect(roundHalfAway(ratio(5n, 2n))).toBe(3n);
    expect(roundHalfAway(ratio(-5n, 2n))).toBe(-3n);
    fc.assert(
      fc.property(fraction, (a) => {
        expect(roundHalfAway(ratio(-a.n, a.d))).toBe(-roundHalfAway(a));
        const off = subtractRatios(ratio(roundHalfAway(a)), a);
        expect(compareRatios(ratio(off.n < 0n ? -off.n : off.n, off.d), ratio(1n, 2n))).toBeLessThanOrEqual(0);
      }),
      runs,
    );
  });

  it('is read from plain decimals only and told in lowest terms', () => {
    expect(formatRatio(parseRatio('0.7125') ?? ratio(0n))).toBe('57/80');
    expect(formatRatio(ratio(8n, -4n))).toBe('-2');
    for (const text of ['1e3', '.5', '1,000', '', ' 1', '+1']) expect(parseRatio(text)).toBeNull();
    expect(() => ratio(1n, 0n)).toThrow('denominator');
  });
});
