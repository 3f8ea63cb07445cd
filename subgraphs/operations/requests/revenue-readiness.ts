import type { SoldLine } from '#schema/commands/crm.ts';
import { type Refusal, refuse } from './refusal.ts';

/**
 * Why revenue could not be reckoned for what is sold, found before anything is written: a promise without a standalone
 * selling price has no share of the price (606-10-32-31; IFRS 15.76). Use is earned as it is billed and needs none.
 * `fieldOf` says where in the input a product stands.
 */
export function refuseUnpriced(
  lines: readonly Pick<SoldLine, 'productCode' | 'listPrice' | 'chargeModel'>[],
  currency: string,
  fieldOf: (productCode: string) => readonly string[],
): readonly Refusal[] {
  const unpriced = lines.filter(({ listPrice, chargeModel }) => listPrice === null && chargeModel !== 'USAGE');
  return [...new Set(unpriced.map(({ productCode }) => productCode))].flatMap((code) => {
    const message = `${code} has no list price in ${currency}, so revenue has no standalone selling price of it. Give the price book one.`;
    return refuse('MISSING_SSP', fieldOf(code), message);
  });
}
