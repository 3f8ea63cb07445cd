import { accreteAdvance, presentValueOfInstalments } from '#revrec/engine/financing.ts';
import { ratio } from '#schema/canonical/ratio.ts';

const plan = {
  cashPrice: ratio(1_000_000n),
  contractRate: ratio(6n, 100n),
  discountRate: ratio(12n, 100n),
  periodsPerYear: 1,
  instalments: 2,
};
const worth = (change: Partial<typeof plan>) => {
  const found = presentValueOfInstalments({ ...plan, ...change });
  return found.ok ? found.value.priceMinor : found.error;
};

describe('what is paid in instalments', () => {
  it('is worth their present value at the rate of a separate financing', () => {
    // One instalment is 1000000 * 0.0636 / 0.1236... = 545436.89; two of them at 12 %: 921816.2.
    expect(worth({})).toBe(921_816n);
  });

  it('is worth its price at its own rate, and the plain sum without any', () => {
    expect(worth({ discountRate: ratio(6n, 100n) })).toBe(1_000_000n);
    expect(worth({ contractRate: ratio(0n), discountRate: ratio(0n), instalments: 7 })).toBe(1_000_000n);
    expect(worth({ contractRate: ratio(0n), discountRate: ratio(10n, 100n), instalments: 1 })).toBe(909_091n);
  });

  it('has its rates by period, not by year', () => {
    // 500000 / 1.01 and 500000 / 1.0201.
    expect(worth({ contractRate: ratio(0n), periodsPerYear: 12 })).toBe(985_198n);
  });

  it('never rounds an instalment, however many there are', () => {
    expect(worth({ periodsPerYear: 12, instalments: 360, discountRate: ratio(6n, 100n) })).toBe(1_000_000n);
  });

  it('is refused without whole periods or with a rate below zero', () => {
    expect(worth({ instalments: 0 })).toMatchObject({ subject: 'instalments' });
    expect(worth({ instalments: 1201 })).toMatchObject({ subject: 'instalments' });
    expect(worth({ periodsPerYear: 1.5 })).toMatchObject({ subject: 'periodsPerYear' });
    expect(worth({ discountRate: ratio(-1n, 100n) })).toMatchObject({ kind: 'INVALID_EVENT' });
  });
});

describe('an advance', () => {
  it('grows by interest each year and is revenue in the end', () => {
    expect(accreteAdvance(ratio(50_000n), ratio(4n, 100n), 3)).toMatchObject({
      ok: true,
      value: { revenueMinor: 56_243n, interestMinor: 6_243n },
    });
    expect(accreteAdvance(ratio(50_000n), ratio(4n, 100n), 0)).toMatchObject({ value: { interestMinor: 0n } });
  });

  it('is refused for parts of a year', () => {
    expect(accreteAdvance(ratio(1n), ratio(4n, 100n), 1.5)).toMatchObject({ error: { subject: 'years' } });
  });
});
