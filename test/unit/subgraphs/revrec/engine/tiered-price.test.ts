import { tieredRevenue } from '#revrec/engine/tiered-price.ts';
import { ratio } from '#schema/canonical/ratio.ts';

const tiers = [
  { upTo: ratio(10n), unitPrice: ratio(500n) },
  { upTo: ratio(30n), unitPrice: ratio(400n) },
  { upTo: null, unitPrice: ratio(100n) },
];
const sold = (expectedUnits: bigint, soldUnits: bigint, some = tiers) => {
  const found = tieredRevenue(some, { expectedUnits: ratio(expectedUnits), soldUnits: ratio(soldUnits) });
  return found.ok ? found.value : found.error;
};

describe('tiered prices', () => {
  it('bill by tier and earn the average over all expected units', () => {
    // 10 at 500, 20 at 400 and 10 at 100 are 14000 for 40.
    expect(sold(40n, 12n)).toMatchObject({
      expectedConsiderationMinor: 14_000n,
      billedMinor: 5_800n,
      revenueMinor: 4_200n,
      contractLiabilityMinor: 1_600n,
    });
    expect(sold(40n, 40n)).toMatchObject({ billedMinor: 14_000n, revenueMinor: 14_000n, contractLiabilityMinor: 0n });
  });

  it('never round the average', () => {
    // 6200 for 13 is no whole price.
    expect(sold(13n, 9n)).toMatchObject({ expectedConsiderationMinor: 6_200n, revenueMinor: 4_292n });
  });

  it('are refused when they fall, end below the units, or nothing is expected', () => {
    const falling = [...tiers.slice(0, 2), { upTo: ratio(20n), unitPrice: ratio(1n) }];
    expect(sold(40n, 12n, tiers.slice(0, 2))).toMatchObject({ detail: 'the last one ends below the units' });
    expect(sold(40n, 12n, falling)).toMatchObject({ detail: 'they do not rise' });
    expect(sold(0n, 0n)).toMatchObject({ subject: 'expectedUnits' });
  });
});
