import { z } from 'zod';
import { accreteAdvance as accrete, presentValueOfInstalments as presentValue } from '#revrec/engine/financing.ts';
import type { Driver } from './driver.ts';
import { count, decimal, figureOf, number } from './inputs.ts';

export const presentValueOfInstalments: Driver = ({ inputs, amounts }) => {
  const read = z
    .object({
      cashPrice: decimal,
      contractRate: number,
      discountRate: number,
      periodsPerYear: count,
      instalments: count,
    })
    .parse(inputs);
  const { priceMinor } = figureOf(presentValue({ ...read, cashPrice: amounts.exact(read.cashPrice) }));
  return { transactionPrice: amounts.text(priceMinor) };
};

export const accreteAdvance: Driver = ({ inputs, amounts }) => {
  const { advance, rate, years } = z.object({ advance: decimal, rate: number, years: count }).parse(inputs);
  const figures = figureOf(accrete(amounts.exact(advance), rate, years));
  return { interest: amounts.text(figures.interestMinor), revenue: amounts.text(figures.revenueMinor) };
};
