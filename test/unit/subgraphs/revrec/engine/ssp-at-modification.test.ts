import { fold } from '#revrec/engine/fold.ts';
import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import { aCount, allocatedIn, delivered } from './counted.ts';
import { folded } from './folded.ts';
import { calls } from './life.ts';
import { aModification, anApproval, KNOWN_AT, usd } from './meridian.ts';

const wells = aCount('wells', { total: '10', dollars: 1_000 });
const pumps = aCount('pumps', { total: '5', dollars: 500 });
const half = delivered({ id: 'e-half', effectiveAt: '2026-02-01' }, 'wells', '5', '10');
const atModification = {
  ...CONTRACT_DRIVEN,
  values: { ...CONTRACT_DRIVEN.values, sspBasisAtModification: 'ALL_AT_MODIFICATION' },
} as const;
const now = (key: string, price: string) =>
  ({
    obligation: `K-1/${key}`,
    ssp: { entry: `ssp:${key}:2`, method: 'OBSERVABLE', low: price, point: price, high: price, source: 'price book' },
  }) as const;
const raised = (prices: readonly ReturnType<typeof now>[]) =>
  aModification({ priceDelta: usd(20_000n), standalonePrices: prices }, { id: 'e-more', effectiveAt: '2026-03-01' });

describe('what is left of a price that changes', () => {
  it('is split by what each promise sold for at inception', () => {
    const state = folded([anApproval([wells, pumps]), half, raised([now('wells', '3000'), now('pumps', '500')])]);
    expect(allocatedIn(state)).toEqual({ wells: 50_000n + 60_000n, pumps: 60_000n });
  });

  it('is split by what each sells for on the day where the policy says so', () => {
    const events = [anApproval([wells, pumps]), half, raised([now('wells', '3000'), now('pumps', '500')])];
    const state = folded(events, KNOWN_AT, atModification);
    expect(allocatedIn(state)).toEqual({ wells: 50_000n + 90_000n, pumps: 30_000n });
  });

  it('is held by that policy without a price of the day', () => {
    const events = [anApproval([wells, pumps]), half, raised([now('wells', '3000')])];
    expect(fold(events, { knownAt: KNOWN_AT, policies: atModification })).toMatchObject({
      error: { kind: 'MISSING_SSP', subject: 'K-1/pumps' },
    });
  });

  const refused = (lines: Parameters<typeof anApproval>[0], prices: Parameters<typeof raised>[0]) => {
    const result = fold([anApproval(lines), raised(prices)], { knownAt: KNOWN_AT, policies: atModification });
    return result.ok ? null : result.error;
  };

  it('asks for no price of what is used', () => {
    expect(refused([wells, calls], [now('wells', '3000')])).toBeNull();
  });

  it('is held by a price of the day that cannot be read, that is a range, or that had none to compare with', () => {
    expect(refused([wells], [now('wells', 'dear')])).toMatchObject({ kind: 'INVALID_EVENT' });
    const { ssp } = now('wells', '3000');
    const range = { obligation: 'K-1/wells', ssp: { ...ssp, method: 'RESIDUAL' } } as unknown as ReturnType<typeof now>;
    expect(refused([wells], [range])).toMatchObject({ kind: 'HELD', subject: 'K-1/wells' });
    const free = aCount('free', { total: '1', dollars: 0 });
    expect(refused([wells, free], [now('wells', '3000'), now('free', '1')])).toEqual({
      kind: 'NO_WEIGHT',
      subject: 'K-1/free',
    });
  });

  it('is split by prices in parts of a unit too', () => {
    const cheap = aCount('wells', { total: '10', dollars: 1_000 });
    const third = { ...cheap, ssp: { ...now('wells', '0.4').ssp, method: 'OBSERVABLE' } as const };
    const events = [anApproval([third, pumps]), raised([now('wells', '0.5'), now('pumps', '625')])];
    const both = folded(events, KNOWN_AT, atModification);
    const same = folded([anApproval([third, pumps]), raised([])]);
    expect(allocatedIn(both)).toEqual(allocatedIn(same));
  });
});
