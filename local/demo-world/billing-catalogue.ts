import { MARKS } from '#billing/connectors/stripe/manifest.ts';
import { lookupKeyOf, productIdOf, toMinorText } from '#billing/connectors/stripe/mapping.ts';
import { mintedId } from '#kit/crosswalk/crosswalk.ts';
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

async function putPrice(vendors: VendorClients, { code }: DemoProduct, currency: string, price: string): Promise<void> {
  const lookupKey = lookupKeyOf({ productCode: code, unitPrice: price }, currency);
  if (await hasAny(vendors, `/v1/prices?lookup_keys[0]=${encodeURIComponent(lookupKey)}`)) return;
  const form = {
    product: productIdOf(code),
    currency: currency.toLowerCase(),
    unit_amount_decimal: toMinorText(price, currency),
    'recurring[interval]': 'year',
    lookup_key: lookupKey,
  };
  await vendors.stripe('POST', '/v1/prices', form, `demo:price:${lookupKey}`);
}

async function hasAny(vendors: VendorClients, path: string): Promise<boolean> {
  const { data } = (await vendors.stripe('GET', path)) as { readonly data: readonly unknown[] };
  return data.length > 0;
}
