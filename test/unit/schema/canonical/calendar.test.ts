import fc from 'fast-check';
import {
  addDays,
  addMonths,
  type CivilDate,
  civilDate,
  daysBetween,
  isBefore,
  isGapless,
  monthlyCalendar,
  monthOf,
  parseCivilDate,
  parseTerm,
  spansIn,
  termDays,
} from '#schema/canonical/calendar.ts';
import { formatRatio, ratio } from '#schema/canonical/ratio.ts';

// The oracle counts in UTC milliseconds, which know no rule of ours.
const DAY_MS = 86_400_000;
const toDate = (days: number) => new Date(days * DAY_MS).toISOString().slice(0, 10) as CivilDate;
const toDays = (date: string) => Date.parse(`${date}T00:00:00Z`) / DAY_MS;
const day = fc.integer({ min: toDays('0400-01-01'), max: toDays('9000-12-31') });
const runs = { numRuns: 400, seed: 606 };

describe('a civil date', () => {
  it('is read only when the day exists', () => {
    expect(parseCivilDate('2028-02-29')).toBe('2028-02-29');
    for (const text of [
      '2026-02-29',
      '2100-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-04-31',
      '26-01-01',
      '2026-1-1',
      '',
    ]) {
      expect(parseCivilDate(text)).toBeNull();
    }
    expect(() => civilDate('2026-02-30')).toThrow('2026-02-30');
  });

  it('counts days as an independent clock does', () => {
    fc.assert(
      fc.property(day, day, (a, b) => {
        expect(daysBetween(toDate(a), toDate(b))).toBe(b - a);
        expect(isBefore(toDate(a), toDate(b))).toBe(a < b);
      }),
      runs,
    );
  });

  it('moves by days as an independent clock does', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -100_000, max: 100_000 }), (a, days) => {
        expect(addDays(toDate(a), days)).toBe(toDate(a + days));
      }),
      runs,
    );
  });

  it('moves by months to the same day or the last one of a shorter month', () => {
    expect(addMonths(civilDate('2026-01-31'), 1)).toBe('2026-02-28');
    expect(addMonths(civilDate('2024-02-29'), 12)).toBe('2025-02-28');
    expect(addMonths(civilDate('2026-03-15'), -3)).toBe('2025-12-15');
  });
});

describe('a term', () => {
  it('counts both ends and does not run backwards', () => {
    expect(termDays({ from: civilDate('2026-08-16'), to: civilDate('2026-12-31') })).toBe(138);
    expect(termDays({ from: civilDate('2026-08-16'), to: civilDate('2026-08-16') })).toBe(1);
    expect(parseTerm('2026-08-16', '2026-08-15')).toBeNull();
    expect(parseTerm('2026-08-16', 'later')).toBeNull();
  });

  it.each([
    ['2026-01-01', '2026-12-31', 'YEAR', '1'],
    ['2026-08-16', '2026-12-31', 'YEAR', '138/365'],
    ['2024-01-01', '2024-12-31', 'YEAR', '1'],
    ['2024-03-01', '2026-08-31', 'YEAR', '914/365'],
    ['2026-01-01', '2026-02-14', 'MONTH', '3/2'],
    ['2026-01-15', '2028-01-14', 'MONTH', '24'],
    ['2026-01-01', '2026-02-14', 'TERM', '1'],
  ] as const)('from %s to %s in spans of a %s is %s', (from, to, span, expected) => {
    expect(formatRatio(spansIn({ from: civilDate(from), to: civilDate(to) }, span))).toBe(expected);
  });

  it('of whole anniversaries is a whole number of months', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 120 }), (start, months) => {
        const from = monthOf(toDate(start)).from;
        const to = addDays(addMonths(from, months), -1);
        expect(spansIn({ from, to }, 'MONTH')).toEqual(ratio(BigInt(months)));
      }),
      runs,
    );
  });
});

describe('the calendar of months', () => {
  it('covers a span without a gap, whole months only', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 1500 }), (start, length) => {
        const [from, to] = [toDate(start), toDate(start + length)];
        const months = monthlyCalendar(from, to);
        expect(isGapless(months)).toBe(true);
        expect(months[0]?.key).toBe(from.slice(0, 7));
        expect(months.at(-1)?.key).toBe(to.slice(0, 7));
        for (const month of months) {
          expect(month.from).toBe(`${month.key}-01`);
          // The day before the next month's first is the last one, by the oracle.
          expect(toDate(toDays(month.to) + 1).slice(8)).toBe('01');
        }
      }),
      { numRuns: 60, seed: 606 },
    );
  });

  it('is told from one with a gap, an overlap or a key used twice', () => {
    const [june, july, august] = monthlyCalendar(civilDate('2026-06-01'), civilDate('2026-08-31'));
    if (june === undefined || july === undefined || august === undefined) throw new Error('three months');
    expect(isGapless([june, july, august])).toBe(true);
    expect(isGapless([june, august])).toBe(false);
    expect(isGapless([june, { ...july, from: june.to }])).toBe(false);
    expect(isGapless([june, { ...july, key: june.key }])).toBe(false);
  });
});
