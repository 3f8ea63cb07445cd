import { roundedShare } from '#revrec/engine/evidence.ts';
import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import { aCount, delivered, earnedBy } from './counted.ts';
import { folded, refusal } from './folded.ts';
import { anApproval, KNOWN_AT } from './meridian.ts';

const wells = anApproval([aCount('wells', { total: '7', dollars: 1_000 })]);
const told = (done: string, total: string, id = 'e-1') =>
  delivered({ id, effectiveAt: id === 'e-1' ? '2026-02-01' : '2026-03-01' }, 'wells', done, total);

describe('progress told in units or cost', () => {
  it('is exact, also where no decimal says it', () => {
    expect(earnedBy(folded([wells, told('1', '7')]), '2026-02-01')).toEqual({ wells: 14_286n });
    expect(earnedBy(folded([wells, told('15/29', '6')]), '2026-02-01')).toEqual({ wells: 8_621n });
  });

  it('may fall when the work turns out to be more, also after it was all done', () => {
    const state = folded([wells, told('7', '7'), told('7', '10', 'e-2')]);
    expect(earnedBy(state, '2026-02-28')).toEqual({ wells: 100_000n });
    expect(earnedBy(state, '2026-03-01')).toEqual({ wells: 70_000n });
  });

  it.each([
    ['more than the whole', '8', '7'],
    ['less than nothing', '-1', '7'],
    ['no number', 'seven', '7'],
    ['over nothing', '1', '0'],
    ['over a whole of nothing', '1/0', '7'],
  ])('is refused when it is %s', (_, done, total) => {
    expect(refusal([wells, told(done, total)])).toMatchObject({ kind: 'INVALID_EVENT', subject: 'K-1/wells' });
  });

  it('is refused below the whole once all of the same was done', () => {
    expect(refusal([wells, told('7', '7'), told('6', '7', 'e-2')])).toMatchObject({ kind: 'INVALID_EVENT' });
  });

  it('is rounded before use only by policy, half away from zero', () => {
    expect(roundedShare(ratio(1n, 3n), null)).toEqual(ratio(1n, 3n));
    expect(roundedShare(ratio(5_125n, 10_000n), 3)).toEqual(ratio(513n, 1_000n));
    const policies = { ...CONTRACT_DRIVEN, values: { ...CONTRACT_DRIVEN.values, progressDecimals: 2 } };
    expect(earnedBy(folded([wells, told('1', '7')], KNOWN_AT, policies), '2026-02-01')).toEqual({ wells: 14_000n });
  });

  it('of many hundred units is counted step by step', () => {
    const units = 3_000;
    const day = (unit: number) =>
      `2026-${String(1 + (unit % 12)).padStart(2, '0')}-${String(1 + (unit % 28)).padStart(2, '0')}`;
    const days = Array.from({ length: units }, (_, unit) => day(unit)).sort();
    const many = days.map((effectiveAt, unit) =>
      delivered({ id: `e-${String(unit).padStart(5, '0')}`, effectiveAt }, 'wells', String(unit + 1), String(units)),
    );
    expect(earnedBy(folded([wells, ...many], '2027-01-31T00:00:00.000Z'), '2026-12-31')).toEqual({ wells: 100_000n });
  });
});
