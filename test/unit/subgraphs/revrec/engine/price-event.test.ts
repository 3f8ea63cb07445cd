import type { RevenueEvent } from '#revrec/engine/events.ts';
import { aBonus, aCount, allocatedIn, delivered, earnedBy, estimatedAt } from './counted.ts';
import { folded, refusal, rows, sumOf } from './folded.ts';
import { aCancellation } from './life.ts';
import { anApproval, stamp, upgrade, usd } from './meridian.ts';

const wells = aCount('wells', { total: '10', dollars: 1_000 });
const pumps = aCount('pumps', { total: '4', dollars: 500 });
const half = delivered({ id: 'e-half', effectiveAt: '2026-02-01' }, 'wells', '5', '10');
const two = delivered({ id: 'e-two', effectiveAt: '2026-02-02' }, 'pumps', '1', '4');
const conceded = (dollars: number, satisfiedShare: string | null, obligation = 'ALL'): RevenueEvent => ({
  ...stamp({ id: 'e-less', effectiveAt: '2026-03-01' }),
  kind: 'PRICE_CONCESSION',
  payload: { amount: usd(BigInt(dollars) * 100n), obligation, satisfiedShare },
});
const signed = anApproval([wells, pumps]);

describe('a lower price without an amendment', () => {
  it('for service that was given falls on revenue at once, by what each promise has earned', () => {
    const state = folded([signed, half, two, conceded(50, '1')]);
    expect(earnedBy(state, '2026-02-28')).toEqual({ wells: 50_000n, pumps: 12_500n });
    expect(earnedBy(state, '2026-03-01')).toEqual({ wells: 46_000n, pumps: 11_500n });
    expect(allocatedIn(state)).toEqual({ wells: 96_000n, pumps: 49_000n });
    expect(state.modifications).toMatchObject([{ treatment: 'IMMEDIATE', catchUpMinor: -5_000n }]);
  });

  it('for one promise falls on that one', () => {
    const state = folded([signed, half, two, conceded(50, '1', 'K-1/pumps')]);
    expect(earnedBy(state, '2026-03-01')).toEqual({ wells: 50_000n, pumps: 7_500n });
  });

  it('for a promise of an amendment’s own contract falls in that one alone', () => {
    const less = conceded(50, '0.5', 'K-1/A-1/analytics');
    const state = folded([anApproval(), upgrade, { ...less, effectiveAt: '2026-09-01' }]);
    expect(state.contracts.map((one) => [one.key, one.versions.at(-1)?.transactionPriceMinor])).toEqual([
      ['K-1', 60_000_000n],
      ['K-1/A-1', 17_013_698n - 5_000n],
    ]);
    expect(state.modifications.map(({ row, contractKeys }) => [row, contractKeys])).toEqual([
      [3, ['K-1/A-1']],
      [2, ['K-1/A-1']],
      [4, ['K-1/A-1']],
    ]);
  });

  it('for what is still to come lowers what is left of the price', () => {
    const state = folded([signed, half, two, conceded(70, '0')]);
    expect(earnedBy(state, '2026-03-01')).toEqual({ wells: 50_000n, pumps: 12_500n });
    expect(allocatedIn(state)).toEqual({ wells: 96_000n, pumps: 47_000n });
    expect(state.modifications.map(({ row }) => row)).toEqual([4]);
  });

  it('for both is divided by the share that is told', () => {
    const state = folded([signed, half, two, conceded(100, '0.3')]);
    expect(state.modifications.map(({ treatment, priceDeltaMinor }) => [treatment, priceDeltaMinor])).toEqual([
      ['IMMEDIATE', -3_000n],
      ['PROSPECTIVE', -7_000n],
    ]);
    expect(sumOf(Object.values(allocatedIn(state)))).toBe(140_000n);
  });

  it('holds the contract until somebody has said what it is for', () => {
    expect(refusal([signed, conceded(50, null)])).toMatchObject({ kind: 'HELD', subject: 'e-less' });
    expect(refusal([signed, conceded(50, '1.01')])).toMatchObject({ kind: 'INVALID_EVENT' });
    expect(refusal([signed, conceded(50, '-0.01')])).toMatchObject({ kind: 'INVALID_EVENT' });
    expect(refusal([signed, conceded(50, 'half')])).toMatchObject({ kind: 'INVALID_EVENT' });
    expect(refusal([signed, conceded(0, '1')])).toMatchObject({ kind: 'INVALID_EVENT' });
    expect(refusal([signed, conceded(50, '1', 'K-1/roof')])).toMatchObject({ kind: 'INVALID_EVENT' });
  });

  it('or an estimate after the end of the contract is a person’s to decide', () => {
    const ended = aCancellation({ id: 'e-end', effectiveAt: '2026-03-01' });
    expect(refusal([signed, ended, conceded(50, '1')])).toMatchObject({ kind: 'HELD', subject: 'e-less' });
    const later = aCancellation({ id: 'e-end', effectiveAt: '2026-03-02' });
    expect(refusal([signed, later, conceded(50, '1')])).toBeNull();
  });

  it('counts for the order in which it and an estimate fall on one day no more than for their sum', () => {
    if (signed.kind !== 'CONTRACT_APPROVED' || signed.payload === null) throw new Error('it is approved');
    const open = { ...signed, payload: { ...signed.payload, variable: [aBonus(0)] } };
    const more = estimatedAt({ id: 'e-vc', effectiveAt: '2026-03-01' }, 150);
    const state = folded([open, half, two, conceded(50, '1'), more]);
    expect(earnedBy(state, '2026-03-01')).toEqual({ wells: 46_000n + 5_000n, pumps: 11_500n + 1_250n });
    expect(sumOf(rows(state).map(({ amountMinor }) => amountMinor))).toBe(160_000n);
  });
});
