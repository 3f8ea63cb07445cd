import { compareRevenue, totalsOf } from '../../../../console/src/amendment/revenue-comparison.ts';

const row = (month: string, amount: string, currency = 'USD') => ({
  period: { name: month, startsOn: `${month}-01` },
  originPeriod: null,
  amount: { amount, currency },
});
const usd = (amount: string) => ({ amount, currency: 'USD' });

describe('Revenue before and after an amendment', () => {
  it('is summed by month over all obligations and shows the months that change only', () => {
    const before = [row('2026-07', '50958.90'), row('2026-08', '50958.90')];
    const after = [...before, row('2026-08', '15780.82'), row('2026-08', '3945.21')];
    const august = { month: '2026-08', before: usd('50958.90'), after: usd('70684.93'), change: usd('19726.03') };
    expect(compareRevenue(before, after)).toEqual([august]);
    expect(totalsOf([august, { ...august, month: '2026-09' }])).toEqual([
      { month: null, before: usd('101917.80'), after: usd('141369.86'), change: usd('39452.06') },
    ]);
  });

  it('shows a month that only one side knows with the digits of the currency', () => {
    expect(compareRevenue([], [row('2027-01', '10.00')])).toEqual([
      { month: '2027-01', before: usd('0.00'), after: usd('10.00'), change: usd('10.00') },
    ]);
  });

  it('never adds two currencies', () => {
    const compared = compareRevenue([], [row('2026-08', '10.00'), row('2026-08', '500', 'JPY')]);
    expect(compared?.map((one) => one.change)).toEqual([{ amount: '500', currency: 'JPY' }, usd('10.00')]);
  });

  it('keeps rows whose period the ledger could not name apart from the months', () => {
    const unnamed = { period: null, originPeriod: null, amount: usd('1.00') };
    expect(compareRevenue([], [unnamed])?.map((one) => one.month)).toEqual([null]);
  });

  it('says that it cannot compare what is no amount', () => {
    expect(compareRevenue([row('2026-08', 'n/a')], [])).toBeNull();
  });
});
