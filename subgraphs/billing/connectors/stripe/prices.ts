import type { PricedItem, SoldProduct } from '#billing/port.ts';
import type { BillingItem, PricedRhythm } from '#billing/port-records.ts';
import { minorDigits } from '#schema/canonical/currency.ts';
import { parseRatio, type Ratio, ratio, roundHalfAway } from '#schema/canonical/ratio.ts';
import { movePoint, productIdOf } from './mapping.ts';

// evidence: docs: unit_amount_decimal takes twelve places
const PLACES_MAX = 12;

/** What makes a price, in the catalogue as in a request that states it itself. */
export interface PriceTerms {
  readonly product: string;
  readonly currency: string;
  readonly unit_amount_decimal: string;
  readonly recurring?: {
    readonly interval: 'day' | 'month' | 'year';
    readonly interval_count?: number;
    readonly usage_type?: 'metered';
    readonly meter?: string;
  };
}

const INTERVAL = { DAY: 'day', MONTH: 'month', YEAR: 'year' } as const;

/** A unit price in minor units, every digit kept. */
export function toMinorText(unitPrice: string, currency: string): string {
  return movePoint(unitPrice, minorDigits(currency));
}

/**
 * What one unit costs an interval, in minor units: the yearly price times the interval's years, exactly where twelve
 * places hold it, else rounded there, half away from zero. The vendor rounds the line to the cent once, after the
 * quantity: so twelve monthly invoices of a price that does not divide may differ from the year by some cents a line.
 */
export function unitAmountOf({ unitPrice, chargeModel }: Priced, currency: string, { years }: PricedRhythm): string {
  const minor = toMinorText(unitPrice, currency);
  if (!isYearly(chargeModel)) return minor;
  const exact = parseRatio(minor);
  return exact === null ? minor : decimalOf(ratio(exact.n * years.n, exact.d * years.d));
}

function decimalOf(exact: Ratio): string {
  const scaled = roundHalfAway(ratio(exact.n * 10n ** BigInt(PLACES_MAX), exact.d));
  return movePoint(scaled.toString(), -PLACES_MAX);
}

type Priced = Pick<SoldProduct, 'unitPrice' | 'chargeModel'>;

function isYearly(chargeModel: SoldProduct['chargeModel']): boolean {
  return chargeModel === undefined || chargeModel === 'PER_UNIT';
}

/** Billed once, with an invoice that comes anyway. */
export function isOnce({ chargeModel }: Pick<SoldProduct, 'chargeModel'>): boolean {
  return chargeModel === 'ONE_TIME' || chargeModel === 'MILESTONE';
}

/** Under which a price is found again: product, unit price, currency and interval. */
export function lookupKeyOf(line: Priced & Pick<SoldProduct, 'productCode'>, currency: string, rhythm: PricedRhythm) {
  return `${productIdOf(line.productCode)}:${currency}:${unitAmountOf(line, currency, rhythm)}:${spanOf(line, rhythm)}`;
}

function spanOf(line: Priced, { unit, count }: PricedRhythm): string {
  if (isOnce(line)) return 'once';
  const span = `${INTERVAL[unit]}${count === 1 ? '' : count}`;
  return line.chargeModel === 'USAGE' ? `${span}:metered` : span;
}

/** `meter` is what counts a metered product. */
export function toStripePrice(
  line: Priced & Pick<SoldProduct, 'productCode'>,
  { currency, rhythm, meter }: { readonly currency: string; readonly rhythm: PricedRhythm; readonly meter?: string },
): PriceTerms {
  const terms = {
    product: productIdOf(line.productCode),
    currency: currency.toLowerCase(),
    unit_amount_decimal: unitAmountOf(line, currency, rhythm),
  };
  if (isOnce(line)) return terms;
  const { unit, count } = rhythm;
  return {
    ...terms,
    recurring: {
      interval: INTERVAL[unit],
      ...(count === 1 ? {} : { interval_count: count }),
      ...(meter === undefined ? {} : { usage_type: 'metered', meter }),
    },
  };
}

/** How the usage of a product is named where it is reported. */
export function meterNameOf(productCode: string): string {
  return `usage_${productIdOf(productCode)}`;
}

export function isTooFine(line: Priced, currency: string): boolean {
  return !/^\d+(\.\d{1,12})?$/.test(toMinorText(line.unitPrice, currency));
}

/** An item at a price that the catalogue has not got: only a preview may ask for it. */
export interface StatedItem {
  readonly priceExternalId: null;
  readonly price: PriceTerms;
  readonly quantity: string;
}

/** An item of `items[]` that stands nowhere yet; what is counted has no quantity. */
export function toStripeItem(item: PricedItem | StatedItem): Readonly<Record<string, unknown>> {
  const priced = item.priceExternalId === null ? { price_data: item.price } : { price: item.priceExternalId };
  return { ...priced, ...(item.quantity === null ? {} : { quantity: BigInt(item.quantity) }) };
}

/** What `items[]` of an update must say to lead from what stands to exactly what is wanted; unchanged ones are left out. */
export function toItemChanges(
  standing: readonly BillingItem[],
  wanted: readonly (PricedItem | StatedItem)[],
): readonly Readonly<Record<string, unknown>>[] {
  const wantedPrices = new Map<string | null, PricedItem | StatedItem>(
    wanted.map((item) => [item.priceExternalId, item]),
  );
  const kept = standing.filter(({ priceExternalId }) => wantedPrices.has(priceExternalId));
  const keptPrices = new Set<string | null>(kept.map(({ priceExternalId }) => priceExternalId));
  const quantities = kept.flatMap((item) => {
    const quantity = wantedPrices.get(item.priceExternalId)?.quantity ?? item.quantity;
    return quantity === item.quantity || quantity === null ? [] : [{ id: item.externalId, quantity: BigInt(quantity) }];
  });
  const added = wanted.filter(({ priceExternalId }) => !keptPrices.has(priceExternalId)).map(toStripeItem);
  const taken = standing
    .filter(({ priceExternalId }) => !wantedPrices.has(priceExternalId))
    .map(({ externalId }) => ({ id: externalId, deleted: true }));
  return [...quantities, ...taken, ...added];
}
