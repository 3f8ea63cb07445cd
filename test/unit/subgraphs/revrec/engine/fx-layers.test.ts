import { rateOn } from '#revrec/engine/exchange.ts';
import { type ForeignDelivery, foreignDelivery } from '#revrec/engine/fx-layers.ts';
import { civilDate } from '#schema/canonical/calendar.ts';
import { ratio } from '#schema/canonical/ratio.ts';

const rate = (on: string, n: bigint) => ({ on: civilDate(on), from: 'CHF', to: 'EUR', rate: ratio(n, 100n) });
const rates = [rate('2026-03-01', 90n), rate('2026-02-01', 110n), rate('2026-04-01', 95n), rate('2026-03-31', 80n)];
const delivery: ForeignDelivery = {
  price: ratio(10_000n),
  currency: 'CHF',
  functionalCurrency: 'EUR',
  advances: [
    { at: civilDate('2026-03-01'), amount: ratio(2_000n) },
    { at: civilDate('2026-02-01'), amount: ratio(3_000n) },
  ],
  deliveredAt: civilDate('2026-03-15'),
  closings: [civilDate('2026-03-31'), civilDate('2026-04-30')],
  rates,
  isRemeasured: true,
};
const told = (change: Partial<ForeignDelivery>) => {
  const found = foreignDelivery({ ...delivery, ...change });
  if (!found.ok) return found.error;
  const { revenueMinor, receivableMinor, remeasurement } = found.value;
  return [revenueMinor, receivableMinor, ...remeasurement.map(({ gainMinor }) => gainMinor)];
};

describe('a delivery in a foreign currency', () => {
  it('earns each advance at the rate of its day and the rest at that of the delivery', () => {
    // 3000 at 1.10, 2000 at 0.90, 5000 at 0.90; the receivable of 4500 falls to 4000 and rises to 4750.
    expect(told({})).toEqual([9_600n, 4_500n, -500n, 750n]);
  });

  it('paid wholly ahead has nothing to remeasure and asks for no later rate', () => {
    const advances = [{ at: civilDate('2026-02-01'), amount: ratio(12_000n) }];
    expect(told({ advances, rates: [rate('2026-02-01', 110n)] })).toEqual([11_000n, 0n, 0n, 0n]);
  });

  it('releases the earliest advance first, and leaves what was paid too much', () => {
    const advances = [
      { at: civilDate('2026-03-01'), amount: ratio(8_000n) },
      { at: civilDate('2026-02-01'), amount: ratio(5_000n) },
    ];
    expect(told({ advances, closings: [] })).toEqual([10_000n, 0n]);
  });

  it('is not remeasured where that is off, nor before it happened', () => {
    expect(told({ isRemeasured: false })).toEqual([9_600n, 4_500n, 0n, 0n]);
    expect(told({ closings: [civilDate('2026-02-28'), civilDate('2026-03-31')] })).toEqual([9_600n, 4_500n, 0n, -500n]);
  });

  it('in the functional currency has the rate of one', () => {
    expect(told({ currency: 'EUR', rates: [] })).toEqual([10_000n, 5_000n, 0n, 0n]);
  });

  it('is refused without a rate, or with an advance that came after it', () => {
    expect(told({ rates: rates.slice(0, 1) })).toMatchObject({ kind: 'MISSING_RATE', subject: 'CHF', currency: 'EUR' });
    expect(told({ advances: [{ at: civilDate('2026-03-16'), amount: ratio(1n) }] })).toMatchObject({
      subject: 'advances',
    });
  });
});

describe('a rate', () => {
  it('holds from its day on until a later one, and is never turned round', () => {
    const on = (day: string, from = 'CHF', to = 'EUR') => {
      const found = rateOn(rates, { from, to, on: civilDate(day) });
      return found.ok ? `${found.value.n}/${found.value.d}` : found.error.kind;
    };
    expect([on('2026-01-31'), on('2026-02-28'), on('2026-03-30'), on('2027-01-01')]).toEqual([
      'MISSING_RATE',
      '11/10',
      '9/10',
      '19/20',
    ]);
    expect([on('2026-02-28', 'EUR', 'CHF'), on('2026-01-01', 'JPY', 'JPY')]).toEqual(['MISSING_RATE', '1/1']);
  });
});
