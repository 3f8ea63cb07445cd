import fc from 'fast-check';
import { type ParityRounding, type ParityShare, parityRows } from '#revrec/engine/parity-rounding.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import { RUNS } from './generators.ts';

const MODES: readonly ParityRounding[] = ['LAST', 'NEXT_TO_LAST', 'TRUNCATE_LAST_FULL', 'TRAILING'];

const months = (count: number): readonly ParityShare[] =>
  Array.from({ length: count }, () => ({ share: ratio(1n, BigInt(count)), isWholeMonth: true, days: null }));

const byDays = (days: readonly bigint[]): readonly ParityShare[] => {
  const all = days.reduce((sum, one) => sum + one, 0n);
  return days.map((one) => ({ share: ratio(one, all), isWholeMonth: false, days: one }));
};

const rows = (amountMinor: bigint, shares: readonly ParityShare[], rounding: ParityRounding) =>
  parityRows(amountMinor, shares, rounding).map((row) => row.amountMinor);

describe('the rounding of another ledger', () => {
  it('gives what equal months leave to the last, the one before it, or one unit each from the last back', () => {
    expect(rows(20_000n, months(3), 'LAST')).toEqual([6667n, 6667n, 6666n]);
    expect(rows(20_000n, months(3), 'NEXT_TO_LAST')).toEqual([6667n, 6666n, 6667n]);
    expect(rows(20_000n, months(3), 'TRUNCATE_LAST_FULL')).toEqual([6666n, 6666n, 6668n]);
    expect(rows(20_000n, months(3), 'TRAILING')).toEqual([6666n, 6667n, 6667n]);
  });

  it('cuts the rate of a day where rows are counted in days', () => {
    // 700 over 90 days is 7 a day and 70 left over.
    expect(rows(700n, byDays([31n, 28n, 31n]), 'LAST')).toEqual([217n, 196n, 287n]);
    expect(rows(700n, byDays([31n, 28n, 31n]), 'TRAILING')).toEqual([228n, 224n, 248n]);
  });

  it('leaves the remainder in the last whole month and rounds the ends', () => {
    const shares = [
      { share: ratio(1n, 8n), isWholeMonth: false, days: null },
      { share: ratio(3n, 8n), isWholeMonth: true, days: null },
      { share: ratio(3n, 8n), isWholeMonth: true, days: null },
      { share: ratio(1n, 8n), isWholeMonth: false, days: null },
    ];
    expect(rows(1005n, shares, 'TRUNCATE_LAST_FULL')).toEqual([126n, 376n, 377n, 126n]);
  });

  it('gives the whole amount to a single row', () => {
    expect(MODES.map((mode) => rows(101n, months(1), mode))).toEqual([[101n], [101n], [101n], [101n]]);
  });

  it('sums to the amount, flags every row, and mirrors the other sign', () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 12n });
    const days = fc.array(fc.bigInt({ min: 1n, max: 31n }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(amount, days, fc.constantFrom(...MODES), (minor, parts, mode) => {
        for (const shares of [byDays(parts), months(parts.length)]) {
          const found = parityRows(minor, shares, mode);
          expect(found.reduce((all, row) => all + row.amountMinor, 0n)).toBe(minor);
          expect(found.every(({ parity }) => parity)).toBe(true);
          expect(rows(-minor, shares, mode)).toEqual(found.map((row) => -row.amountMinor));
        }
      }),
      RUNS,
    );
  });
});
