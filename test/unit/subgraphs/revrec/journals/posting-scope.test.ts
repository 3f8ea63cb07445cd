import { account } from '#revrec/accounting.ts';
import { contractApproved } from '#revrec/facts/contract-approved.ts';
import { postingScope } from '#revrec/journals/posting-scope.ts';
import { booking } from '#test/contract/revrec/meridian.ts';

describe('the months that a journal may go to', () => {
  const fact = contractApproved(booking().contract, null, '2026-01-01T00:00:00.000Z');
  const state = fact.ok ? account([fact.value]) : fact;
  if (!state.ok) throw new Error('refused');
  const { value } = state;

  it('are those that the ledger calls open, without a gap between the first and the last', () => {
    const { periods, through } = postingScope(value, { through: '2026-02', openPeriods: ['2026-02', '2026-04'] });
    expect(through).toBe('2026-02');
    expect(periods.map(({ key, status }) => `${key} ${status}`)).toEqual([
      '2026-01 CLOSED',
      '2026-02 OPEN',
      '2026-03 CLOSED',
      '2026-04 OPEN',
    ]);
  });

  it('reach to the month that is due, before the contract begins as well', () => {
    const { periods } = postingScope(value, { through: '2025-11', openPeriods: [] });
    expect(periods[0]).toMatchObject({ key: '2025-11', status: 'CLOSED' });
  });
});
