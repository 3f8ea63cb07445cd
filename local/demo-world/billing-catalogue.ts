import { MARKS } from '#billing/connectors/stripe/manifest.ts';
import { productIdOf } from '#billing/connectors/stripe/mapping.ts';
import { lookupKeyOf, toStripePrice } from '#billing/connectors/stripe/prices.ts';
import type { PricedRhythm } from '#billing/port-records.ts';
import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import { ratio } from '#schema/canonical/ratio.ts';
import { CONNECTIONS } from '../vendors.ts';
import type { DemoProduct } from './catalogue.ts';
import type { CatalogueIds } from './sales.ts';
import type { VendorClients } from './vendor-clients.ts';

/**
 * Puts the products and their yearly list prices into billing, where the connector would look for them: a preview adds
 * nothing there, so only what is in billing's catalogue can be previewed. `ids` say what the CRM calls the products.
 */
export async function putBillingCatalogue(
  vendors: VendorClients,
  catalogue: readonly DemoProduct[],
  ids: Pick<CatalogueIds, 'products'>,
): Promise<void> {
  for (const product of catalogue) {
    const externalId = ids.products.get(product.code);
    if (externalId === undefined) throw new Error(`The CRM does not know the product ${product.code}`);
    await putProduct(vendors, product, externalId);
    for (const [currency, price] of Object.entries(product.prices)) await putPrice(vendors, product, currency, price);
  }
}

async function putProduct(vendors: VendorClients, { code, name }: DemoProduct, externalId: string): Promise<void> {
  const id = productIdOf(code);
  if (await hasAny(vendors, `/v1/products?ids[0]=${encodeURIComponent(id)}`)) return;
  const productId = mintedId({ kind: 'product', connection: CONNECTIONS.salesforce, externalId });
  const form = {
    id,
    name,
    [`metadata[${MARKS.productId}]`]: productId,
    [`metadata[${MARKS.productCode}]`]: code,
  };
  await vendors.stripe('POST', '/v1/products', form, `demo:product:${id}`);
}

/** As contracts are billed that name no frequency. */
const YEARLY: PricedRhythm = { unit: 'YEAR', count: 1, years: ratio(1n) };

async function putPrice(vendors: VendorClients, { code }: DemoProduct, currency: string, price: string): Promise<void> {
  const line = { productCode: code, unitPrice: price };
  const lookupKey = lookupKeyOf(line, currency, YEARLY);
  if (await hasAny(vendors, `/v1/prices?lookup_keys[0]=${encodeURIComponent(lookupKey)}`)) return;
  const { recurring, ...terms } = toStripePrice(line, { currency, rhythm: YEARLY });
  const form = { ...terms, 'recurring[interval]': recurring?.interval ?? '', lookup_key: lookupKey };
  await vendors.stripe('POST', '/v1/prices', form, `demo:price:${lookupKey}`);
}

async function hasAny(vendors: VendorClients, path: string): Promise<boolean> {
  const { data } = (await vendors.stripe('GET', path)) as { readonly data: readonly unknown[] };
  return data.length > 0;
}
