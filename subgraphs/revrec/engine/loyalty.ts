import { multiplyRatios, type Ratio, ratio, subtractRatios } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { figure, term } from './derivation.ts';
import type { EngineError } from './engine-error.ts';
import { invalid } from './payload.ts';
import { explainShares, splitBySsp } from './relative-ssp.ts';
import { type CumulativeRow, cumulativeRows } from './schedule.ts';

export interface PointsSale {
  readonly salesMinor: bigint;
  readonly pointsIssued: Ratio;
  /** Minor units a point, with the expected redemption already in it. */
  readonly pointSsp: Ratio;
  readonly periods: readonly { readonly redeemedToDate: Ratio; readonly expectedTotal: Ratio }[];
}

export interface PointsRevenue {
  readonly productMinor: bigint;
  readonly pointsMinor: bigint;
  readonly rows: readonly { readonly revenueMinor: bigint; readonly liabilityMinor: bigint }[];
  readonly explained: readonly Derivation[];
}

/** Points are a promise of their own: earned as redeemed of what is expected to be redeemed at all, estimated anew. */
export function loyalty({
  salesMinor,
  pointsIssued,
  pointSsp,
  periods,
}: PointsSale): Result<PointsRevenue, EngineError> {
  const weights = [
    { key: 'product', sspMinor: ratio(salesMinor) },
    { key: 'points', sspMinor: multiplyRatios(pointsIssued, pointSsp) },
  ];
  const split = splitBySsp(salesMinor, weights);
  if (!split.ok) return split;
  const [product, points] = split.value.map(({ minor }) => minor);
  const pointsMinor = points ?? 0n;
  const progress = periods.map(({ redeemedToDate: done, expectedTotal: all }) =>
    all.n <= 0n || done.n * all.d > all.n * done.d ? null : ratio(done.n * all.d, done.d * all.n),
  );
  if (progress.includes(null)) return invalid('expectedTotal', 'fewer points are expected than were redeemed');
  const rows = cumulativeRows(
    pointsMinor,
    progress.flatMap((share) => (share === null ? [] : [share])),
  );
  const shares = explainShares(split.value, {
    totalMinor: salesMinor,
    weights,
    placeOf: (index) => `loyalty:${index === 0 ? 'productMinor' : 'pointsMinor'}`,
    inputs: ['salesMinor', 'pointsIssued', 'pointSsp'],
  });
  return ok({
    productMinor: product ?? 0n,
    pointsMinor,
    rows: rows.map(({ amountMinor, cumulativeMinor }) => ({
      revenueMinor: amountMinor,
      liabilityMinor: pointsMinor - cumulativeMinor,
    })),
    explained: [...shares, ...rows.flatMap((row, index) => explainRow(row, { index, pointsMinor, periods }))],
  });
}

function explainRow(
  { amountMinor, cumulativeMinor, exact }: CumulativeRow,
  {
    index,
    pointsMinor,
    periods,
  }: Pick<PointsSale, 'periods'> & { readonly index: number; readonly pointsMinor: bigint },
): readonly Derivation[] {
  const period = periods[index];
  const before = cumulativeMinor - amountMinor;
  const revenue = figure({
    id: `loyalty:rows[${index}].revenueMinor`,
    op: 'SCHEDULE',
    rule: 'points redeemed of those expected to be redeemed, less what was recognised',
    formula: `round(${pointsMinor} * ${term(period?.redeemedToDate ?? ratio(0n))} / ${term(period?.expectedTotal ?? ratio(1n))}) - ${before}`,
    inputs: ['loyalty:pointsMinor', 'redeemedToDate', 'expectedTotal'],
    exact: subtractRatios(exact, ratio(before)),
    rounded: amountMinor,
    paragraph: 'IFRS 15.B44-B47; ASC 606-10-55-46 to 55-49',
  });
  const liability = figure({
    id: `loyalty:rows[${index}].liabilityMinor`,
    op: 'NET',
    rule: 'what of the points is not earned yet',
    formula: `${pointsMinor} - ${cumulativeMinor}`,
    inputs: ['loyalty:pointsMinor', revenue.id],
    exact: ratio(pointsMinor - cumulativeMinor),
  });
  return [revenue, liability];
}
