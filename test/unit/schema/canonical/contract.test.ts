import fc from 'fast-check';
import { addDays, addMonths, type CivilDate, civilDate } from '#schema/canonical/calendar.ts';
import {
  annualValue,
  decimalOf,
  exactValue,
  type PricedLine,
  plain,
  presentLines,
  totalValue,
  yearsOf,
} from '#schema/canonical/contract.ts';
import { formatAmount } from '#schema/canonical/money.ts';
import { addRatios, formatRatio, type Ratio, ratio } from '#schema/canonical/ratio.ts';

const runs = { numRuns: 200, seed: 770136 };
const day: fc.Arbitrary<CivilDate> = fc
  .integer({ min: 0, max: 9000 })
  .map((offset) => addDays(civilDate('2015-01-01'), offset));

const line = (quantity: string, unitPrice: string, startsOn = '2026-01-01', productCode = 'SEAT'): PricedLine => ({
  productCode,
  quantity,
  unitPrice,
  startsOn,
  endsOn: '2026-12-31',
});
const anyLine: fc.Arbitrary<PricedLine> = fc
  .tuple(fc.integer({ min: -50, max: 50 }), fc.constantFrom('1200.00', '0.125', '7'), fc.constantFrom('SEAT', 'ADDON'))
  .map(([quantity, price, code]) => line(String(quantity), price, '2026-01-01', code));

function sumOf(ratios: readonly Ratio[]): Ratio {
  return ratios.reduce(addRatios, ratio(0n));
}

describe('the years in a span of days', () => {
  it('are whole for whole years from the contract’s start, also over leap days', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 12 }), (start, years) => {
        const end = addDays(addMonths(start, 12 * years), -1);
        expect(yearsOf(start, start, end)).toEqual(ratio(BigInt(years)));
      }),
      runs,
    );
  });

  it('add up however the span is cut', () => {
    fc.assert(
      fc.property(day, fc.nat(2000), fc.nat(1500), fc.nat(1500), (start, before, first, second) => {
        const from = addDays(start, before);
        const cut = addDays(from, first);
        const to = addDays(cut, 1 + second);
        const parts = [yearsOf(start, from, cut), yearsOf(start, addDays(cut, 1), to)];
        expect(sumOf(parts)).toEqual(yearsOf(start, from, to));
      }),
      runs,
    );
  });

  it('count a day as one of the 365 or 366 of its own year', () => {
    const start = civilDate('2023-03-01');
    expect(formatRatio(yearsOf(start, civilDate('2023-08-16'), civilDate('2023-08-16')))).toBe('1/366');
    expect(formatRatio(yearsOf(start, civilDate('2024-08-16'), civilDate('2024-08-16')))).toBe('1/365');
  });

  it('are none before the contract begins', () => {
    expect(yearsOf(civilDate('2026-01-01'), civilDate('2025-01-01'), civilDate('2025-12-31'))).toEqual(ratio(0n));
  });
});

describe('a contract’s value', () => {
  const changes = [
    line('500', '1200.00'),
    line('300', '1200.00', '2026-08-16'),
    line('1', '90000.00', '2026-08-16', 'ANALYTICS'),
  ];

  it('of 500 seats grown to 800 with analytics on 16 August is 770,136.99', () => {
    expect(formatAmount(totalValue(changes, '2026-01-01', 'USD'))).toBe('770136.99');
  });

  it('is rounded once, at the end', () => {
    const thirds = [1, 2, 3].map(() => line('1', '0.005'));
    expect(totalValue(thirds, '2026-01-01', 'USD').minor).toBe(2n);
  });

  it('is in the minor units of its currency', () => {
    expect(totalValue([line('1', '1200.6')], '2026-01-01', 'JPY').minor).toBe(1201n);
    expect(totalValue([line('1', '1200.0006')], '2026-01-01', 'KWD').minor).toBe(1200001n);
  });

  it('of a year is what the present lines cost', () => {
    expect(formatAmount(annualValue(presentLines(changes), 'USD'))).toBe('1050000.00');
  });

  it('is the sum of its lines’ exact values', () => {
    const exact = sumOf(changes.map((change) => exactValue(change, '2026-01-01')));
    expect(formatRatio(exact)).toBe(formatRatio(ratio(600_000n * 365n + 138n * 450_000n, 365n)));
  });
});

describe('the present lines', () => {
  it('are one a product and price, however the price is written', () => {
    const present = presentLines([line('500', '1200.00'), line('300', '1200', '2026-08-16'), line('5', '1100')]);
    expect(present).toEqual([{ ...line('800', '1200'), startsOn: '2026-01-01' }, line('5', '1100')]);
  });

  it('leave out what came to nothing', () => {
    expect(presentLines([line('500', '1200.00'), line('-500', '1200.00')])).toEqual([]);
  });

  it('stay what they are when they are added up again', () => {
    fc.assert(
      fc.property(fc.array(anyLine), (changes) => {
        const once = presentLines(changes);
        expect(presentLines(once)).toEqual(once);
      }),
      runs,
    );
  });

  it('hold the same quantities in whatever order the changes came', () => {
    const byKey = (lines: readonly PricedLine[]) =>
      lines.map(({ productCode, quantity, unitPrice }) => [productCode, plain(decimalOf(unitPrice)), quantity]).sort();
    fc.assert(
      fc.property(fc.array(anyLine), (changes) => {
        expect(byKey(presentLines(changes.toReversed()))).toEqual(byKey(presentLines(changes)));
      }),
      runs,
    );
  });

  it('cost a year what all changes together cost', () => {
    fc.assert(
      fc.property(fc.array(anyLine), (changes) => {
        expect(annualValue(presentLines(changes), 'USD')).toEqual(annualValue(changes, 'USD'));
      }),
      runs,
    );
  });
});

describe('a decimal', () => {
  it('is written out as it was read, without trailing zeros', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(12), (n, digits) => {
        const value = ratio(n, 10n ** BigInt(digits));
        expect(decimalOf(plain(value))).toEqual(value);
        expect(plain(value)).not.toMatch(/\.\d*0$/);
      }),
      runs,
    );
  });

  it('has to be one', () => {
    expect(() => plain(ratio(1n, 3n))).toThrow('Not a plain decimal');
    expect(() => decimalOf('1e3')).toThrow('Not a plain decimal');
  });
});
