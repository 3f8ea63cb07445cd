import fc from 'fast-check';
import { annualValue, exactValue, type PricedLine, totalValue } from '#schema/canonical/contract.ts';
import { heldLines, recurringAtEnd, withinTerm } from '#schema/canonical/held-lines.ts';
import { formatAmount } from '#schema/canonical/money.ts';
import { ratio } from '#schema/canonical/ratio.ts';

const seats = (quantity: string, startsOn: string, endsOn: string, change: Partial<PricedLine> = {}): PricedLine => ({
  productCode: 'SEAT',
  quantity,
  unitPrice: '1200',
  startsOn,
  endsOn,
  ...change,
});
const RAMP = [
  seats('100', '2026-01-01', '2026-12-31'),
  seats('200', '2027-01-01', '2027-12-31'),
  seats('300', '2028-01-01', '2028-12-31'),
];

describe('the lines that a contract holds', () => {
  it('are one for each step of a ramp', () => {
    expect(heldLines(RAMP, { from: '2026-01-01', to: '2028-12-31' })).toEqual(RAMP);
  });

  it('are raised in every step that is still to come by seats that are added for the rest of the term', () => {
    const more = seats('50', '2027-07-01', '2028-12-31');
    expect(heldLines([...RAMP, more], { from: '2027-07-01', to: '2028-12-31' })).toEqual([
      seats('250', '2026-01-01', '2027-12-31'),
      seats('350', '2028-01-01', '2028-12-31'),
    ]);
  });

  it('are one line since its first day when a quantity grows in the middle of the term', () => {
    const year = [seats('500', '2026-01-01', '2026-12-31'), seats('300', '2026-08-16', '2026-12-31')];
    expect(heldLines(year, { from: '2026-08-16', to: '2026-12-31' })).toEqual([
      seats('800', '2026-01-01', '2026-12-31'),
    ]);
  });

  it('end with a term that ends earlier', () => {
    expect(heldLines(RAMP, { from: '2027-03-01', to: '2027-06-30' })).toEqual([
      seats('200', '2026-01-01', '2027-06-30'),
    ]);
    expect(heldLines(RAMP, { from: '2027-07-01', to: '2027-06-30' })).toEqual([]);
  });

  it('keep what is charged once on the day that it is charged on', () => {
    const once = { chargeModel: 'ONE_TIME', productCode: 'TRAINING' } as const;
    const trainings = [seats('1', '2026-01-01', '2026-12-31', once), seats('2', '2026-06-01', '2026-12-31', once)];
    expect(heldLines(trainings, { from: '2026-08-01', to: '2026-12-31' })).toEqual(trainings);
    const fewer = [...trainings, seats('-1', '2026-08-01', '2026-12-31', once)];
    expect(heldLines(fewer, { from: '2026-08-01', to: '2026-12-31' })).toEqual([
      seats('1', '2026-01-01', '2026-12-31', once),
      seats('1', '2026-06-01', '2026-12-31', once),
    ]);
  });

  it('have the same price day by day as the changes that they come from', () => {
    const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-02-${String(n).padStart(2, '0')}`);
    const change = fc
      .record({ quantity: fc.integer({ min: -5, max: 9 }), a: day, b: day, price: fc.constantFrom('10', '12.50') })
      .map(({ quantity, a, b, price }) => {
        const [first = a, last = b] = [a, b].toSorted();
        return seats(String(quantity), first, last, { unitPrice: price });
      });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), day, (changes, on) => {
        const of = (lines: readonly PricedLine[]) =>
          annualValue(
            lines.filter(({ startsOn, endsOn }) => startsOn <= on && on <= endsOn),
            'USD',
          );
        expect(of(heldLines(changes, { from: '2026-02-01', to: '2026-02-28' }))).toEqual(of(changes));
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});

describe('the value of what is held', () => {
  it('of a ramp is the sum of its years, its renewal starts from the last', () => {
    expect(formatAmount(totalValue(RAMP, '2026-01-01', 'USD'))).toBe('720000.00');
    expect(formatAmount(annualValue(recurringAtEnd(RAMP, '2028-12-31'), 'USD'))).toBe('360000.00');
  });

  it('counts what is charged once in full, whatever its days, and what is consumed not at all', () => {
    const lines = [
      seats('1', '2026-06-01', '2026-06-30', { chargeModel: 'ONE_TIME' }),
      seats('1', '2026-01-01', '2028-12-31', { chargeModel: 'USAGE' }),
      seats('1', '2026-01-01', '2026-12-31', { chargeModel: 'MILESTONE' }),
    ];
    expect(lines.map((line) => exactValue(line, '2026-01-01'))).toEqual([ratio(1200n), ratio(0n), ratio(1200n)]);
    expect(annualValue(lines, 'USD').minor).toBe(0n);
  });

  it('of a term that was cut is that of the days before the cut', () => {
    const cut = withinTerm(RAMP, '2026-12-31');
    expect(formatAmount(totalValue(cut, '2026-01-01', 'USD'))).toBe('120000.00');
  });
});
