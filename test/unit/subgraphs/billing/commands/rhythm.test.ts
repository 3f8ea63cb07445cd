import { anchorOf, isTooLong, rhythmOf } from '#billing/commands/rhythm.ts';
import { lookupKeyOf, unitAmountOf } from '#billing/connectors/stripe/prices.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import type { BillingFrequency } from '#schema/commands/crm.ts';

const term = (from: string, to: string) => ({ from: civilDate(from), to: civilDate(to) });
const YEAR_2026 = term('2026-01-01', '2026-12-31');

describe('the rhythm of a contract', () => {
  it.each<[BillingFrequency, string, string, number, string]>([
    ['MONTHLY', '2026-12-31', 'MONTH', 1, '10000'],
    ['QUARTERLY', '2026-12-31', 'MONTH', 3, '30000'],
    ['SEMI_ANNUAL', '2026-12-31', 'MONTH', 6, '60000'],
    ['ANNUAL', '2028-12-31', 'YEAR', 1, '120000'],
    ['PREPAID', '2027-12-31', 'YEAR', 2, '240000'],
    ['PREPAID', '2028-06-30', 'MONTH', 30, '300000'],
    // 214 of 365 days
    ['PREPAID', '2026-08-02', 'DAY', 214, '70356.164383561644'],
  ])(
    'of %s up to %s bills every %s × %d, a unit of 1,200.00 a year at %s cents',
    (frequency, to, unit, count, cents) => {
      const rhythm = rhythmOf(frequency, term('2026-01-01', to));
      expect(rhythm).toMatchObject({ unit, count });
      expect(unitAmountOf({ unitPrice: '1200' }, 'USD', rhythm)).toBe(cents);
    },
  );

  it('keeps twelve places of a price that does not divide, half away from zero', () => {
    const monthly = rhythmOf('MONTHLY', YEAR_2026);
    expect(unitAmountOf({ unitPrice: '1000' }, 'USD', monthly)).toBe('8333.333333333333');
    expect(unitAmountOf({ unitPrice: '2000' }, 'USD', monthly)).toBe('16666.666666666667');
  });

  it('leaves alone what is charged once or by use', () => {
    const monthly = rhythmOf('MONTHLY', YEAR_2026);
    for (const chargeModel of ['ONE_TIME', 'MILESTONE', 'USAGE'] as const) {
      expect(unitAmountOf({ unitPrice: '0.015', chargeModel }, 'USD', monthly)).toBe('1.5');
    }
  });

  it('has a price of its own for each rhythm and way of charging', () => {
    const line = { productCode: 'A', unitPrice: '1200' };
    const keys = [
      ...(['MONTHLY', 'QUARTERLY', 'ANNUAL'] as const).map((one) => lookupKeyOf(line, 'USD', rhythmOf(one, YEAR_2026))),
      ...(['ONE_TIME', 'USAGE'] as const).map((chargeModel) =>
        lookupKeyOf({ ...line, chargeModel }, 'USD', rhythmOf('ANNUAL', YEAR_2026)),
      ),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each<[BillingFrequency, string, string]>([
    ['MONTHLY', '2026-08-16', '2026-09-01'],
    ['MONTHLY', '2026-09-01', '2026-10-01'],
    ['QUARTERLY', '2026-08-16', '2026-10-01'],
    ['ANNUAL', '2026-08-16', '2027-01-01'],
    ['PREPAID', '2026-08-16', '2028-07-01'],
  ])('of %s, taken up on %s, comes round next on %s', (frequency, today, anchor) => {
    const whole = term('2026-01-01', '2028-06-30');
    expect(anchorOf(whole, rhythmOf(frequency, whole), today)).toBe(anchor);
  });

  it('never bills past the term, and keeps to the day that a month lacks', () => {
    const half = term('2026-07-01', '2026-12-31');
    expect(anchorOf(half, rhythmOf('ANNUAL', half), '2026-08-16')).toBe('2027-01-01');
    const late = term('2026-01-31', '2027-01-30');
    expect(anchorOf(late, rhythmOf('MONTHLY', late), '2026-02-01')).toBe('2026-02-28');
    expect(anchorOf(late, rhythmOf('MONTHLY', late), '2026-03-01')).toBe('2026-03-31');
  });

  it('is too long beyond three years', () => {
    const ends = ['2028-12-31', '2029-01-31', '2028-12-30', '2029-01-01'];
    const prepaid = ends.map((to) => isTooLong(rhythmOf('PREPAID', term('2026-01-01', to))));
    expect(prepaid).toEqual([false, true, false, true]);
  });
});
