import { multiplyRatios, type Ratio, ratio } from '#schema/canonical/ratio.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import type { EngineError } from './engine-error.ts';
import { invalid } from './payload.ts';
import { splitBySsp } from './relative-ssp.ts';
import { cumulativeRows } from './schedule.ts';

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
}

/** Points are a promise of their own: earned as redeemed of what is expected to be redeemed at all, estimated anew. */
export function loyalty({
  salesMinor,
  pointsIssued,
  pointSsp,
  periods,
}: PointsSale): Result<PointsRevenue, EngineError> {
  const split = splitBySsp(salesMinor, [
    { key: 'product', sspMinor: ratio(salesMinor) },
    { key: 'points', sspMinor: multiplyRatios(pointsIssued, pointSsp) },
  ]);
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
  return ok({
    productMinor: product ?? 0n,
    pointsMinor,
    rows: rows.map(({ amountMinor, cumulativeMinor }) => ({
      revenueMinor: amountMinor,
      liabilityMinor: pointsMinor - cumulativeMinor,
    })),
  });
}
