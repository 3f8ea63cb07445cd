import { allocationCurrency } from '#revrec/engine/allocation-currency.ts';
import { costToCost } from '#revrec/engine/cost-to-cost.ts';
import { accreteAdvance, presentValueOfInstalments } from '#revrec/engine/financing.ts';
import { foreignDelivery } from '#revrec/engine/fx-layers.ts';
import { loyalty } from '#revrec/engine/loyalty.ts';
import { exerciseAsContinuation, lookThrough, optionSsp } from '#revrec/engine/material-right.ts';
import { remainingByYear } from '#revrec/engine/remaining-obligations.ts';
import { revenueBySettlement } from '#revrec/engine/settlement.ts';
import { tieredRevenue } from '#revrec/engine/tiered-price.ts';
import { cumulativePrice, payableToCustomer, transactionPrice } from '#revrec/engine/variable-price.ts';
import { addDays, civilDate } from '#schema/canonical/calendar.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import type { Derivation } from '#schema/canonical/revenue.ts';
import type { Result } from '#schema/errors/result.ts';

interface Explained {
  readonly explained: readonly Derivation[];
}

/** The answer, or a test that fails with the refusal. */
function told<Answer extends Explained>(result: Result<Answer, unknown>): Answer {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const third = ratio(1n, 3n);
const day = (text: string) => civilDate(text);
const rate = (on: string, n: bigint) => ({ on: day(on), from: 'CHF', to: 'EUR', rate: ratio(n, 97n) });
/** Half a minor unit for one, from the end of March on. */
const half = { ...rate('2026-03-31', 97n), rate: ratio(1n, 2n) };
const abroad = {
  price: ratio(100_001n),
  currency: 'CHF',
  functionalCurrency: 'EUR',
  advances: [
    { at: day('2026-01-05'), amount: ratio(33_333n) },
    { at: day('2026-02-05'), amount: ratio(10_000n) },
  ],
  deliveredAt: day('2026-03-15'),
  closings: [day('2026-02-28'), day('2026-03-31'), day('2026-04-30')],
  rates: [rate('2026-01-01', 91n), rate('2026-02-01', 93n), rate('2026-03-10', 95n), rate('2026-04-30', 90n)],
  isRemeasured: true,
};
const line = {
  key: 'a',
  amount: ratio(10_001n, 3n),
  currency: 'CHF',
  functionalCurrency: 'EUR',
  functionalRate: ratio(95n, 97n),
  reportingRate: ratio(11n, 10n),
};
const costs = {
  price: ratio(120_000_000n),
  otherTotalCost: ratio(70_000_001n),
  otherCostToDate: ratio(23_000_000n, 3n),
  zeroMarginCost: ratio(30_000_000n),
  isZeroMarginTransferred: true,
  progressDecimals: null,
};
const tiers = [
  { upTo: ratio(100n), unitPrice: ratio(999n) },
  { upTo: null, unitPrice: ratio(2_501n, 3n) },
];
const instalments = {
  cashPrice: ratio(1_000_000n),
  contractRate: ratio(5n, 100n),
  periodsPerYear: 12,
  instalments: 36,
};
const renewals = [ratio(1n), ratio(2n, 3n), ratio(1n, 2n)].map((renewalRate, index) => ({
  renewalRate,
  weight: ratio(700n + 50n * BigInt(index)),
}));
const promise = {
  start: day('2025-06-01'),
  months: 36,
  fixedPerMonth: ratio(40_001n),
  expectedVariable: ratio(100_000n),
};
const points = (redeemedToDate: bigint, expectedTotal: bigint) => ({
  redeemedToDate: ratio(redeemedToDate),
  expectedTotal: ratio(expectedTotal),
});

/** One answer of each computation that stands by itself, at amounts that do not come out even; reckoned when asked. */
export const answers = (): readonly (readonly [string, Explained])[] => [
  ['transactionPrice', transactionPrice(ratio(70_000n), [ratio(-4_501n, 2n), third])],
  [
    'payableToCustomer',
    told(payableToCustomer({ payment: ratio(1_500n), expectedPurchases: ratio(15_001n), invoiced: ratio(2_000n, 3n) })),
  ],
  [
    'payableToCustomer',
    told(payableToCustomer({ payment: ratio(1_500n), expectedPurchases: ratio(10n), invoiced: ratio(2_000n) })),
  ],
  [
    'cumulativePrice',
    cumulativePrice([
      { period: 'H1', units: ratio(75n), unitPrice: ratio(10_000n, 3n) },
      { period: 'H2', units: ratio(500n), unitPrice: ratio(9_001n, 7n) },
      { period: 'H3', units: ratio(0n), unitPrice: ratio(9_000n, 7n) },
    ]),
  ],
  [
    'cumulativePrice',
    cumulativePrice([
      { period: 'H1', units: ratio(1n), unitPrice: ratio(9n) },
      { period: 'H2', units: ratio(0n), unitPrice: ratio(5n, 2n) },
    ]),
  ],
  ['tieredRevenue', told(tieredRevenue(tiers, { expectedUnits: ratio(1_001n), soldUnits: ratio(150n) }))],
  ['tieredRevenue', told(tieredRevenue(tiers, { expectedUnits: ratio(1_001n), soldUnits: ratio(0n) }))],
  ['presentValueOfInstalments', told(presentValueOfInstalments({ ...instalments, discountRate: ratio(1n, 10n) }))],
  ['presentValueOfInstalments', told(presentValueOfInstalments({ ...instalments, discountRate: ratio(0n) }))],
  ['accreteAdvance', told(accreteAdvance(ratio(50_001n, 2n), ratio(6n, 100n), 2))],
  ['optionSsp', told(optionSsp({ kind: 'DISCOUNT', purchase: ratio(5_000n), rate: third, likelihood: ratio(4n, 5n) }))],
  [
    'optionSsp',
    told(
      optionSsp({
        kind: 'PRICE',
        ssp: ratio(9_000n),
        price: ratio(5_000n),
        generalDiscount: ratio(1_000n),
        likelihood: third,
      }),
    ),
  ],
  [
    'optionSsp',
    told(
      optionSsp({
        kind: 'PRICE',
        ssp: ratio(9_000n),
        price: ratio(9_000n),
        generalDiscount: ratio(0n),
        likelihood: third,
      }),
    ),
  ],
  [
    'exerciseAsContinuation',
    told(
      exerciseAsContinuation({
        priceMinor: 15_001n,
        weights: [
          { key: 'a', sspMinor: ratio(15_000n) },
          { key: 'option', sspMinor: ratio(10_000n, 3n) },
        ],
        optionKey: 'option',
        exercisePrice: ratio(4_001n, 2n),
      }),
    ),
  ],
  ['lookThrough', told(lookThrough(ratio(100_000n), renewals))],
  [
    'loyalty',
    told(
      loyalty({
        salesMinor: 10_000_000n,
        pointsIssued: ratio(1_000_000n),
        pointSsp: ratio(95n, 100n),
        periods: [points(450_000n, 950_001n), points(850_000n, 970_000n)],
      }),
    ),
  ],
  ['costToCost', told(costToCost(costs))],
  ['costToCost', told(costToCost({ ...costs, isZeroMarginTransferred: false, progressDecimals: 2 }))],
  ['foreignDelivery', told(foreignDelivery(abroad))],
  ['foreignDelivery', told(foreignDelivery({ ...abroad, isRemeasured: false }))],
  [
    'foreignDelivery',
    told(foreignDelivery({ ...abroad, price: ratio(5n), advances: [], rates: [rate('2026-01-01', 194n), half] })),
  ],
  [
    'allocationCurrency',
    told(
      allocationCurrency([line, { ...line, key: 'b', currency: 'EUR', functionalRate: null, reportingRate: null }], {
        reportingCurrency: 'USD',
        mixedCurrency: 'COMMON_FUNCTIONAL',
      }),
    ),
  ],
  [
    'revenueBySettlement',
    told(
      revenueBySettlement([
        { amount: third, currency: 'CHF', settlementCurrency: 'CHF', rate: null },
        { amount: ratio(10_001n), currency: 'CHF', settlementCurrency: 'EUR', rate: ratio(95n, 97n) },
        { amount: ratio(10_001n), currency: 'CHF', settlementCurrency: 'EUR', rate: ratio(96n, 97n) },
      ]),
    ),
  ],
  ['remainingByYear', told(remainingByYear(promise, addDays(day('2026-02-27'), 1), ['2026', '2027']))],
];
