import { z } from 'zod';
import { remainingByYear } from '#revrec/engine/remaining-obligations.ts';
import { waterfall as rowsOf, type WaterfallRow } from '#revrec/engine/waterfall.ts';
import { civilDate, monthOf } from '#schema/canonical/calendar.ts';
import type { Driver } from './driver.ts';
import { inFormOf, type KeyedFigure } from './figure-forms.ts';
import { count, day, decimal, figureOf } from './inputs.ts';

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month is written 2026-08');

/** Totals are one figure, or one a booked month where the example has them so. */
export const waterfall: Driver = ({ inputs, expected, amounts }) => {
  const read = z
    .object({
      booked: z.array(z.object({ month, amount: decimal })),
      recognised: z.array(z.object({ bookedMonth: month, month, amount: decimal })),
    })
    .parse(inputs);
  const inMinor = <Item extends { readonly amount: string }>(item: Item) => ({
    ...item,
    minor: amounts.minor(item.amount),
  });
  const rows = figureOf(rowsOf(read.booked.map(inMinor), read.recognised.map(inMinor)));
  const totalAs = (asked: unknown, of: (row: WaterfallRow) => bigint) =>
    inFormOf(
      asked,
      rows.map((row): KeyedFigure => [row.bookedMonth, of(row)]),
      amounts,
    );
  return {
    rows: Object.fromEntries(
      rows.map(({ bookedMonth, recognised }) => [
        bookedMonth,
        Object.fromEntries([...recognised].map(([key, minor]) => [key, amounts.text(minor)])),
      ]),
    ),
    recognisedTotal: totalAs(expected['recognisedTotal'], ({ recognisedMinor }) => recognisedMinor),
    remaining: totalAs(expected['remaining'], ({ remainingMinor }) => remainingMinor),
  };
};

/** A month stands for its first day as a start, and for its last one as the day that is looked back from. */
export const rpo: Driver = ({ inputs, expected, amounts }) => {
  const read = z
    .object({
      start: z.union([day, month.transform((text) => civilDate(`${text}-01`))]),
      months: count,
      fixedPerMonth: decimal,
      expectedVariable: decimal.nullish(),
      asOf: z.union([day, month.transform((text) => monthOf(civilDate(`${text}-01`)).to)]),
      bands: z.array(z.union([z.string(), z.int()]).transform(String)),
    })
    .parse(inputs);
  const promise = {
    start: read.start,
    months: read.months,
    fixedPerMonth: amounts.exact(read.fixedPerMonth),
    expectedVariable: amounts.exact(read.expectedVariable ?? '0'),
  };
  const { bands, totalMinor } = figureOf(remainingByYear(promise, read.asOf, read.bands));
  return {
    bands: inFormOf(
      expected['bands'],
      bands.map(({ year, minor }): KeyedFigure => [year, minor]),
      amounts,
    ),
    total: amounts.text(totalMinor),
  };
};
