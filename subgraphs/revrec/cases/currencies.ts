import { z } from 'zod';
import { type MixedCurrency, allocationCurrency as whereAllocated } from '#revrec/engine/allocation-currency.ts';
import { foreignDelivery } from '#revrec/engine/fx-layers.ts';
import { revenueBySettlement } from '#revrec/engine/settlement.ts';
import { minorDigits } from '#schema/canonical/currency.ts';
import { formatRatio, type Ratio } from '#schema/canonical/ratio.ts';
import { type Amounts, amountsOf } from './amounts.ts';
import type { Driver } from './driver.ts';
import { inFormOf, type KeyedFigure } from './figure-forms.ts';
import { day, decimal, figureOf, listOf, number, policyOf } from './inputs.ts';

/** Amounts of either currency are read in the scale of the example's own, the functional one. */
export const fxLayers: Driver = ({ inputs, expected, policies, amounts }) => {
  const read = z
    .object({
      price: decimal,
      currency: z.string(),
      functionalCurrency: z.string(),
      advances: z.array(z.object({ at: day, amount: decimal })).default([]),
      deliveredAt: day,
      closing: z.array(z.object({ at: day })).default([]),
      rates: z.array(z.object({ date: day, from: z.string(), to: z.string(), rate: number })),
    })
    .parse(inputs);
  const figures = figureOf(
    foreignDelivery({
      ...read,
      price: amounts.exact(read.price),
      advances: read.advances.map(({ at, amount }) => ({ at, amount: amounts.exact(amount) })),
      closings: read.closing.map(({ at }) => at),
      rates: read.rates.map(({ date, ...rate }) => ({ ...rate, on: date })),
      isRemeasured: policyOf(policies, 'monthEndRemeasurement', { values: z.boolean(), otherwise: true }),
    }),
  );
  return {
    revenue: amounts.text(figures.revenueMinor),
    // The engine has no such figure: nothing but the receivable is ever brought to another rate.
    contractLiabilityRemeasured: false,
    receivableAtDelivery: amounts.text(figures.receivableMinor),
    receivableRemeasurement: inFormOf(
      expected['receivableRemeasurement'],
      figures.remeasurement.map(({ at, gainMinor }): KeyedFigure => [at, gainMinor]),
      amounts,
    ),
  };
};

export const allocationCurrency: Driver = ({ inputs, policies, amounts }) => {
  const { reportingCurrency, lines } = z
    .object({
      reportingCurrency: z.string(),
      lines: listOf(
        z.object({
          key: decimal,
          amount: decimal,
          currency: z.string(),
          functionalCurrency: z.string(),
          functionalRate: number.nullable().default(null),
          reportingRate: number.nullable().default(null),
        }),
      ),
    })
    .parse(inputs);
  const mixedCurrency = policyOf<MixedCurrency>(policies, 'mixedCurrency', {
    values: z.enum(['COMMON_FUNCTIONAL', 'REPORTING']),
    otherwise: 'COMMON_FUNCTIONAL',
  });
  const exact = lines.map((line) => ({ ...line, amount: amounts.exact(line.amount) }));
  const found = figureOf(whereAllocated(exact, { reportingCurrency, mixedCurrency }));
  return {
    allocationCurrency: found.currency,
    converted: Object.fromEntries(found.converted.map(({ key, minor }) => [key, amounts.text(minor)])),
    total: amounts.text(found.totalMinor),
    postingFunctionalRate: rateText(found.postingFunctionalRate),
    postingReportingRate: rateText(found.postingReportingRate),
  };
};

function rateText(rate: Ratio | null): string | null {
  return rate === null ? null : formatRatio(rate);
}

/**
 * Each currency has digits of its own; the example's own currency has those the example names. A charge that names no
 * currency of settlement settles in its own.
 */
export const settlement: Driver = ({ inputs, currency, amounts }) => {
  const { charges } = z
    .object({
      charges: z.array(
        z.object({
          amount: decimal,
          currency: z.string(),
          settlementCurrency: z.string().nullish(),
          rate: number.nullable().default(null),
        }),
      ),
    })
    .parse(inputs);
  const scaleOf = (code: string): Amounts => (code === currency.code ? amounts : amountsOf(minorDigits(code)));
  const exact = charges.map((charge) => {
    const settlementCurrency = charge.settlementCurrency ?? charge.currency;
    return { ...charge, settlementCurrency, amount: scaleOf(settlementCurrency).exact(charge.amount) };
  });
  const { revenue } = figureOf(revenueBySettlement(exact));
  return { revenue: Object.fromEntries([...revenue].map(([code, minor]) => [code, scaleOf(code).text(minor)])) };
};
