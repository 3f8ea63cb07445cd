import { remainingByYear } from '#revrec/engine/remaining-obligations.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import { ratio } from '#schema/canonical/ratio.ts';

const promise = {
  start: civilDate('2026-10-01'),
  months: 18,
  fixedPerMonth: ratio(100n),
  expectedVariable: ratio(50n),
};
const left = (asOf: string, years: readonly string[], change: Partial<typeof promise> = {}) => {
  const found = remainingByYear({ ...promise, ...change }, civilDate(asOf), years);
  return found.ok ? [...found.value.bands.map(({ minor }) => minor), found.value.totalMinor] : found.error;
};

describe('what remains of a service', () => {
  it('is its months not over yet, by calendar year, with the variable part spread over the term', () => {
    // 15 of 18 months at 102 7/9.
    expect(left('2026-12-31', ['2027', '2028'])).toEqual([1_233n, 309n, 1_542n]);
  });

  it('is all of it before the start, the rest of the year in its midst, and nothing after the end', () => {
    expect(left('2026-09-01', ['2026', '2027', '2028'])).toEqual([308n, 1_234n, 308n, 1_850n]);
    expect(left('2027-06-30', ['2027', '2028'], { expectedVariable: ratio(0n) })).toEqual([600n, 300n, 900n]);
    expect(left('2028-03-31', ['2027', '2028'])).toEqual([0n, 0n, 0n]);
  });

  it('counts a month of service that ends in another calendar month as not over', () => {
    expect(
      left('2026-12-31', ['2027', '2028'], { start: civilDate('2026-10-15'), expectedVariable: ratio(0n) }),
    ).toEqual([1_200n, 400n, 1_600n]);
  });

  it('is said in total also beyond the bands', () => {
    expect(left('2026-12-31', ['2028'])).toEqual([309n, 1_542n]);
  });

  it('is refused without months, or with bands that are no years in order', () => {
    expect(left('2026-12-31', [], { months: 0 })).toMatchObject({ subject: 'months' });
    expect(left('2026-12-31', ['2028', '2027'])).toMatchObject({ subject: 'bands' });
    expect(left('2026-12-31', ['later'])).toMatchObject({ subject: 'bands' });
  });
});
