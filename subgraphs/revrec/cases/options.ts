import { z } from 'zod';
import { loyalty as earnedByPoints } from '#revrec/engine/loyalty.ts';
import {
  exerciseAsContinuation,
  type OptionTerms,
  optionSsp,
  lookThrough as throughRenewals,
} from '#revrec/engine/material-right.ts';
import { splitBySsp } from '#revrec/engine/relative-ssp.ts';
import { compareRatios, multiplyRatios, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import { type Amounts, CaseUnreadable, numberOf } from './amounts.ts';
import type { Driver } from './driver.ts';
import { inOrderOf } from './figure-forms.ts';
import { count, decimal, figureOf, number, policyOf } from './inputs.ts';

const optionShape = z.object({
  key: decimal.default('option'),
  purchaseAmount: decimal.optional(),
  incrementalDiscountRate: number.optional(),
  optionSsp: decimal.optional(),
  optionPrice: decimal.optional(),
  generalDiscount: decimal.default('0'),
  likelihood: number.default({ n: 1n, d: 1n }),
});

export const optionAllocation: Driver = ({ inputs, amounts }) => {
  const { primary, price, option } = z
    .object({ primary: z.object({ key: decimal, ssp: decimal }), price: decimal, option: optionShape })
    .parse(inputs);
  const { sspMinor } = figureOf(optionSsp(termsOf(option, amounts)));
  const weights = [
    { key: primary.key, sspMinor: amounts.exact(primary.ssp) },
    { key: option.key, sspMinor },
  ];
  const shares = figureOf(splitBySsp(amounts.minor(price), weights));
  return {
    optionSsp: amounts.text(roundHalfAway(sspMinor)),
    allocated: Object.fromEntries(shares.map(({ key, minor }) => [key, amounts.text(minor)])),
  };
};

function termsOf(option: z.infer<typeof optionShape>, amounts: Amounts): OptionTerms {
  const { purchaseAmount, incrementalDiscountRate, likelihood } = option;
  if (purchaseAmount !== undefined && incrementalDiscountRate !== undefined) {
    return { kind: 'DISCOUNT', purchase: amounts.exact(purchaseAmount), rate: incrementalDiscountRate, likelihood };
  }
  if (option.optionSsp === undefined || option.optionPrice === undefined) {
    throw new CaseUnreadable(
      'option: neither a purchase with its discount nor a standalone price with the price to pay',
    );
  }
  const ssp = amounts.exact(option.optionSsp);
  const generalDiscount = generalDiscountOf(option.generalDiscount, ssp, amounts);
  return { kind: 'PRICE', ssp, price: amounts.exact(option.optionPrice), generalDiscount, likelihood };
}

/** Below one it is a share of the standalone price: no published price has a discount of less than one unit. */
function generalDiscountOf(text: string, ssp: Ratio, amounts: Amounts): Ratio {
  const given = numberOf(text);
  return compareRatios(given, ratio(1n)) < 0 ? multiplyRatios(ssp, given) : amounts.exact(text);
}

export const optionExercise: Driver = ({ inputs, policies, amounts }) => {
  const { price, weights, exercise } = z
    .object({
      price: decimal,
      weights: z.record(z.string(), decimal),
      exercise: z.object({ afterMonths: count.optional(), price: decimal, termMonths: count.optional() }),
    })
    .parse(inputs);
  const treatment = policyOf(policies, 'materialRightExercise', {
    values: z.enum(['CONTINUATION', 'MODIFICATION']),
    otherwise: 'CONTINUATION',
  });
  if (treatment === 'MODIFICATION') {
    throw new CaseUnreadable('materialRightExercise MODIFICATION needs what is left of each service and its price');
  }
  const keys = Object.keys(weights);
  const figures = figureOf(
    exerciseAsContinuation({
      priceMinor: amounts.minor(price),
      weights: keys.map((key) => ({ key, sspMinor: amounts.exact(weights[key] ?? '0') })),
      optionKey: keys.includes('option') ? 'option' : (keys.at(-1) ?? 'option'),
      exercisePrice: amounts.exact(exercise.price),
    }),
  );
  return {
    allocated: Object.fromEntries(figures.allocated.map(({ key, minor }) => [key, amounts.text(minor)])),
    considerationForB: amounts.text(figures.considerationMinor),
  };
};

/** One rate a renewal, or one a period where the first is certain. */
export const lookThrough: Driver = ({ inputs, expected, amounts }) => {
  const { fee, renewalRates, weights } = z
    .object({
      fee: decimal,
      renewalRates: z.array(number),
      weights: z.array(number),
      weightBasis: z.string().optional(),
    })
    .parse(inputs);
  const rates = renewalRates.length === weights.length - 1 ? [ratio(1n), ...renewalRates] : renewalRates;
  if (rates.length !== weights.length) throw new CaseUnreadable('renewalRates: their number does not fit the weights');
  const periods = weights.map((weight, index) => ({ weight, renewalRate: rates[index] ?? ratio(0n) }));
  const figures = figureOf(throughRenewals(amounts.exact(fee), periods));
  return {
    considerationPerContract: amounts.text(figures.considerationMinor),
    yearAllocation: inOrderOf(expected['yearAllocation'], figures.byPeriod, amounts),
  };
};

export const loyalty: Driver = ({ inputs, expected, amounts }) => {
  const read = z
    .object({
      sales: decimal,
      pointsIssued: number,
      pointSsp: decimal,
      periods: z.array(z.object({ redeemedToDate: number, expectedTotal: number })),
    })
    .parse(inputs);
  const figures = figureOf(
    earnedByPoints({ ...read, salesMinor: amounts.minor(read.sales), pointSsp: amounts.exact(read.pointSsp) }),
  );
  const revenue = figures.rows.map(({ revenueMinor }) => revenueMinor);
  const liability = figures.rows.map(({ liabilityMinor }) => liabilityMinor);
  return {
    allocated: { product: amounts.text(figures.productMinor), points: amounts.text(figures.pointsMinor) },
    pointsRevenue: inOrderOf(expected['pointsRevenue'], revenue, amounts),
    liability: inOrderOf(expected['liability'], liability, amounts),
  };
};
