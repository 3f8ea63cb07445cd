import { account } from '#revrec/accounting.ts';
import { contractApproved } from '#revrec/facts/contract-approved.ts';
import type { PostedRevenue } from '#revrec/store/journals.ts';
import { viewSchedule } from '#revrec/view/schedule.ts';
import { booking } from '#test/contract/revrec/meridian.ts';

const JANUARY = 5_095_890n;

function aState() {
  const fact = contractApproved(booking().contract, null, '2026-01-01T00:00:00.000Z');
  const state = fact.ok ? account([fact.value]) : fact;
  if (!state.ok) throw new Error('refused');
  return state.value;
}

function posted(originPeriod: string, postedPeriod: string, amountMinor: bigint): PostedRevenue {
  const obligation = 'ctr_meridian/PLATFORM-SEAT';
  const recordedAt = '2026-02-01T00:00:00.000Z';
  return { contractId: 'ctr_meridian', obligation, originPeriod, postedPeriod, amountMinor, recordedAt };
}

function january(lines: readonly PostedRevenue[]) {
  return viewSchedule(aState(), lines)
    .filter(({ period, originPeriod }) => period === '2026-01' || originPeriod === '2026-01')
    .map(({ period, originPeriod, amountMinor, posted: isPosted }) => [period, originPeriod, amountMinor, isPosted]);
}

describe('the schedule beside what the ledger has', () => {
  it('says of each month whether it is posted', () => {
    expect(january([])).toEqual([['2026-01', null, JANUARY, false]]);
    expect(january([posted('2026-01', '2026-01', JANUARY)])).toEqual([['2026-01', null, JANUARY, true]]);
  });

  it('shows what was posted later in the later month, with its origin', () => {
    expect(january([posted('2026-01', '2026-03', JANUARY)])).toEqual([['2026-03', '2026-01', JANUARY, true]]);
  });

  it('shows what is still to be posted beside what is', () => {
    expect(january([posted('2026-01', '2026-01', JANUARY - 100n)])).toEqual([
      ['2026-01', null, JANUARY - 100n, true],
      ['2026-01', null, 100n, false],
    ]);
    expect(january([posted('2026-01', '2026-01', JANUARY + 100n)])).toEqual([
      ['2026-01', null, JANUARY + 100n, true],
      ['2026-01', null, -100n, false],
    ]);
  });

  it('comes to the whole price however it was posted', () => {
    const rows = viewSchedule(aState(), [
      posted('2026-01', '2026-02', JANUARY),
      posted('2026-02', '2026-02', 1n),
      posted('2027-01', '2027-01', 7n),
    ]);
    expect(rows.reduce((all, { amountMinor }) => all + amountMinor, 0n)).toBe(60_000_000n);
    expect(rows.at(-1)?.cumulativeMinor).toBe(60_000_000n);
  });
});
