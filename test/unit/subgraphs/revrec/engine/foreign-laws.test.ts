import fc from 'fast-check';
import { foreignDelivery } from '#revrec/engine/fx-layers.ts';
import { addDays, civilDate } from '#schema/canonical/calendar.ts';
import { multiplyRatios, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import { sumOf } from './folded.ts';
import { RUNS } from './generators.ts';

const FIRST = civilDate('2026-01-01');
const DELIVERED = addDays(FIRST, 100);
const anyMinor = fc.bigInt({ min: 1n, max: 10n ** 12n });
const anyRate = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 6n }), fc.bigInt({ min: 1n, max: 10n ** 6n }))
  .map(([n, d]) => ratio(n, d));
const anyAdvances = fc.array(fc.tuple(fc.nat({ max: 100 }), anyMinor), { maxLength: 5 });

function delivery(price: bigint, advances: readonly (readonly [number, bigint])[], rateOn: (day: number) => Ratio) {
  const days = [...new Set([...advances.map(([day]) => day), 100, 130, 160])];
  const result = foreignDelivery({
    price: ratio(price),
    currency: 'EUR',
    functionalCurrency: 'USD',
    advances: advances.map(([day, minor]) => ({ at: addDays(FIRST, day), amount: ratio(minor) })),
    deliveredAt: DELIVERED,
    closings: [addDays(FIRST, 130), addDays(FIRST, 160)],
    rates: days.map((day) => ({ on: addDays(FIRST, day), from: 'EUR', to: 'USD', rate: rateOn(day) })),
    isRemeasured: true,
  });
  if (!result.ok) throw new Error(result.error.kind);
  return result.value;
}

describe('a delivery in a foreign currency', () => {
  it('at a rate of one is the price, with nothing gained', () => {
    fc.assert(
      fc.property(anyMinor, anyAdvances, (price, advances) => {
        const { revenueMinor, remeasurement } = delivery(price, advances, () => ratio(1n));
        expect(revenueMinor).toBe(price);
        expect(remeasurement.map(({ gainMinor }) => gainMinor)).toEqual([0n, 0n]);
      }),
      RUNS,
    );
  });

  it('that was paid ahead knows no later rate, and its advances leave nothing', () => {
    fc.assert(
      fc.property(anyAdvances, anyRate, anyRate, (drawn, rate, later) => {
        const advances = drawn.filter(([day]) => day < 100);
        fc.pre(advances.length > 0);
        const price = sumOf(advances.map(([, minor]) => minor));
        const told = delivery(price, advances, (day) => (day < 100 ? rate : later));
        expect(told.receivableMinor).toBe(0n);
        expect(told.remeasurement.map(({ gainMinor }) => gainMinor)).toEqual([0n, 0n]);
        const layers = advances.map(([, minor]) => roundHalfAway(multiplyRatios(ratio(minor), rate)));
        expect(told.revenueMinor).toBe(sumOf(layers));
      }),
      RUNS,
    );
  });

  it('earns the part that was not paid ahead at the rate of its day, and carries it at that of the closing', () => {
    fc.assert(
      fc.property(anyMinor, anyAdvances, fc.tuple(anyRate, anyRate, anyRate), (rest, drawn, [rate, later, last]) => {
        const advances = drawn.filter(([day]) => day < 100);
        const price = sumOf(advances.map(([, minor]) => minor)) + rest;
        const told = delivery(price, advances, (day) => (day < 130 ? rate : day < 160 ? later : last));
        const value = (at: Ratio) => roundHalfAway(multiplyRatios(ratio(rest), at));
        expect(told.receivableMinor).toBe(value(rate));
        expect(told.remeasurement.map(({ gainMinor }) => gainMinor)).toEqual([
          value(later) - value(rate),
          value(last) - value(later),
        ]);
      }),
      RUNS,
    );
  });
});
