import { type Decimal, toMoney, toText, totals } from '#client/amounts.ts';

const given = (amount: string, currency = 'USD') => ({ amount: amount as Decimal, currency });

describe('an amount of the graph', () => {
  it.each([
    ['9007199254740993.01', 'USD', 900719925474099301n],
    ['-0.05', 'USD', -5n],
    ['500', 'JPY', 500n],
    ['1.234', 'KWD', 1234n],
  ])('%s %s is whole minor units, to the last digit and back', (amount, currency, minor) => {
    const money = toMoney(given(amount, currency));
    expect(money).toEqual({ minor, currency });
    expect(toText(money)).toBe(amount);
  });

  it.each([
    ['1.001', 'USD'],
    ['0.5', 'JPY'],
    ['1e3', 'USD'],
    ['', 'USD'],
  ])('%s %s is refused instead of being rounded', (amount, currency) => {
    expect(() => toMoney(given(amount, currency))).toThrow(RangeError);
  });

  it('is never added to one of another currency', () => {
    const sums = totals([given('0.10'), given('5', 'JPY'), given('0.20')]);
    expect(sums).toEqual([
      { minor: 30n, currency: 'USD' },
      { minor: 5n, currency: 'JPY' },
    ]);
  });
});
