import { childIds, dayOf, moneyOf, numberOf } from '#bench/gateway/graph/records.ts';

describe('a record of the bench graph', () => {
  it('is the same in every process', () => {
    expect([numberOf('c1', 1_000), moneyOf('c1', 'balance'), dayOf('c1', 'startsOn')]).toMatchInlineSnapshot(`
[
  657,
  {
    "amount": "61523.90",
    "currency": "USD",
  },
  "2026-06-18",
]
`);
    expect(childIds('c1', 'k', 2)).toEqual(['c1-k1', 'c1-k2']);
  });

  it('is a day that exists and an amount with two decimals', () => {
    const ids = childIds('c1', 'k', 500);
    expect(ids.filter((id) => !/^2026-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$/.test(dayOf(id, 'startsOn')))).toEqual([]);
    expect(ids.filter((id) => !/^\d{4,5}\.\d{2}$/.test(moneyOf(id, 'balance').amount))).toEqual([]);
  });
});
