import { balancesAt } from '#revrec/engine/position.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import { folded } from './folded.ts';
import { aCancellation, aCredit, serviceLine } from './life.ts';
import { anApproval, firstInvoice, usd } from './meridian.ts';

const end = { id: 'e-end', effectiveAt: '2026-07-01' };
const refundOn = (credit: bigint, day: string) => {
  const told = { refundable: usd(10_000n), settledOn: '2026-08-01', documents: ['credit-end'] };
  const memo = aCredit({ id: 'end', effectiveAt: '2026-08-01' }, [serviceLine(credit, 'PLATFORM-SEAT', null, null)]);
  const state = folded([anApproval(), firstInvoice, aCancellation(end, told), memo]);
  return balancesAt(state, civilDate(day)).map(({ refundMinor }) => refundMinor);
};

describe('what is owed back after the end of a contract', () => {
  it('is nothing before its last day, all of it until the memo comes, then what the memo leaves', () => {
    expect(refundOn(4_000n, '2026-06-30')).toEqual([0n]);
    expect(refundOn(4_000n, '2026-07-01')).toEqual([10_000n]);
    expect(refundOn(4_000n, '2026-07-31')).toEqual([10_000n]);
    expect(refundOn(4_000n, '2026-08-01')).toEqual([6_000n]);
  });

  it('is never less than nothing, however much is credited', () => {
    expect(refundOn(15_000n, '2026-08-01')).toEqual([0n]);
  });
});
