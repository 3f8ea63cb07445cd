import { cumulativePrice, payableToCustomer, transactionPrice } from '#revrec/engine/variable-price.ts';
import { ratio } from '#schema/canonical/ratio.ts';

describe('a price with variable parts', () => {
  it('is what is fixed and what is left of each estimate, rounded once', () => {
    expect(transactionPrice(ratio(70_000n), [ratio(-4_500n), ratio(1_200n)])).toMatchObject({ priceMinor: 66_700n });
    expect(transactionPrice(ratio(1n, 3n), [ratio(1n, 3n), ratio(1n, 3n)])).toMatchObject({ priceMinor: 1n });
  });

  it('is taken back to earlier periods by the latest estimate', () => {
    const { rows } = cumulativePrice([
      { period: 'H1', units: ratio(40n), unitPrice: ratio(250n) },
      { period: 'H2', units: ratio(10n), unitPrice: ratio(200n) },
      { period: 'H3', units: ratio(5n), unitPrice: ratio(200n) },
    ]);
    expect(rows).toEqual([
      { period: 'H1', revenueMinor: 10_000n, catchUpMinor: 0n },
      { period: 'H2', revenueMinor: 0n, catchUpMinor: -2_000n },
      { period: 'H3', revenueMinor: 1_000n, catchUpMinor: 0n },
    ]);
  });
});

describe('a payment to a customer', () => {
  const known = (invoiced: bigint) => ({
    payment: ratio(9_000n),
    expectedPurchases: ratio(70_000n),
    invoiced: ratio(invoiced),
  });

  it('lowers revenue in the part that is purchased, and by no more than itself', () => {
    expect(payableToCustomer(known(10_000n))).toMatchObject({
      ok: true,
      value: { reductionMinor: 1_286n, revenueMinor: 8_714n },
    });
    expect(payableToCustomer(known(80_000n))).toMatchObject({
      ok: true,
      value: { reductionMinor: 9_000n, revenueMinor: 71_000n },
    });
  });

  it('is refused when nothing is expected for it', () => {
    expect(payableToCustomer({ ...known(1n), expectedPurchases: ratio(0n) })).toMatchObject({ ok: false });
  });
});
