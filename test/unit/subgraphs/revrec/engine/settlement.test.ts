import { revenueBySettlement } from '#revrec/engine/settlement.ts';
import { ratio } from '#schema/canonical/ratio.ts';

describe('charges', () => {
  const charge = { amount: ratio(999n), currency: 'CHF', settlementCurrency: 'CHF', rate: ratio(2n) };

  it('are revenue in the currency they settle in, at their own rate', () => {
    const other = { ...charge, settlementCurrency: 'EUR', rate: ratio(95n, 100n) };
    const found = revenueBySettlement([charge, other, other, { ...charge, rate: null }]);
    expect(found.ok ? found.value.revenue : found).toEqual(
      new Map([
        ['CHF', 1_998n],
        ['EUR', 1_898n],
      ]),
    );
  });

  it('are refused without the rate to another currency', () => {
    expect(revenueBySettlement([{ ...charge, settlementCurrency: 'EUR', rate: null }])).toEqual({
      ok: false,
      error: { kind: 'MISSING_RATE', subject: 'CHF', currency: 'EUR', on: null },
    });
  });
});
