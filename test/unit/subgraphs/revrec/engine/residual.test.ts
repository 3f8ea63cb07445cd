import fc from 'fast-check';
import { latestVersion } from '#revrec/engine/contract-state.ts';
import { fold } from '#revrec/engine/fold.ts';
import { CONTRACT_DRIVEN } from '#revrec/engine/policies.ts';
import type { SspEntry } from '#revrec/engine/ssp.ts';
import { addRatios, formatRatio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import { folded, refusal, rows, sumOf } from './folded.ts';
import { anyHistory, negated, RUNS } from './generators.ts';
import { aLine, aModification, anApproval, usd } from './meridian.ts';

const ssp = (low: string, high: string) => ({
  entry: 'ssp:data',
  method: 'RESIDUAL' as const,
  low,
  point: low,
  high,
  source: 'sales of 2025',
});
/** Sold at anything from 100 to 900 a year; in a year of its own it takes the price that the seats leave. */
const data = aLine({
  key: 'data',
  product: 'DATA-FEED',
  quantity: '2',
  unitPrice: '300',
  amount: usd(60_000n),
  ssp: ssp('100', '900'),
});
const seats = aLine({
  quantity: '10',
  unitPrice: '100',
  amount: usd(100_000n),
  ssp: { entry: 'ssp:seat', method: 'OBSERVABLE', low: '110', point: '120', high: '130', source: 'study' },
});
const allocated = (events: Parameters<typeof folded>[0]) =>
  Object.fromEntries(
    folded(events).contracts.flatMap((contract) =>
      latestVersion(contract).obligations.map(({ key, allocatedMinor }) => [key, allocatedMinor]),
    ),
  );
const from = '2026-07-01';
const added = (change: Partial<typeof data> = {}) => ({ ...data, from, ...change });

describe('a line without a standalone price of its own', () => {
  it('takes what the other lines leave of the price at theirs', () => {
    expect(allocated([anApproval([seats, data])])).toEqual({ 'K-1/seats': 110_000n, 'K-1/data': 50_000n });
  });

  it('says so with the others among its causes', () => {
    const told = folded([anApproval([seats, data])]).derivations.find(({ id }) => id.includes('K-1/data'));
    expect(told).toMatchObject({ formula: '160000 - 110000', rounded: 50_000n, result: '50000' });
    expect(told?.inputs).toEqual([
      'allocation:K-1/seats@2026-01-01',
      'e-approved',
      'ssp:data',
      ...CONTRACT_DRIVEN.versionIds,
    ]);
    expect(told?.paragraph).toContain('15.79(c)');
  });

  it('holds the contract when what is left was never observed, bounds included', () => {
    const left = (low: string, high: string) => refusal([anApproval([seats, { ...data, ssp: ssp(low, high) }])]);
    expect(left('250', '250')).toBeNull();
    expect(left('250.01', '900')).toEqual({
      kind: 'REJECTED_RESIDUAL',
      subject: 'K-1/data',
      residualMinor: 50_000n,
    });
    expect(left('1', '249.99')).toMatchObject({ kind: 'REJECTED_RESIDUAL' });
    expect(left('900', '100')).toMatchObject({ kind: 'INVALID_EVENT' });
  });

  it('is one of its price: with a second, or with a part of the price tied to it, a person decides', () => {
    expect(refusal([anApproval([seats, data, { ...data, key: 'more' }])])).toMatchObject({ kind: 'HELD' });
    const [approval] = [anApproval([seats, data])];
    if (approval.kind !== 'CONTRACT_APPROVED' || approval.payload === null) throw new Error('it is approved');
    const variable = [
      {
        key: 'bonus',
        method: 'EXPECTED',
        estimate: usd(5_000n),
        constrained: usd(5_000n),
        target: ['data'],
        owner: 'controller',
        reason: 'last year',
      },
    ] as const;
    const tied = { ...approval, payload: { ...approval.payload, variable } };
    expect(refusal([tied])).toMatchObject({ kind: 'HELD', subject: 'K-1/data' });
  });

  it('has what was left for it as its standalone price in every later split', () => {
    const raise = aModification({ priceDelta: usd(16_000n) }, { id: 'e-raise', effectiveAt: from });
    const state = folded([anApproval([seats, data]), raise]);
    const [whole, rest] = state.contracts[0]?.bases ?? [];
    expect(whole?.weights.map(({ weight }) => formatRatio(weight))).toEqual(['110000', '50000']);
    const pool = rest?.weights.map(({ weight }) => weight) ?? [];
    expect(pool.map(({ n, d }) => (n * 365n) / d)).toEqual([110_000n * 184n, 50_000n * 184n]);
    expect(allocated([anApproval([seats, data]), raise])).toEqual({ 'K-1/seats': 121_000n, 'K-1/data': 55_000n });
    const { ssp: pick } = latestVersion(state.contracts[0] ?? never()).obligations[1] ?? never();
    expect([pick.unit, pick.residual]).toEqual([{ n: 250n, d: 1n }, undefined]);
  });

  it('that an amendment adds at a price in its range is a contract of its own', () => {
    const amended = aModification({ added: [added()] }, { id: 'e-more', effectiveAt: from });
    expect(allocated([anApproval([seats]), amended])).toEqual({ 'K-1/seats': 100_000n, 'K-1/A-1/data': 60_000n });
  });

  it('that an amendment adds takes what is left of the pool, inside its range', () => {
    const answers = { priceReflectsSsp: false };
    const amend = (line: typeof data) => [
      anApproval([seats]),
      aModification({ added: [line], answers }, { id: 'e-more', effectiveAt: from }),
    ];
    // Half a year of seats weighs 110,000 * 184/365 = 55,452 and the pool is 100,000 * 184/365 = 50,411 with 60,000.
    const split = allocated(amend(added()));
    expect(split).toEqual({ 'K-1/seats': 49_589n + 55_452n, 'K-1/A-1/data': 50_411n + 60_000n - 55_452n });
    const told = folded(amend(added())).derivations.find(({ id }) => id.startsWith('pool-share:K-1/A-1/data'));
    expect(told).toMatchObject({ formula: '110411 - 55452', rounded: 54_959n });
    expect(refusal(amend(added({ ssp: ssp('1', '200') })))).toMatchObject({ kind: 'REJECTED_RESIDUAL' });
  });

  it('that is added to one promise leaves the contract as if it had been signed so', () => {
    const setup = aLine({
      key: 'setup',
      product: 'SETUP',
      quantity: '1',
      unitPrice: '1000',
      pricePer: 'TERM',
      amount: usd(100_000n),
      kind: 'OVER_TIME',
      measure: 'DAILY',
      distinct: false,
      ssp: { entry: 'ssp:setup', method: 'OBSERVABLE', low: '1100', point: '1200', high: '1300', source: 'study' },
    });
    const whole = { ...data, kind: 'OVER_TIME', distinct: false } as const;
    const answers = { addsDistinct: false, remainingDistinct: 'NONE' } as const;
    const later = [
      anApproval([setup]),
      aModification({ added: [whole], answers }, { id: 'e-more', effectiveAt: from }),
    ];
    expect(folded(later).modifications[0]?.treatment).toBe('CATCH_UP');
    expect(Object.values(allocated(later))).toEqual(Object.values(allocated([anApproval([setup, whole])])));
    expect(Object.values(allocated(later))).toEqual([110_000n, 50_000n]);
  });

  it('needs a price of the day where the policy weighs what is open by it', () => {
    const values = { ...CONTRACT_DRIVEN.values, sspBasisAtModification: 'ALL_AT_MODIFICATION' } as const;
    const priced = (key: string, price: string) => ({
      obligation: `K-1/${key}`,
      ssp: { ...ssp(price, price), entry: `ssp:${key}:july`, method: 'OBSERVABLE' as const },
    });
    const changed = (dataPrice: { readonly obligation: string; readonly ssp: SspEntry }) => {
      const standalonePrices = [priced('seats', '120'), dataPrice];
      const raise = aModification({ priceDelta: usd(16_000n), standalonePrices }, { id: 'e-raise', effectiveAt: from });
      const policies = { ...CONTRACT_DRIVEN, values };
      return fold([anApproval([seats, data]), raise], { knownAt: '2026-12-31T23:59:59.999Z', policies });
    };
    expect(changed({ obligation: 'K-1/data', ssp: ssp('100', '900') })).toMatchObject({
      error: { kind: 'HELD', subject: 'K-1/data' },
    });
    const state = changed(priced('data', '500'));
    const [, rest] = (state.ok && state.value.contracts[0]?.bases) || [];
    // Twice as much a unit as the 250 that were left for it.
    expect(rest?.weights.map(({ weight: { n, d } }) => (n * 365n) / d / 184n)).toEqual([120_000n, 100_000n]);
  });

  it('keeps every law of a contract, whatever else is signed and changed', () => {
    const wide = { ...data, ssp: ssp('0', '1000000000000000') };
    const signed = anyHistory.map(([approval, ...others]) => {
      if (approval?.kind !== 'CONTRACT_APPROVED' || approval.payload === null) throw new Error('it is approved');
      return [{ ...approval, payload: { ...approval.payload, lines: [...approval.payload.lines, wide] } }, ...others];
    });
    fc.assert(
      fc.property(signed, (events) => {
        const result = fold(events, { knownAt: '2099-12-31T00:00:00.000Z', policies: CONTRACT_DRIVEN });
        if (!result.ok && !['REJECTED_RESIDUAL', 'NO_WEIGHT', 'NEGATIVE_ALLOCATION'].includes(result.error.kind))
          throw new Error(result.error.kind);
        fc.pre(result.ok);
        if (!result.ok) return;
        for (const { obligations, transactionPriceMinor } of result.value.contracts.flatMap(({ versions }) => versions))
          expect(sumOf(obligations.map(({ allocatedMinor }) => allocatedMinor))).toBe(transactionPriceMinor);
        const first = events.slice(0, 1);
        const mirror = rows(folded(first.map(negated))).map(({ amountMinor }) => -amountMinor);
        expect(mirror).toEqual(rows(folded(first)).map(({ amountMinor }) => amountMinor));
        const { obligations } = latestVersion(folded(first).contracts[0] ?? never());
        const others = obligations.slice(0, -1);
        const worth = others.map(({ ssp: { extended } }) => extended).reduce(addRatios, ratio(0n));
        expect(sumOf(others.map(({ allocatedMinor }) => allocatedMinor))).toBe(roundHalfAway(worth));
      }),
      RUNS,
    );
  });
});

function never(): never {
  throw new Error('there is a contract with a line');
}
