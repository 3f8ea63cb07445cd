import { faultOf } from './a-case.ts';

const instants = { from: '2025-03-20T06:00:00Z', to: '2025-06-10T18:00:00Z' };

const rowsOf = (inputs: object, rows: object, change: object = {}) =>
  faultOf('schedule', { amount: '8250', ...inputs }, { expected: { rows }, ...change });

describe('a published schedule', () => {
  it('by instants counts milliseconds, whole days, touched days or months, as its measure says', () => {
    // 82.5 days: 11.75, 30, 31 and 9.75.
    expect(
      rowsOf(
        { instants, measure: 'MILLISECOND' },
        { '2025-03': '1175', '2025-04': '3000', '2025-05': '3100', '2025-06': '975' },
      ),
    ).toBeNull();
    // 82 days, the first whole and the last cut off.
    expect(
      rowsOf(
        { amount: '820', instants, measure: 'DAILY_INSTANT' },
        { '2025-03': '120', '2025-04': '300', '2025-05': '310', '2025-06': '90' },
      ),
    ).toBeNull();
    // 83 days that it touches.
    expect(
      rowsOf(
        { amount: '830', instants, measure: 'DAILY' },
        { '2025-03': '120', '2025-04': '300', '2025-05': '310', '2025-06': '100' },
      ),
    ).toBeNull();
    expect(
      rowsOf(
        { amount: '90', instants, measure: 'MONTHLY_EVEN', partialMonths: 'LAST_CUT' },
        { '2025-03': '30', '2025-04': '30', '2025-05': '30' },
      ),
    ).toBeNull();
    expect(
      rowsOf(
        { instants, measure: 'MONTHLY_PRORATED_ENDS', endsBy: 'MILLISECOND' },
        { '2025-03': '1175', '2025-04': '3050', '2025-05': '3050', '2025-06': '975' },
      ),
    ).toBeNull();
    // Days from 20 March to 9 June: 12 of 31, two whole months, 9 of 30.
    const byDays = { '2025-03': '120', '2025-04': '310', '2025-05': '310', '2025-06': '93' };
    expect(rowsOf({ amount: '833', instants, measure: 'MONTHLY_PRORATED_ENDS' }, byDays)).toBeNull();
  });

  it('by days of each month, thirty-day months or service months reads the days of the service', () => {
    const service = { from: '2025-02-15', to: '2025-04-14' };
    expect(
      rowsOf({ amount: '590', service, measure: 'DAILY' }, { '2025-02': '140', '2025-03': '310', '2025-04': '140' }),
    ).toBeNull();
    expect(
      rowsOf(
        { amount: '600', service, measure: 'DAILY_30_360' },
        { '2025-02': '160', '2025-03': '300', '2025-04': '140' },
      ),
    ).toBeNull();
    expect(
      rowsOf(
        { amount: '413', service, measure: 'MONTHLY_PRORATED_ENDS' },
        { '2025-02': '105', '2025-03': '210', '2025-04': '98' },
      ),
    ).toBeNull();
    expect(
      rowsOf({ amount: '500', service, measure: 'SERVICE_MONTHS' }, { '2025-03': '250', '2025-04': '250' }),
    ).toBeNull();
    expect(
      rowsOf({ amount: '500', service, measure: 'EVEN_PERIODS' }, { '2025-02': '250', '2025-03': '250' }),
    ).toBeNull();
    expect(
      rowsOf(
        { amount: '500', service, measure: 'MONTHLY_EVEN', partialMonths: 'HALF' },
        { '2025-02': '125', '2025-03': '250', '2025-04': '125' },
      ),
    ).toBeNull();
  });

  it('with a number of months ends by it where no last day is given, and counts its periods', () => {
    const service = { from: '2025-02-15' };
    const expected = { rows: { '2025-03': '50', '2025-04': '50' }, servicePeriods: 2, rowCount: 2 };
    expect(
      faultOf('schedule', { amount: '100', service, months: 2, measure: 'SERVICE_MONTHS' }, { expected }),
    ).toBeNull();
    const listed = {
      servicePeriods: [
        { from: '2025-02-15', to: '2025-03-14' },
        { from: '2025-03-15', to: '2025-04-14' },
      ],
    };
    expect(
      faultOf('schedule', { amount: '100', service, months: 2, measure: 'SERVICE_MONTHS' }, { expected: listed }),
    ).toBeNull();
  });

  it('of even months counts as many as are named, from the first one on', () => {
    const inputs = {
      amount: '90',
      service: { from: '2025-02-15', to: '2025-05-14' },
      months: 3,
      measure: 'MONTHLY_EVEN',
    };
    expect(rowsOf(inputs, { '2025-02': '30', '2025-03': '30', '2025-04': '30' })).toBeNull();
    expect(rowsOf({ ...inputs, months: 0 }, {})).toBe('inputs.months: no month at all.');
  });

  it('by service months is told in the form that the example has', () => {
    const inputs = { amount: '100', service: { from: '2025-01-31' }, months: 3, measure: 'SERVICE_MONTHS' };
    const told = (servicePeriods: unknown) => faultOf('schedule', inputs, { expected: { servicePeriods } });
    expect(told(['33.33', '33.34', '33.33'])).toBeNull();
    expect(told({ '2025-01-31': '33.33', '2025-02-28': '33.34', '2025-03-31': '33.33' })).toBeNull();
    expect(told([{ to: '2025-02-27' }, { from: '2025-02-28', amount: '33.34' }, { to: '2025-04-29' }])).toBeNull();
    expect(told(['2025-01-31', '2025-02-28', '2025-03-31'])).toBeNull();
    expect(told([['2025-01-31', '2025-02-27'], ['2025-02-28'], ['2025-03-31', '2025-04-29', '33.33']])).toBeNull();
    expect(told(['33.33', '33.34'])).toContain('servicePeriods');
  });

  it('says what is deferred at the end of any month, and is complete unless it is a part', () => {
    const inputs = { amount: '90', service: { from: '2025-01-01', to: '2025-03-31' }, measure: 'MONTHLY_EVEN' };
    const deferredEnd = { '2024-12': '90', '2025-01': '60', '2025-02': '30', '2025-03': '0', '2025-04': '0' };
    expect(faultOf('schedule', inputs, { expected: { deferredEnd } })).toBeNull();
    expect(faultOf('schedule', inputs, { expected: { rows: { '2025-02': '30' }, partial: true } })).toBeNull();
    expect(faultOf('schedule', inputs, { expected: { rows: { '2025-02': '30' } } })).toContain('rows.2025-01');
    expect(
      faultOf('schedule', inputs, {
        expected: { rows: { '2025-01': '30', '2025-02': '30', '2025-03': '30', '2025-04': '0' } },
      }),
    ).toBeNull();
  });

  it('is rounded as another ledger does only by policy', () => {
    const inputs = { amount: '0.05', service: { from: '2025-01-01', to: '2025-03-31' }, measure: 'MONTHLY_EVEN' };
    expect(rowsOf(inputs, { '2025-01': '0.02', '2025-02': '0.01', '2025-03': '0.02' })).toBeNull();
    const by = (rounding: string, rows: object) => rowsOf(inputs, rows, { policies: { rounding } });
    expect(by('LAST', { '2025-01': '0.02', '2025-02': '0.02', '2025-03': '0.01' })).toBeNull();
    expect(by('NEXT_TO_LAST', { '2025-01': '0.02', '2025-02': '0.01', '2025-03': '0.02' })).toBeNull();
    expect(by('TRUNCATE_LAST_FULL', { '2025-01': '0.01', '2025-02': '0.01', '2025-03': '0.03' })).toBeNull();
    expect(by('TRAILING', { '2025-01': '0.01', '2025-02': '0.02', '2025-03': '0.02' })).toBeNull();
    expect(by('SOMEHOW', {})).toBe('policy rounding has no value "SOMEHOW"');
  });

  it('without a service, or with one that ends before it starts, fails by name', () => {
    expect(rowsOf({ measure: 'DAILY' }, {})).toBe('neither service nor instants are given');
    expect(rowsOf({ measure: 'DAILY', service: { from: '2025-02-02', to: '2025-02-01' } }, {})).toContain('service');
    expect(rowsOf({ measure: 'DAILY', service: { from: '2025-02-30', to: '2025-03-01' } }, {})).toBe(
      'inputs.service.from: 2025-02-30 is no day.',
    );
    expect(rowsOf({ measure: 'DAILY', instants: { ...instants, to: instants.from } }, {})).toContain('instants');
    expect(rowsOf({ measure: 'HOURLY', instants }, {})).toMatch(/^inputs\.measure: /);
    expect(rowsOf({ amount: 'twelve', instants, measure: 'DAILY' }, {})).toBe('twelve is no number');
  });

  it('prorates by exact days', () => {
    expect(
      faultOf('prorate', { amount: '100', days: '7', termDays: 30 }, { expected: { prorated: '23.33' } }),
    ).toBeNull();
    expect(faultOf('prorate', { amount: '100', days: '7', termDays: '0' }, { expected: { prorated: '0' } })).toContain(
      'termDays',
    );
  });
});
