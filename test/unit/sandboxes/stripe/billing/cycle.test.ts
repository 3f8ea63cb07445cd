import { boundary, type Cycle, indexAt, intervalsBetween, nextBoundary } from '#sandboxes/stripe/billing/cycle.ts';

const at = (day: string) => Date.parse(`${day}T00:00:00Z`) / 1000;
const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
const cycle = (anchor: string, interval: Cycle['recurring']['interval'], interval_count = 1): Cycle => ({
  anchor: at(anchor),
  recurring: { interval, interval_count },
});

describe('a billing cycle', () => {
  it('anchored on the 31st falls on the last day of shorter months and comes back', () => {
    const monthly = cycle('2026-01-31', 'month');
    expect([1, 2, 3, 4].map((count) => day(boundary(monthly, count)))).toEqual([
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
      '2026-05-31',
    ]);
  });

  it('of a quarter is three months', () => {
    expect(day(nextBoundary(cycle('2026-01-01', 'month', 3), at('2026-04-01')))).toBe('2026-07-01');
  });

  it('anchored on a leap day falls on the 28th in common years', () => {
    const yearly = cycle('2028-02-29', 'year');
    expect([1, 4].map((count) => day(boundary(yearly, count)))).toEqual(['2029-02-28', '2032-02-29']);
  });

  it('reaches back before its anchor', () => {
    expect(indexAt(cycle('2027-01-01', 'year'), at('2026-08-16'))).toBe(-1);
  });

  it.each([
    ['2026-01-01', '2027-01-01', 1],
    ['2026-08-16', '2027-01-01', 138 / 365],
    ['2025-01-01', '2027-01-01', 2],
    ['2024-07-01', '2025-01-01', 184 / 366],
  ])('counts %s to %s in years by the length of each', (start, end, years) => {
    const { part, whole } = intervalsBetween(cycle('2027-01-01', 'year'), at(start), at(end));
    expect(Number(part) / Number(whole)).toBeCloseTo(years, 12);
  });
});
