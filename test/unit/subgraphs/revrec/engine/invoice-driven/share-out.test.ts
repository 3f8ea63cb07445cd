import { shareOut } from '#revrec/engine/invoice-driven/share-out.ts';

describe('an amount shared out over parts', () => {
  it.each([
    [10n, [20n, 10n], [7n, 3n]],
    [30n, [20n, 10n], [20n, 10n]],
    [10n, [30n, -10n], [15n, -5n]],
    [-10n, [-20n, -10n], [-7n, -3n]],
    [-30n, [-20n, -10n], [-20n, -10n]],
    [0n, [20n, 10n], [0n, 0n]],
    [0n, [-20n, 10n], [0n, 0n]],
    [0n, [10n, -10n], [0n, 0n]],
    [0n, [], []],
  ])('%s over %j is %j', (minor, parts, shares) => {
    expect(shareOut(minor, parts)).toEqual(shares);
  });

  it.each([
    [31n, [20n, 10n]],
    [-1n, [20n, 10n]],
    [-31n, [-20n, -10n]],
    [1n, [-20n, -10n]],
    [1n, [10n, -10n]],
    [-1n, [10n, -10n]],
    [1n, []],
  ])('%s is more than %j has, or of the other sign', (minor, parts) => {
    expect(shareOut(minor, parts)).toBeNull();
  });
});
