import type { BillingConnector, PricedItem, SoldProduct } from '#billing/port.ts';
import type { PricedRhythm } from '#billing/port-records.ts';
import type { Reply } from '#kit/commands/reply.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { orNull, type StripeClient } from './client.ts';
import { CURRENCIES_OF_OTHER_PLACES, MARKS } from './manifest.ts';
import { productIdOf } from './mapping.ts';
import { isOnce, isTooFine, lookupKeyOf, meterNameOf, type StatedItem, toStripePrice } from './prices.ts';
import { meterWire, priceWire, productWire } from './wire.ts';

/** Products and prices, found by ids and keys that say what they are. */
export function catalogueOf(
  client: StripeClient,
  connection: string,
): Pick<BillingConnector, 'priceLines' | 'productIdsOf'> {
  const catalogue = { client, connection };
  return {
    productIdsOf: (codes) => new Map(codes.map((code) => [code, productIdOf(code)])),
    priceLines: async (currency, lines, rhythm) => {
      const refused = refusalOf(currency, lines);
      if (refused !== null) return fail(refused);
      const items: PricedItem[] = [];
      const once: PricedItem[] = [];
      for (const line of linesByPrice(currency, lines, rhythm)) {
        const price = await ensurePrice(catalogue, line, { currency, rhythm });
        if (!price.ok) return price;
        (isOnce(line) ? once : items).push(toPricedItem(line, price.value));
      }
      return ok({ items, once });
    },
  };
}

interface Catalogue {
  readonly client: StripeClient;
  readonly connection: string;
}

interface PricedIn {
  readonly currency: string;
  readonly rhythm: PricedRhythm;
}

async function ensureProduct({ client, connection }: Catalogue, sold: SoldProduct): Reply<null> {
  const { productId, productCode, productName } = sold;
  const found = await productBy(client, productCode);
  if (!found.ok || found.value !== null) return found.ok ? ok(null) : found;
  const made = await client.post('/v1/products', productWire, {
    parameters: {
      id: productIdOf(productCode),
      name: productName,
      metadata: { [MARKS.productId]: productId, [MARKS.productCode]: productCode },
    },
    key: `product:${productCode}:${connection}`,
  });
  // Somebody else was faster; that is as good.
  if (!made.ok && made.error.kind === 'Rejected' && made.error.code === 'RESOURCE_ALREADY_EXISTS') return ok(null);
  return made.ok ? ok(null) : made;
}

async function ensurePrice(catalogue: Catalogue, line: SoldProduct, priced: PricedIn): Reply<string> {
  const lookupKey = lookupKeyOf(line, priced.currency, priced.rhythm);
  const found = await priceBy(catalogue.client, lookupKey);
  if (!found.ok) return found;
  return found.value === null ? makePrice(catalogue, line, { ...priced, lookupKey }) : ok(found.value.id);
}

async function makePrice(
  catalogue: Catalogue,
  line: SoldProduct,
  { lookupKey, ...priced }: PricedIn & { readonly lookupKey: string },
): Reply<string> {
  const { client, connection } = catalogue;
  const product = await ensureProduct(catalogue, line);
  if (!product.ok) return product;
  const meter = line.chargeModel === 'USAGE' ? await ensureMeter(catalogue, line) : ok(undefined);
  if (!meter.ok) return meter;
  const terms = toStripePrice(line, { ...priced, ...(meter.value === undefined ? {} : { meter: meter.value }) });
  const made = await client.post('/v1/prices', priceWire, {
    parameters: { ...terms, lookup_key: lookupKey },
    key: `price:${lookupKey}:${connection}`,
  });
  if (made.ok) return ok(made.value.id);
  if (made.error.kind !== 'Rejected') return made;
  const other = await priceBy(client, lookupKey);
  return other.ok && other.value !== null ? ok(other.value.id) : made;
}

/** What counts the product's usage; one a product. */
async function ensureMeter({ client, connection }: Catalogue, line: SoldProduct): Reply<string> {
  const { productCode, productName } = line;
  const name = meterNameOf(productCode);
  const known = await client.all('/v1/billing/meters', meterWire);
  if (!known.ok) return known;
  const own = known.value.find(({ event_name: event, status }) => event === name && status === 'active');
  if (own !== undefined) return ok(own.id);
  const made = await client.post('/v1/billing/meters', meterWire, {
    parameters: { display_name: productName, event_name: name, default_aggregation: { formula: 'sum' } },
    key: `meter:${productCode}:${connection}`,
  });
  return made.ok ? ok(made.value.id) : made;
}

/** The lines as items of a preview, and what they charge once. */
export interface PreviewedLines {
  readonly items: readonly (PricedItem | StatedItem)[];
  readonly once: readonly (PricedItem | StatedItem)[];
}

/** Only reads: a price that is missing is stated, a missing product cannot be. */
export async function linesToPreview(
  client: StripeClient,
  lines: readonly SoldProduct[],
  { currency, rhythm }: PricedIn,
): Reply<PreviewedLines> {
  const refused = refusalOf(currency, lines);
  if (refused !== null) return fail(refused);
  const items: (PricedItem | StatedItem)[] = [];
  const once: (PricedItem | StatedItem)[] = [];
  for (const line of linesByPrice(currency, lines, rhythm)) {
    const item = await itemToPreview(client, line, { currency, rhythm });
    if (!item.ok) return item;
    if (item.value !== null) (isOnce(line) ? once : items).push(item.value);
  }
  return ok({ items, once });
}

async function itemToPreview(
  client: StripeClient,
  line: SoldProduct,
  { currency, rhythm }: PricedIn,
): Reply<PricedItem | StatedItem | null> {
  const price = await priceBy(client, lookupKeyOf(line, currency, rhythm));
  if (!price.ok) return price;
  if (price.value !== null) return ok(toPricedItem(line, price.value.id));
  const product = await productBy(client, line.productCode);
  if (!product.ok) return product;
  if (product.value === null) return fail({ kind: 'UnsupportedByVendor', capability: 'preview-of-a-new-product' });
  // What is counted costs nothing yet, so a meter that is missing changes no figure.
  if (line.chargeModel === 'USAGE') return ok(null);
  return ok({ priceExternalId: null, price: toStripePrice(line, { currency, rhythm }), quantity: line.quantity });
}

function toPricedItem({ productCode, quantity, chargeModel }: SoldProduct, priceExternalId: string): PricedItem {
  const counted = chargeModel === 'USAGE';
  return { priceExternalId, productExternalId: productIdOf(productCode), quantity: counted ? null : quantity };
}

/** One line a price: the vendor bills no price twice. Quantities are whole here. */
function linesByPrice(currency: string, lines: readonly SoldProduct[], rhythm: PricedRhythm): readonly SoldProduct[] {
  const merged = new Map<string, SoldProduct>();
  for (const line of lines) {
    const key = lookupKeyOf(line, currency, rhythm);
    const before = BigInt(merged.get(key)?.quantity ?? '0');
    merged.set(key, { ...line, quantity: (before + BigInt(wholeOf(line.quantity) ?? '0')).toString() });
  }
  return [...merged.values()];
}

function productBy(client: StripeClient, productCode: string) {
  return orNull(client.get(`/v1/products/${productIdOf(productCode)}`, productWire));
}

async function priceBy(client: StripeClient, lookupKey: string) {
  const found = await client.page('/v1/prices', priceWire, { 'lookup_keys[0]': lookupKey });
  return found.ok ? ok(found.value.items[0] ?? null) : found;
}

/** What the vendor could not bill exactly is refused before anything is written. */
function refusalOf(currency: string, lines: readonly SoldProduct[]): ConnectorError | null {
  if (CURRENCIES_OF_OTHER_PLACES.has(currency))
    return { kind: 'UnsupportedByVendor', capability: `currency-${currency}` };
  if (lines.some(({ quantity, chargeModel }) => chargeModel !== 'USAGE' && wholeOf(quantity) === null)) {
    return { kind: 'UnsupportedByVendor', capability: 'fractional-quantity' };
  }
  const tooFine = lines.some((line) => isTooFine(line, currency));
  return tooFine ? { kind: 'UnsupportedByVendor', capability: 'unit-price' } : null;
}

function wholeOf(quantity: string): string | null {
  return /^(\d{1,12})(?:\.0+)?$/.exec(quantity)?.[1] ?? null;
}
