import type {
  BillingConnector,
  BillingItem,
  InvoicePreview,
  NewSubscription,
  PricedItem,
  SoldProduct,
  StartPreview,
  SubscriptionChange,
  SubscriptionRestore,
} from '#billing/port.ts';
import type { Reply } from '#kit/commands/reply.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { openStripeClient, orNull, type StripeClient } from './client.ts';
import { creditsOf } from './credits.ts';
import { everything } from './everything.ts';
import {
  CAPABILITIES,
  CURRENCIES_OF_OTHER_PLACES,
  MARKS,
  type StripeConnectionSettings,
  VENDOR,
  WORDS,
} from './manifest.ts';
import {
  fromStripePreview,
  lookupKeyOf,
  productIdOf,
  type StatedItem,
  secondsOf,
  toItemChanges,
  toMinorText,
  toStripeItem,
  toStripePrice,
} from './mapping.ts';
import { openStripeReads } from './reads.ts';
import { newsCursor, newsSince, recordsOfNotice, verifiedNotice } from './webhook.ts';
import { anything, customerWire, lineWire, previewWire, priceWire, productWire, subscriptionWire } from './wire.ts';

/** Stripe as the billing system of one account. */
export function stripeConnector(
  settings: StripeConnectionSettings,
  { clock }: { readonly clock: Clock },
): BillingConnector {
  const client = openStripeClient(settings, clock);
  const reads = openStripeReads(client);
  return {
    vendor: VENDOR,
    connection: settings.name,
    capabilities: CAPABILITIES,
    words: WORDS,
    newsCursor: () => newsCursor(client),
    newsSince: (cursor) => newsSince(client, cursor),
    recordsOfNotice: (body) => recordsOfNotice(reads, body),
    verifiedNotice: (headers, rawBody, now) =>
      verifiedNotice(headers, rawBody, { secret: settings.webhookSecret, now }),
    everything: (position) => everything(client, reads, position),
    customer: reads.customer,
    subscription: reads.subscription,
    invoice: reads.invoice,
    products: reads.products,
    invoicesOf: reads.invoicesOf,
    creditMemosOf: reads.creditNotesOf,
    payment: reads.payment,
    ...catalogueOf(client, settings.name),
    ...customersOf(client, settings.name),
    ...subscriptionsOf(client),
    ...creditsOf(client),
  };
}

/** Products and prices, found by ids and keys that say what they are. */
function catalogueOf(client: StripeClient, connection: string): Pick<BillingConnector, 'priceItems'> {
  const ensureProduct = async ({ productId, productCode, productName }: SoldProduct): Reply<null> => {
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
  };
  const ensurePrice = async (line: SoldProduct, currency: string): Reply<string> => {
    const lookupKey = lookupKeyOf(line, currency);
    const found = await priceBy(client, lookupKey);
    if (!found.ok) return found;
    return found.value === null ? makePrice(line, currency, lookupKey) : ok(found.value.id);
  };
  const makePrice = async (line: SoldProduct, currency: string, lookupKey: string): Reply<string> => {
    const product = await ensureProduct(line);
    if (!product.ok) return product;
    const made = await client.post('/v1/prices', priceWire, {
      parameters: { ...toStripePrice(line, currency), lookup_key: lookupKey },
      key: `price:${lookupKey}:${connection}`,
    });
    if (made.ok) return ok(made.value.id);
    if (made.error.kind !== 'Rejected') return made;
    const other = await priceBy(client, lookupKey);
    return other.ok && other.value !== null ? ok(other.value.id) : made;
  };
  return {
    priceItems: async (currency, lines) => {
      const refused = refusalOf(currency, lines);
      if (refused !== null) return fail(refused);
      const items: PricedItem[] = [];
      for (const line of linesByPrice(currency, lines)) {
        const price = await ensurePrice(line, currency);
        if (!price.ok) return price;
        items.push(toPricedItem(line, price.value));
      }
      return ok(items);
    },
  };
}

/** The lines as items of a preview. Only reads: a price that is missing is stated, a missing product cannot be. */
async function itemsToPreview(
  client: StripeClient,
  currency: string,
  lines: readonly SoldProduct[],
): Reply<readonly (PricedItem | StatedItem)[]> {
  const refused = refusalOf(currency, lines);
  if (refused !== null) return fail(refused);
  const items: (PricedItem | StatedItem)[] = [];
  for (const line of linesByPrice(currency, lines)) {
    const price = await priceBy(client, lookupKeyOf(line, currency));
    if (!price.ok) return price;
    const product = price.value === null ? await productBy(client, line.productCode) : ok(price.value);
    if (!product.ok) return product;
    if (product.value === null) return fail({ kind: 'UnsupportedByVendor', capability: 'preview-of-a-new-product' });
    items.push(
      price.value === null
        ? { priceExternalId: null, price: toStripePrice(line, currency), quantity: line.quantity }
        : toPricedItem(line, price.value.id),
    );
  }
  return ok(items);
}

function toPricedItem({ productCode, quantity }: SoldProduct, priceExternalId: string): PricedItem {
  return { priceExternalId, productExternalId: productIdOf(productCode), quantity };
}

/** One line a price: the vendor bills no price twice. Quantities are whole here. */
function linesByPrice(currency: string, lines: readonly SoldProduct[]): readonly SoldProduct[] {
  const merged = new Map<string, SoldProduct>();
  for (const line of lines) {
    const key = lookupKeyOf(line, currency);
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
  if (lines.some(({ quantity }) => wholeOf(quantity) === null)) {
    return { kind: 'UnsupportedByVendor', capability: 'fractional-quantity' };
  }
  // evidence: docs: unit_amount_decimal takes twelve places
  const tooFine = lines.some(({ unitPrice }) => !/^\d+(\.\d{1,12})?$/.test(toMinorText(unitPrice, currency)));
  return tooFine ? { kind: 'UnsupportedByVendor', capability: 'unit-price' } : null;
}

function wholeOf(quantity: string): string | null {
  return /^(\d{1,12})(?:\.0+)?$/.exec(quantity)?.[1] ?? null;
}

function customersOf(
  client: StripeClient,
  connection: string,
): Pick<BillingConnector, 'createCustomer' | 'customerByOurId'> {
  // The vendor's search lags by up to an hour; its list does not.
  const customerByOurId: BillingConnector['customerByOurId'] = async (customerId) => {
    const all = await client.all('/v1/customers', customerWire);
    if (!all.ok) return all;
    const own = all.value.filter((wire) => wire.metadata?.[MARKS.customerId] === customerId);
    return ok(own.at(-1)?.id ?? null);
  };
  return {
    customerByOurId,
    createCustomer: async ({ customerId, name, country, legalEntity }) => {
      const made = await client.post('/v1/customers', customerWire, {
        parameters: {
          name,
          ...(country === null ? {} : { address: { country } }),
          metadata: { [MARKS.customerId]: customerId, [MARKS.legalEntity]: legalEntity },
        },
        key: `customer:${customerId}:${connection}`,
      });
      if (made.ok) return ok(made.value.id);
      if (made.error.kind !== 'Rejected' || made.error.code !== 'IDEMPOTENCY_CONFLICT') return made;
      // It was made under another name, so it is there.
      const other = await customerByOurId(customerId);
      return other.ok && other.value !== null ? ok(other.value) : made;
    },
  };
}

type SubscriptionCalls = Pick<
  BillingConnector,
  | 'startSubscription'
  | 'subscriptionStartedBy'
  | 'previewStart'
  | 'amendSubscription'
  | 'previewAmendment'
  | 'restoreSubscription'
  | 'cancelSubscription'
  | 'issueInvoice'
  | 'voidInvoice'
>;

function subscriptionsOf(client: StripeClient): SubscriptionCalls {
  return {
    startSubscription: async (terms, key) => {
      const parameters = startParameters(terms, key);
      const made = await client.post('/v1/subscriptions', subscriptionWire, { parameters, key: `${key}:subscription` });
      return made.ok ? ok(made.value.id) : made;
    },
    subscriptionStartedBy: async (customer, key) => {
      const all = await client.all('/v1/subscriptions', subscriptionWire, { customer, status: 'all' });
      if (!all.ok) return all;
      return ok(all.value.find((wire) => wire.metadata?.[MARKS.startKey] === key)?.id ?? null);
    },
    previewStart: async (terms) => {
      const items = await itemsToPreview(client, terms.currency, terms.lines);
      return items.ok ? preview(client, startPreview(terms, items.value)) : items;
    },
    amendSubscription: (change, key) =>
      update(client, change.subscription.externalId, key, {
        ...prorated(change),
        metadata: { [MARKS.changeKey]: key, [MARKS.version]: String(change.version) },
      }),
    previewAmendment: async (change) => {
      const items = await itemsToPreview(client, change.currency, change.lines);
      if (!items.ok) return items;
      const details = prorated({ ...change, items: items.value });
      if (details['items'] === undefined) return ok(null);
      return preview(client, { subscription: change.subscription.externalId, subscription_details: details });
    },
    restoreSubscription: (restore, key) =>
      update(client, restore.subscription.externalId, key, restoreParameters(restore)),
    cancelSubscription: async (id, key) => {
      const cancelled = await client.remove(`/v1/subscriptions/${id}`, `${key}:cancel`);
      // Ended ones are not found by this call.
      return !cancelled.ok && cancelled.error.kind === 'NotFound' ? ok(null) : cancelled;
    },
    issueInvoice: (id, key) => act(client, `/v1/invoices/${id}/finalize`, `${key}:finalize:${id}`),
    voidInvoice: (id, key) => act(client, `/v1/invoices/${id}/void`, `${key}:void:${id}`),
  };
}

/** One first invoice over exactly the term: the cycle is anchored at its end, where the subscription ends too. */
function startParameters(terms: NewSubscription, key: string) {
  return {
    customer: terms.customerExternalId,
    items: terms.items.map(toStripeItem),
    collection_method: 'send_invoice',
    days_until_due: terms.paymentTermDays,
    backdate_start_date: secondsOf(terms.startsOn),
    billing_cycle_anchor: endOf(terms.endsOn),
    cancel_at: endOf(terms.endsOn),
    proration_behavior: 'create_prorations',
    metadata: {
      [MARKS.contractId]: terms.contractId,
      [MARKS.contractNumber]: terms.contractNumber,
      [MARKS.legalEntity]: terms.legalEntity,
      [MARKS.startKey]: key,
      [MARKS.changeKey]: key,
      [MARKS.version]: '1',
    },
  };
}

/** As `startParameters`, in the preview's words. A customer that is not there yet is told by country and currency. */
function startPreview(
  { customerExternalId: customer, country, currency, startsOn, endsOn }: StartPreview,
  items: readonly (PricedItem | StatedItem)[],
) {
  const details = country === null ? {} : { customer_details: { address: { country } } };
  return {
    ...(customer === null ? { ...details, currency: currency.toLowerCase() } : { customer }),
    subscription_details: {
      items: items.map(toStripeItem),
      start_date: secondsOf(startsOn),
      billing_cycle_anchor: { type: 'timestamp', timestamp: endOf(endsOn) },
      cancel_at: endOf(endsOn),
      proration_behavior: 'create_prorations',
    },
  };
}

/** The parameters that preview and commit share, so that both say the same figures. */
function prorated({
  subscription,
  items,
  effectiveOn,
}: Pick<SubscriptionChange, 'subscription' | 'effectiveOn'> & {
  readonly items: readonly (PricedItem | StatedItem)[];
}): Record<string, unknown> {
  const changes = toItemChanges(subscription.items, items);
  if (changes.length === 0) return {};
  return { items: changes, proration_date: secondsOf(effectiveOn), proration_behavior: 'always_invoice' };
}

function restoreParameters({ subscription, items, changeKey, version, reverseOn }: SubscriptionRestore) {
  const wanted = items.map(({ priceExternalId, productExternalId, quantity }: BillingItem) => ({
    priceExternalId,
    productExternalId,
    quantity: quantity ?? '0',
  }));
  const change = prorated({
    subscription,
    items: wanted,
    effectiveOn: reverseOn ?? subscription.currentPeriodStartsOn,
  });
  const { proration_date: on, ...others } = change;
  const unprorated = 'items' in others ? { ...others, proration_behavior: 'none' } : {};
  return {
    ...(reverseOn === null ? unprorated : { ...others, ...(on === undefined ? {} : { proration_date: on }) }),
    // An empty text takes a mark away.
    metadata: { [MARKS.changeKey]: changeKey ?? '', [MARKS.version]: version === null ? '' : String(version) },
  };
}

/** 00:00 UTC after the last day. */
function endOf(lastDay: string): number {
  return secondsOf(lastDay) + 86_400;
}

async function update(
  client: StripeClient,
  id: string,
  key: string,
  parameters: Readonly<Record<string, unknown>>,
): Reply<null> {
  return act(client, `/v1/subscriptions/${id}`, `${key}:update`, parameters);
}

async function act(
  client: StripeClient,
  path: string,
  key: string,
  parameters: Readonly<Record<string, unknown>> = {},
): Reply<null> {
  const done = await client.post(path, anything, { parameters, key });
  return done.ok ? ok(null) : done;
}

async function preview(
  client: StripeClient,
  parameters: Readonly<Record<string, unknown>>,
): Reply<InvoicePreview | null> {
  const wire = await orNull(client.post('/v1/invoices/create_preview', previewWire, { parameters, key: null }));
  if (!wire.ok || wire.value === null) return wire.ok ? ok(null) : wire;
  if (!wire.value.lines.has_more) return ok(fromStripePreview(wire.value, wire.value.lines.data));
  const lines = await orNull(client.all(`/v1/invoices/${wire.value.id}/lines`, lineWire));
  if (!lines.ok) return lines;
  // A part of the lines would be a wrong figure.
  if (lines.value === null) return fail({ kind: 'UnsupportedByVendor', capability: 'preview-of-many-lines' });
  return ok(fromStripePreview(wire.value, lines.value));
}
