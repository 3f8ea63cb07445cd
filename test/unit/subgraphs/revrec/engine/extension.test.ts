import { openSegment } from '#revrec/engine/contract-state.ts';
import { obligationsOf } from '#revrec/engine/target.ts';
import { formatRatio } from '#schema/canonical/ratio.ts';
import { aCount, allocatedIn, delivered, earnedBy, extendedTo } from './counted.ts';
import { folded, refusal, rows, sumOf } from './folded.ts';
import { measured } from './life.ts';
import { aModification, anApproval, usd } from './meridian.ts';

const wells = aCount('wells', { total: '10', dollars: 1_000 });
const pumps = aCount('pumps', { total: '5', dollars: 500 });
const hall = aCount('wells', { total: '400', dollars: 1_000, measure: 'COST_TO_COST' });
const four = delivered({ id: 'e-four', effectiveAt: '2026-02-01' }, 'wells', '4', '10');
const changed = (change: Parameters<typeof aModification>[0]) =>
  aModification(change, { id: 'e-more', effectiveAt: '2026-03-01' });
const weightsIn = (state: ReturnType<typeof folded>) =>
  Object.fromEntries(
    obligationsOf(state).map(({ obligation }) => [obligation.product, formatRatio(openSegment(obligation).sspMinor)]),
  );

describe('more units of a series', () => {
  const more = changed({ priceDelta: usd(30_000n), extended: [extendedTo('16')] });

  it('share what is left of the price with the units that were left', () => {
    const state = folded([
      anApproval([wells]),
      four,
      more,
      delivered({ id: 'e-seven', effectiveAt: '2026-04-01' }, 'wells', '7', '16'),
      delivered({ id: 'e-all', effectiveAt: '2026-05-01' }, 'wells', '16', '16'),
    ]);
    // 600 that were left and 300 more over 12 units.
    expect(earnedBy(state, '2026-03-31')).toEqual({ wells: 40_000n });
    expect(earnedBy(state, '2026-04-01')).toEqual({ wells: 40_000n + 22_500n });
    expect(earnedBy(state, '2026-05-01')).toEqual({ wells: 130_000n });
  });

  it('weigh the old price a unit, or what they are told to sell for', () => {
    expect(weightsIn(folded([anApproval([wells, pumps]), four, more]))).toEqual({ wells: '120000', pumps: '50000' });
    const cheap = changed({ priceDelta: usd(30_000n), extended: [extendedTo('16', { sspDelta: usd(30_000n) })] });
    expect(weightsIn(folded([anApproval([wells, pumps]), four, cheap]))['wells']).toBe('90000');
  });

  it('begin again a promise that was met', () => {
    const met = delivered({ id: 'e-met', effectiveAt: '2026-02-10' }, 'wells', '10', '10');
    const two = delivered({ id: 'e-two', effectiveAt: '2026-04-01' }, 'wells', '13', '16');
    const state = folded([anApproval([wells]), met, more, two]);
    expect(earnedBy(state, '2026-04-01')).toEqual({ wells: 100_000n + 15_000n });
  });

  it('or fewer of them end the promise where all that is left was delivered', () => {
    const fewer = changed({ priceDelta: usd(-60_000n), extended: [extendedTo('4')] });
    const state = folded([anApproval([wells, pumps]), four, fewer]);
    expect(allocatedIn(state)).toEqual({ wells: 40_000n, pumps: 50_000n });
    expect(refusal([anApproval([wells]), four, changed({ extended: [extendedTo('3')] })])).toMatchObject({
      kind: 'INVALID_EVENT',
      subject: 'K-1/wells',
    });
  });

  it('cannot be told of a promise that was taken back', () => {
    const gone = aModification(
      { amendment: 'A-0', removed: [{ product: 'pumps', quantity: '1', credit: usd(-40_000n) }] },
      { id: 'e-gone', effectiveAt: '2026-02-15' },
    );
    const more = changed({ priceDelta: usd(30_000n), extended: [extendedTo('8', { obligation: 'K-1/pumps' })] });
    expect(refusal([anApproval([wells, pumps]), gone, more])).toMatchObject({ kind: 'HELD', subject: 'K-1/pumps' });
  });

  it('cannot be told of what is measured as a percentage or by its days', () => {
    const half = measured({ id: 'e-half', effectiveAt: '2026-02-01' }, '50', 'K-1/wells');
    expect(refusal([anApproval([wells]), half, more])).toMatchObject({ kind: 'HELD', subject: 'K-1/wells' });
    const unknown = changed({ extended: [extendedTo('16', { obligation: 'K-1/roof' })] });
    expect(refusal([anApproval([wells]), unknown])).toMatchObject({ kind: 'INVALID_EVENT', subject: 'K-1/roof' });
  });
});

describe('more of one promise', () => {
  const asOne = { remainingDistinct: 'NONE' } as const;

  it.each([
    ['of an earlier day', '2026-02-15'],
    ['of the same day', '2026-03-01'],
  ])('counts by progress what a concession %s left of the price', (_when, day) => {
    const half = delivered({ id: 'e-half', effectiveAt: '2026-02-01' }, 'wells', '200', '400');
    const less = { amendment: 'A-0', concession: usd(10_000n), priceDelta: usd(0n) };
    const conceded = aModification(less, { id: 'e-less', effectiveAt: day });
    const more = changed({ priceDelta: usd(5_000n), extended: [extendedTo('600')], answers: asOne });
    const all = delivered({ id: 'e-all', effectiveAt: '2026-05-01' }, 'wells', '600', '600');
    const state = folded([anApproval([hall]), half, conceded, more, all]);
    // Half of 1,000 less 100 is 400; then 950 in all, of which a third is met: 200 of 600.
    expect(earnedBy(state, '2026-02-14')).toEqual({ wells: 50_000n });
    expect(earnedBy(state, '2026-03-01')).toEqual({ wells: 31_667n });
    expect(earnedBy(state, '2026-05-01')).toEqual({ wells: 95_000n });
  });

  it('measures work that costs more anew, and catches up', () => {
    const half = delivered({ id: 'e-half', effectiveAt: '2026-02-01' }, 'wells', '200', '400');
    const more = changed({ priceDelta: usd(20_000n), extended: [extendedTo('500')], answers: asOne });
    const end = delivered({ id: 'e-end', effectiveAt: '2026-04-01' }, 'wells', '350', '500');
    const state = folded([anApproval([hall]), half, more, end]);
    expect(earnedBy(state, '2026-03-01')).toEqual({ wells: 48_000n });
    expect(earnedBy(state, '2026-04-01')).toEqual({ wells: 84_000n });
    expect(state.modifications.at(-1)).toMatchObject({ treatment: 'CATCH_UP', catchUpMinor: -2_000n });
  });

  it('brings each promise to the new rate for the standalone price of what was delivered', () => {
    const one = delivered({ id: 'e-one', effectiveAt: '2026-02-02' }, 'pumps', '1', '5');
    // 1,500 over 1,500 becomes 1,530 over 1,700: a rate of 0.9.
    const extended = [extendedTo('14', { sspDelta: usd(20_000n) })];
    const more = changed({ priceDelta: usd(3_000n), extended, answers: asOne });
    const state = folded([anApproval([wells, pumps]), four, one, more]);
    expect(allocatedIn(state)).toEqual({ wells: 108_000n, pumps: 45_000n });
    expect(earnedBy(state, '2026-03-01')).toEqual({ wells: 36_000n, pumps: 9_000n });
    const next = delivered({ id: 'e-next', effectiveAt: '2026-04-01' }, 'wells', '5', '14');
    // 720 that are left over the 10 units that are left.
    expect(earnedBy(folded([anApproval([wells, pumps]), four, one, more, next]), '2026-04-01')['wells']).toBe(43_200n);
  });

  it('counts what was delivered by the standalone price it is told to have', () => {
    const extended = [extendedTo('14', { sspDelta: usd(20_000n), deliveredSsp: usd(60_000n) })];
    const more = changed({ priceDelta: usd(20_000n), extended, answers: asOne });
    const state = folded([anApproval([wells]), four, more]);
    expect(earnedBy(state, '2026-03-01')).toEqual({ wells: 60_000n });
    expect(sumOf(rows(state).map(({ amountMinor }) => amountMinor))).toBe(120_000n);
  });

  it('measures the whole, also what an earlier change had made a promise of its own', () => {
    const rise = aModification(
      { amendment: 'A-0', priceDelta: usd(12_000n) },
      { id: 'e-rise', effectiveAt: '2026-02-15' },
    );
    const five = delivered({ id: 'e-five', effectiveAt: '2026-02-20' }, 'wells', '5', '10');
    const more = changed({ priceDelta: usd(88_000n), extended: [extendedTo('20')], answers: asOne });
    const end = delivered({ id: 'e-end', effectiveAt: '2026-06-01' }, 'wells', '20', '20');
    const state = folded([anApproval([wells]), four, rise, five, more, end]);
    // 400, then 120 a unit; now 2,000 over 20 units, of which five are met.
    expect(earnedBy(state, '2026-02-28')).toEqual({ wells: 52_000n });
    expect(earnedBy(state, '2026-03-01')).toEqual({ wells: 50_000n });
    expect(earnedBy(state, '2026-06-01')).toEqual({ wells: 200_000n });
  });

  it('beside a series goes on as one where a person says which of the two is not distinct', () => {
    const some = { remainingDistinct: 'SOME', notDistinct: ['K-1/wells'] } as const;
    const state = folded([anApproval([wells, pumps]), four, changed({ priceDelta: usd(22_000n), answers: some })]);
    // 600 and 500 were left and 220 come to them: 720 and 600. Wells are 1,120 in all, of which 4 in 10 are met.
    expect(allocatedIn(state)).toEqual({ wells: 112_000n, pumps: 60_000n });
    expect(earnedBy(state, '2026-03-01')).toEqual({ wells: 44_800n, pumps: 0n });
    expect(state.modifications.at(-1)).toMatchObject({ treatment: 'MIXED', catchUpMinor: 4_800n });
  });
});
