import { median, percentile, rounded } from '#bench/support/figures.ts';

describe('the figures of a benchmark', () => {
  it.each([
    ['an odd count', [5, 1, 3], 3],
    ['an even count', [4, 1, 3, 2], 2.5],
    ['one', [7], 7],
    ['none', [], Number.NaN],
  ])('have the median of %s', (_case, values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('have the 99th percentile by the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect([percentile(hundred, 0.99), percentile(hundred, 0.5), percentile([3], 0.99)]).toEqual([99, 50, 3]);
  });

  it.each([
    [1234.567, 1235],
    [12.345, 12.3],
    [0.012345, 0.0123],
    [0, 0],
  ])('are printed with about three digits: %d', (value, expected) => {
    expect(rounded(value)).toBe(expected);
  });
});
