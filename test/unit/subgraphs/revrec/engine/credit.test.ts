import type { ContractLine, RevenueEvent } from '#revrec/engine/events.ts';
import { allocatedIn } from './counted.ts';
import { folded } from './folded.ts';
import { aCredit, building, calls, serviceLine, usageInvoice } from './life.ts';
import { aLine, anApproval, usd } from './meridian.ts';

/** A thousand cents a day of 2026. */
const seats = aLine({ amount: usd(365_000n) });
/** A hundred days are given by then. */
const DAY = '2026-04-11';
const MARCH = ['2026-03-01', '2026-03-31'] as const;
const memo = (lines: Parameters<typeof aCredit>[1], on = DAY) => aCredit({ id: 'c', effectiveAt: on }, lines);
const made = (lines: readonly ContractLine[], ...events: readonly RevenueEvent[]) =>
  folded([anApproval(lines), ...events]).modifications.map(({ row, priceDeltaMinor }) => [row, priceDeltaMinor]);
const price = (minor: bigint, ...days: readonly [string, string] | readonly []) =>
  serviceLine(minor, 'PLATFORM-SEAT', days[0] ?? null, days[1] ?? null);

describe('a credit memo', () => {
  it('takes back no more of a product than was recognised, over all its lines: the rest lies ahead', () => {
    const lines = [price(70_000n, ...MARCH), price(50_000n, '2026-02-01', '2026-02-28'), price(500n, ...MARCH)];
    expect(made([seats], memo(lines))).toEqual([
      [2, -100_000n],
      [4, -20_500n],
    ]);
  });

  it('for days that have not come lies wholly ahead', () => {
    expect(made([seats], memo([price(9_000n, '2026-06-01', '2026-06-30')]))).toEqual([[4, -9_000n]]);
  });

  it('counts the eve of its day as given, and its own day as ahead', () => {
    expect(made([seats], memo([price(10_000n, '2026-04-10', '2026-04-19')]))).toEqual([
      [2, -1_000n],
      [4, -9_000n],
    ]);
    expect(made([seats], memo([price(10_000n, '2026-04-11', '2026-04-20')]))).toEqual([[4, -10_000n]]);
    expect(made([seats], memo([price(10_000n, '2026-04-01', '2026-04-10')]))).toEqual([[2, -10_000n]]);
  });

  it('that names no product goes by what is earned of all that was promised at a price, whatever was used', () => {
    const used = usageInvoice({ id: 'e-used', effectiveAt: '2026-02-01' }, 500_000n, ['2026-01-01', '2026-01-31']);
    const lines = [serviceLine(36_500n, null, null, null)];
    expect(made([seats, calls], used, memo(lines))).toEqual([
      [2, -10_000n],
      [4, -26_500n],
    ]);
  });

  it('of a product that the contract does not have goes by all of it too', () => {
    expect(made([seats], memo([serviceLine(36_500n, 'LUNCH', null, null)]))).toEqual([
      [2, -10_000n],
      [4, -26_500n],
    ]);
  });

  it('has something ahead of it as long as one promise is open, also when its own product is served', () => {
    const halfYear = { ...seats, to: '2026-06-30', amount: usd(181_000n) };
    const lines = [price(36_500n, '2026-01-01', '2026-12-31')];
    expect(made([halfYear, building], memo(lines, '2026-08-01'))).toEqual([
      [2, -21_200n],
      [4, -15_300n],
    ]);
    expect(made([halfYear], memo(lines, '2026-08-01'))).toEqual([[2, -36_500n]]);
  });

  it('for what was given for nothing lowers what is still to come', () => {
    const free = {
      entry: 'ssp:free',
      method: 'OBSERVABLE',
      low: '0',
      point: '0',
      high: '0',
      source: 'price book',
    } as const;
    const gift = aLine({ key: 'gift', product: 'GIFT', unitPrice: '0', amount: usd(0n), ssp: free });
    const state = folded([anApproval([seats, gift]), memo([serviceLine(400n, 'GIFT', null, null)])]);
    expect(state.modifications.map(({ row, priceDeltaMinor }) => [row, priceDeltaMinor])).toEqual([[4, -400n]]);
    expect(allocatedIn(state)).toEqual({ 'PLATFORM-SEAT': 364_600n, GIFT: 0n });
  });

  it('says of each product what it took back at once', () => {
    const state = folded([anApproval([seats]), memo([price(100n, ...MARCH), serviceLine(50n, null, ...MARCH)])]);
    expect(state.derivations.filter(({ op }) => op === 'CATCH_UP').map(({ id, result }) => [id, result])).toEqual([
      [`concession:K-1/seats@${DAY}:credit-c:PLATFORM-SEAT`, '-100'],
      [`concession:K-1/seats@${DAY}:credit-c`, '-50'],
    ]);
  });
});
