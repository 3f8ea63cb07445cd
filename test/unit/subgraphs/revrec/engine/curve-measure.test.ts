import type { ContractLine } from '#revrec/engine/events.ts';
import { folded, refusal, rows } from './folded.ts';
import { aLine, aModification, anApproval, usd } from './meridian.ts';

const point = (until: string, weight: string) => ({ until, weight });
/** Most of the work comes in the first two months. */
const curve = [point('2026-01-31', '50'), point('2026-02-28', '30.5'), point('2026-06-30', '19.5')];
const rollout = aLine({
  key: 'rollout',
  product: 'ROLLOUT',
  quantity: '1',
  unitPrice: '1000',
  pricePer: 'TERM',
  amount: usd(100_000n),
  to: '2026-06-30',
  kind: 'OVER_TIME',
  measure: 'CUSTOM_CURVE',
  ssp: { entry: 'ssp:rollout', method: 'OBSERVABLE', low: '1000', point: '1000', high: '1000', source: 'study' },
  curve,
});
const { curve: _, ...flat } = rollout;
const months = (line: ContractLine, ...more: Parameters<typeof folded>[0]) =>
  Object.fromEntries(
    rows(folded([anApproval([line]), ...more]))
      .filter(({ obligation }) => obligation === 'K-1/rollout')
      .map(({ period, amountMinor }) => [period, amountMinor]),
  );

describe('a promise that is measured by a curve of its own', () => {
  it('earns each span its weight, and the days of a span alike', () => {
    // 122 days share 19,500.
    expect(months(rollout)).toEqual({
      '2026-01': 50_000n,
      '2026-02': 30_500n,
      '2026-03': 4_955n,
      '2026-04': 4_795n,
      '2026-05': 4_955n,
      '2026-06': 4_795n,
    });
  });

  it('earns by the proportion of its weights, whatever they sum to', () => {
    const thirds = {
      ...rollout,
      curve: [point('2026-01-31', '1'), point('2026-02-28', '0'), point('2026-06-30', '2')],
    };
    const earned = months(thirds);
    expect([earned['2026-01'], earned['2026-02']]).toEqual([33_333n, undefined]);
    const thousandfold = curve.map(({ until, weight }) => point(until, String(Number(weight) * 1000)));
    expect(months({ ...rollout, curve: thousandfold })).toEqual(months(rollout));
  });

  it('that has one span is earned by the day, as is one of a span a day with equal weights', () => {
    const daily = months({ ...flat, measure: 'DAILY' });
    expect(months({ ...rollout, curve: [point('2026-06-30', '7')] })).toEqual(daily);
    const days = Array.from({ length: 181 }, (_, index) =>
      point(new Date(Date.UTC(2026, 0, index + 1)).toISOString().slice(0, 10), '0.25'),
    );
    expect(months({ ...rollout, curve: days })).toEqual(daily);
  });

  it('that is changed inside a span goes on with what is left of its curve', () => {
    const raise = aModification(
      { priceDelta: usd(32_600n), answers: { remainingDistinct: 'ALL' } },
      { id: 'e-raise', effectiveAt: '2026-02-15' },
    );
    // Half of February (15.25) and all of the rest (19.5) are left of 34.75 and take 67,350 together.
    const { '2026-01': january, '2026-02': february, '2026-03': march } = months(rollout, raise);
    expect([january, february, march]).toEqual([50_000n, 15_250n + 29_556n, 9_604n]);
  });

  it.each<[string, Partial<ContractLine>]>([
    ['there is none', { curve: [] }],
    ['it ends before the term', { curve: curve.slice(0, 2) }],
    ['it ends after the term', { curve: [...curve, point('2026-07-31', '1')] }],
    [
      'its days run backwards',
      { curve: [point('2026-02-28', '1'), point('2026-01-31', '1'), point('2026-06-30', '1')] },
    ],
    ['it begins before the term', { curve: [point('2025-12-31', '1'), ...curve] }],
    ['a weight lies below zero', { curve: [point('2026-01-31', '-1'), point('2026-06-30', '2')] }],
    ['a weight is no number', { curve: [point('2026-06-30', 'all')] }],
    ['a day is none', { curve: [point('2026-06-31', '1')] }],
    ['it weighs nothing', { curve: [point('2026-06-30', '0')] }],
    ['another measure is named', { measure: 'DAILY' }],
  ])('holds the contract when %s', (_, change) => {
    expect(refusal([anApproval([{ ...rollout, ...change }])])).toMatchObject({
      kind: 'INVALID_EVENT',
      subject: 'K-1/rollout',
    });
  });
});
