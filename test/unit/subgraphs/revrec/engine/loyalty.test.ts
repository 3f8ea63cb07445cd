import { loyalty } from '#revrec/engine/loyalty.ts';
import { ratio } from '#schema/canonical/ratio.ts';

const sale = { salesMinor: 60_000n, pointsIssued: ratio(4_000n), pointSsp: ratio(5n, 2n) };
const period = (redeemed: bigint, expected: bigint) => ({
  redeemedToDate: ratio(redeemed),
  expectedTotal: ratio(expected),
});

describe('points', () => {
  it('take their part of the price and earn it as redeemed of what is expected to be', () => {
    // 10000 of standalone price beside 60000: 8571 of 60000.
    const found = loyalty({
      ...sale,
      periods: [period(1_000n, 3_000n), period(2_000n, 3_500n), period(3_500n, 3_500n)],
    });
    expect(found).toMatchObject({
      ok: true,
      value: {
        productMinor: 51_429n,
        pointsMinor: 8_571n,
        rows: [
          { revenueMinor: 2_857n, liabilityMinor: 5_714n },
          { revenueMinor: 2_041n, liabilityMinor: 3_673n },
          { revenueMinor: 3_673n, liabilityMinor: 0n },
        ],
      },
    });
  });

  it('take revenue back when more are expected than before', () => {
    const found = loyalty({ ...sale, periods: [period(1_000n, 2_000n), period(1_000n, 4_000n)] });
    expect(found).toMatchObject({
      value: { rows: [{ revenueMinor: 4_286n }, { revenueMinor: -2_143n, liabilityMinor: 6_428n }] },
    });
  });

  it('are refused when fewer are expected than were redeemed', () => {
    expect(loyalty({ ...sale, periods: [period(11n, 10n)] })).toMatchObject({ ok: false });
  });
});
