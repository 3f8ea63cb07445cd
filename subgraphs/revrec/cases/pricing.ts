import { z } from 'zod';
import { costToCost as measuredByCosts } from '#revrec/engine/cost-to-cost.ts';
import { tieredRevenue } from '#revrec/engine/tiered-price.ts';
import {
  cumulativePrice as cumulatively,
  transactionPrice as priceOf,
  payableToCustomer as takenOff,
} from '#revrec/engine/variable-price.ts';
import { formatRatio } from '#schema/canonical/ratio.ts';
import type { Driver } from './driver.ts';
import { inFormOf, type KeyedFigure } from './figure-forms.ts';
import { decimal, figureOf, listOf, number, progressDecimalsOf } from './inputs.ts';

export const costToCost: Driver = ({ inputs, policies, amounts }) => {
  const read = z
    .object({
      price: decimal,
      otherTotalCost: decimal,
      otherCostToDate: decimal,
      zeroMarginCost: decimal.default('0'),
      zeroMarginTransferred: z.boolean().default(false),
    })
    .parse(inputs);
  const figures = figureOf(
    measuredByCosts({
      price: amounts.exact(read.price),
      otherTotalCost: amounts.exact(read.otherTotalCost),
      otherCostToDate: amounts.exact(read.otherCostToDate),
      zeroMarginCost: amounts.exact(read.zeroMarginCost),
      isZeroMarginTransferred: read.zeroMarginTransferred,
      progressDecimals: progressDecimalsOf(policies),
    }),
  );
  return {
    progress: formatRatio(figures.progress),
    revenue: amounts.text(figures.revenueMinor),
    cost: amounts.text(figures.costMinor),
    profit: amounts.text(figures.profitMinor),
  };
};

/**
 * Only what is left of an estimate after its constraint is in the price, nothing of one that is not made yet. Without a
 * word on its constraint it is in the price as estimated; what an exception leaves to later is not.
 */
export const transactionPrice: Driver = ({ inputs, amounts }) => {
  const read = z
    .object({
      fixed: decimal.default('0'),
      elements: listOf(
        z.object({
          key: decimal,
          method: z.enum(['EXPECTED', 'MOST_LIKELY', 'USAGE_EXCEPTION', 'ROYALTY_EXCEPTION']),
          estimate: decimal.nullish(),
          constrained: decimal.nullish(),
        }),
      ),
    })
    .parse(inputs);
  const constrained = read.elements.map(({ method, estimate, constrained: left }) => {
    const isLater = method === 'USAGE_EXCEPTION' || method === 'ROYALTY_EXCEPTION';
    const unsaid = isLater ? '0' : (estimate ?? '0');
    return amounts.exact((left === undefined ? unsaid : left) ?? '0');
  });
  return { transactionPrice: amounts.text(priceOf(amounts.exact(read.fixed), constrained).priceMinor) };
};

export const payableToCustomer: Driver = ({ inputs, amounts }) => {
  const read = z.object({ payment: decimal, expectedPurchases: decimal, invoiced: decimal }).parse(inputs);
  const figures = figureOf(
    takenOff({
      payment: amounts.exact(read.payment),
      expectedPurchases: amounts.exact(read.expectedPurchases),
      invoiced: amounts.exact(read.invoiced),
    }),
  );
  return { reduction: amounts.text(figures.reductionMinor), revenue: amounts.text(figures.revenueMinor) };
};

export const cumulativePrice: Driver = ({ inputs, expected, amounts }) => {
  const { periods } = z
    .object({ periods: z.array(z.object({ period: decimal, units: number, unitPriceEstimate: decimal })) })
    .parse(inputs);
  const { rows: priced } = cumulatively(
    periods.map(({ period, units, unitPriceEstimate }) => ({
      period,
      units,
      unitPrice: amounts.exact(unitPriceEstimate),
    })),
  );
  const revenue = priced.map(({ period, revenueMinor }): KeyedFigure => [period, revenueMinor]);
  const catchUp = priced.map(({ period, catchUpMinor }): KeyedFigure => [period, catchUpMinor]);
  return {
    revenue: inFormOf(expected['revenue'], revenue, amounts),
    catchUp: inFormOf(expected['catchUp'], catchUp, amounts),
  };
};

export const tieredPrice: Driver = ({ inputs, amounts }) => {
  const read = z
    .object({
      tiers: z.array(z.object({ upTo: number.nullish(), unitPrice: decimal })).min(1),
      expectedUnits: number,
      soldUnits: number,
    })
    .parse(inputs);
  const tiers = read.tiers.map(({ upTo, unitPrice }) => ({ upTo: upTo ?? null, unitPrice: amounts.exact(unitPrice) }));
  const figures = figureOf(tieredRevenue(tiers, read));
  return {
    expectedConsideration: amounts.text(figures.expectedConsiderationMinor),
    billed: amounts.text(figures.billedMinor),
    revenue: amounts.text(figures.revenueMinor),
    contractLiability: amounts.text(figures.contractLiabilityMinor),
  };
};
