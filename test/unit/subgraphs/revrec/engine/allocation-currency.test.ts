import { allocationCurrency, type ForeignLine, type MixedCurrency } from '#revrec/engine/allocation-currency.ts';
import { ratio } from '#schema/canonical/ratio.ts';

const line = (key: string, change: Partial<ForeignLine> = {}): ForeignLine => ({
  key,
  amount: ratio(10_000n),
  currency: 'CHF',
  functionalCurrency: 'EUR',
  functionalRate: ratio(9n, 10n),
  reportingRate: ratio(5n, 4n),
  ...change,
});
const allocated = (lines: readonly ForeignLine[], mixedCurrency: MixedCurrency = 'COMMON_FUNCTIONAL') => {
  const found = allocationCurrency(lines, { reportingCurrency: 'USD', mixedCurrency });
  return found.ok ? found.value : found.error;
};
const inYen = line('b', { currency: 'JPY', functionalRate: ratio(1n, 160n), reportingRate: ratio(1n, 150n) });

describe('a contract of lines in several currencies', () => {
  it('is allocated in the one that all have, with the posting rates of the earliest booking', () => {
    expect(allocated([line('a'), line('b', { functionalRate: ratio(8n, 10n) })])).toMatchObject({
      currency: 'CHF',
      totalMinor: 20_000n,
      postingFunctionalRate: { n: 9n, d: 10n },
    });
  });

  it('is allocated in a functional currency that all share, each line at its own rate, unless policy wants the group’s', () => {
    const wanted = { currency: 'EUR', totalMinor: 9_063n, converted: [{ minor: 9_000n }, { minor: 63n }] };
    expect(allocated([line('a'), inYen])).toMatchObject(wanted);
    expect(allocated([line('a'), inYen], 'REPORTING')).toMatchObject({ currency: 'USD', totalMinor: 12_567n });
  });

  it('is allocated in the group’s currency when nothing else is shared', () => {
    const lines = [
      line('a'),
      { ...inYen, functionalCurrency: 'JPY' },
      line('c', { currency: 'USD', reportingRate: null }),
    ];
    expect(allocated(lines)).toMatchObject({ currency: 'USD', totalMinor: 22_567n });
  });

  it('is refused without the rate it needs, or without a line', () => {
    expect(allocated([line('a', { functionalRate: null }), inYen])).toMatchObject({
      kind: 'MISSING_RATE',
      subject: 'a',
    });
    expect(allocated([])).toMatchObject({ subject: 'lines' });
  });
});
