import { charged, divided, plainDecimal, wholeUnits, wireAmount } from '#sandboxes/stripe/billing/amount.ts';

const ONE = { part: 1n, whole: 1n };

describe('an amount of the Stripe sandbox', () => {
  it.each([
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [5n, -2n, -3n],
    [4n, 3n, 1n],
    [-4n, 3n, -1n],
    [0n, 7n, 0n],
  ])('rounds %s / %s half away from zero to %s', (top, bottom, rounded) => {
    expect(divided(top, bottom)).toBe(rounded);
  });

  it('multiplies a price of a part of a cent before it rounds', () => {
    expect(charged('0.5', 3, ONE)).toBe(2);
    expect(charged('0.000000000001', 500_000_000_000, ONE)).toBe(1);
  });

  it('stays exact where a floating number would not', () => {
    expect(charged('120000.07', 75_000_000, ONE)).toBe(9_000_005_250_000);
    expect(charged('120000', 500, { part: 138n, whole: 365n })).toBe(22_684_932);
  });

  it('has an integer twin only without a part of a cent', () => {
    expect([wholeUnits('2000'), wholeUnits('2000.00'), wholeUnits('0.5')]).toEqual([2000, 2000, null]);
    expect([plainDecimal('10.50'), plainDecimal('10.00'), plainDecimal('100')]).toEqual(['10.5', '10', '100']);
  });

  it('does not leave the sandbox where a JSON number could not hold it', () => {
    expect(() => wireAmount(2n ** 53n)).toThrow(RangeError);
  });
});
