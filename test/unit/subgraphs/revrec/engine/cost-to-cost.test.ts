import { type CostFacts, costToCost } from '#revrec/engine/cost-to-cost.ts';
import { ratio } from '#schema/canonical/ratio.ts';

const facts = (change: Partial<CostFacts> = {}): CostFacts => ({
  price: ratio(900_000n),
  otherTotalCost: ratio(600_000n),
  otherCostToDate: ratio(200_000n),
  zeroMarginCost: ratio(0n),
  isZeroMarginTransferred: false,
  progressDecimals: null,
  ...change,
});
const told = (change: Partial<CostFacts>) => {
  const found = costToCost(facts(change));
  if (!found.ok) return found.error;
  const { progress, revenueMinor, costMinor, profitMinor } = found.value;
  return [`${progress.n}/${progress.d}`, revenueMinor, costMinor, profitMinor];
};

describe('revenue by costs', () => {
  it('is the price by the share of costs, never by a rounded one', () => {
    expect(told({})).toEqual(['1/3', 300_000n, 200_000n, 100_000n]);
    expect(told({ progressDecimals: 2 })).toEqual(['33/100', 297_000n, 200_000n, 97_000n]);
  });

  it('takes what is bought in out of both, and earns its cost when it is transferred', () => {
    const boughtIn = { zeroMarginCost: ratio(300_000n) };
    expect(told(boughtIn)).toEqual(['1/3', 200_000n, 200_000n, 0n]);
    expect(told({ ...boughtIn, isZeroMarginTransferred: true })).toEqual(['1/3', 500_000n, 500_000n, 0n]);
  });

  it('is refused when nothing is to be spent or more was spent than that', () => {
    expect(told({ otherTotalCost: ratio(0n) })).toMatchObject({ subject: 'otherTotalCost' });
    expect(told({ otherCostToDate: ratio(600_001n) })).toMatchObject({ subject: 'otherCostToDate' });
  });
});
