import Stripe from 'stripe';
import type { z } from 'zod';
import { type BillingRecords, joinRecords, NO_RECORDS, type RecordPage } from '#billing/port.ts';
import type { Reply } from '#kit/commands/reply.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { connectorErrorOf, isKeptFailure, unreadable } from './errors.ts';
import { API_VERSION, PAGE_MAX, type StripeConnectionSettings } from './manifest.ts';
import {
  fromStripeCreditNote,
  fromStripeCustomer,
  fromStripeInvoice,
  fromStripePayment,
  fromStripeProduct,
  fromStripeSubscription,
} from './mapping.ts';
import {
  anything,
  creditNoteWire,
  customerWire,
  type InvoiceWire,
  invoicePaymentWire,
  invoiceWire,
  itemWire,
  lineWire,
  listWire,
  type PaymentIntentWire,
  paymentIntentWire,
  productWire,
  type SubscriptionWire,
  subscriptionWire,
} from './wire.ts';

type Query = Readonly<Record<string, string>>;
type Parameters = Readonly<Record<string, unknown>>;

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
}

/** One account over the vendor's own client. Every answer is parsed; nothing is repeated but what is said here. */
export interface StripeClient {
  get<Schema extends z.ZodType>(path: string, schema: Schema, query?: Query): Reply<z.output<Schema>>;
  page<Schema extends z.ZodType>(path: string, schema: Schema, query?: Query): Reply<Page<z.output<Schema>>>;
  /** All pages of a list, in its order. */
  all<Schema extends z.ZodType<Identified>>(
    path: string,
    schema: Schema,
    query?: Query,
  ): Reply<readonly z.output<Schema>[]>;
  /** A write under our key; null for a calculation that changes nothing. */
  post<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    call: { readonly parameters: Parameters; readonly key: string | null },
  ): Reply<z.output<Schema>>;
  remove(path: string, key: string): Reply<null>;
}

interface Identified {
  readonly id: string;
}

const TIMEOUT_MS = 10_000;
const PAGES_MAX = 10_000;
/** How many keys a write may find spent by kept failures before it is left to a person. */
const KEYS_MAX = 5;

export function openStripeClient(settings: StripeConnectionSettings, clock: Clock): StripeClient {
  const stripe = new Stripe(settings.apiKey, {
    host: settings.host,
    port: settings.port,
    protocol: settings.protocol,
    apiVersion: API_VERSION,
    // The sagas retry: they know what a repeat means.
    maxNetworkRetries: 0,
    timeout: settings.timeoutMs ?? TIMEOUT_MS,
    telemetry: false,
  });
  const call = async <Schema extends z.ZodType>(asked: Asked<Schema>): Reply<z.output<Schema>> => {
    const { method, path, schema, parameters, key } = asked;
    try {
      const answer: unknown = await stripe.rawRequest(
        method,
        path,
        parameters,
        key === null ? {} : { idempotencyKey: key },
      );
      // Without what the vendor's client hangs on to it.
      const parsed = schema.safeParse(JSON.parse(JSON.stringify(answer)));
      return parsed.success ? ok(parsed.data) : fail(unreadable(parsed.error, path));
    } catch (error) {
      if (key !== null && isKeptFailure(error) && asked.attempt < KEYS_MAX) {
        // evidence: docs: a 500 is kept under its key for a day. Whoever sends a write again has seen that the first
        // attempt did nothing, so the next key is as good as the first.
        const attempt = asked.attempt + 1;
        return call({ ...asked, attempt, key: `${asked.firstKey}~${attempt}` });
      }
      const failed = { key: asked.firstKey, connection: settings.name, path, now: clock.now() };
      return fail(connectorErrorOf(error, failed));
    }
  };
  const read = <Schema extends z.ZodType>(path: string, schema: Schema, query: Query = {}) =>
    call({ method: 'GET', path: withQuery(path, query), schema, key: null, firstKey: null, attempt: 1 });
  return {
    get: read,
    page: (path, schema, query = {}) => pageOf(read, path, schema, query),
    all: (path, schema, query = {}) => allOf(read, path, schema, query),
    post: (path, schema, { parameters, key }) =>
      call({ method: 'POST', path, schema, parameters, key, firstKey: key, attempt: 1 }),
    remove: async (path, key) => {
      const removed = await call({ method: 'DELETE', path, schema: anything, key, firstKey: key, attempt: 1 });
      return removed.ok ? ok(null) : removed;
    },
  };
}

interface Asked<Schema extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly schema: Schema;
  readonly parameters?: Parameters;
  readonly key: string | null;
  readonly firstKey: string | null;
  readonly attempt: number;
}

type Read = <Schema extends z.ZodType>(path: string, schema: Schema, query: Query) => Reply<z.output<Schema>>;

async function pageOf<Schema extends z.ZodType>(
  read: Read,
  path: string,
  schema: Schema,
  query: Query,
): Reply<Page<z.output<Schema>>> {
  const found = await read(path, listWire(schema), { limit: String(PAGE_MAX), ...query });
  return found.ok ? ok({ items: found.value.data, hasMore: found.value.has_more }) : found;
}

async function allOf<Schema extends z.ZodType<Identified>>(
  read: Read,
  path: string,
  schema: Schema,
  query: Query,
): Reply<readonly z.output<Schema>[]> {
  const items: z.output<Schema>[] = [];
  for (let pageCount = 0; pageCount < PAGES_MAX; pageCount += 1) {
    const last = items.at(-1);
    const page = await pageOf(read, path, schema, {
      ...query,
      ...(last === undefined ? {} : { starting_after: last.id }),
    });
    if (!page.ok) return page;
    items.push(...page.value.items);
    if (!page.value.hasMore) return ok(items);
  }
  return fail({ kind: 'Unmappable', field: 'has_more', detail: `${path} does not come to an end` });
}

function withQuery(path: string, query: Query): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}?${text}`;
}

/** Reads by id; a record that is not there is in `gone` where the mirror marks it, else left out. */
export interface StripeReads {
  customer(id: string): Reply<BillingRecords>;
  product(id: string): Reply<BillingRecords>;
  subscription(id: string): Reply<BillingRecords>;
  invoice(id: string): Reply<BillingRecords>;
  creditNote(id: string): Reply<BillingRecords>;
  payment(intentId: string): Reply<BillingRecords>;
  products(ids: readonly string[]): Reply<BillingRecords>;
  invoicesOf(subscriptionId: string): Reply<BillingRecords>;
  /** The record of an answer, with the rest of the lists that it shows one page of. */
  readonly whole: {
    subscription(wire: SubscriptionWire): Reply<BillingRecords>;
    invoice(wire: InvoiceWire): Reply<BillingRecords>;
    payment(wire: PaymentIntentWire): Reply<BillingRecords>;
  };
}

export function openStripeReads(client: StripeClient): StripeReads {
  const whole: StripeReads['whole'] = {
    subscription: async (wire) => {
      const items = wire.items.has_more
        ? await client.all('/v1/subscription_items', itemWire, { subscription: wire.id })
        : ok(wire.items.data);
      if (!items.ok) return items;
      const subscription = fromStripeSubscription(wire, items.value);
      return subscription.ok
        ? ok({ ...NO_RECORDS, subscriptions: [subscription.value] })
        : ok({ ...NO_RECORDS, unmappable: [{ externalId: wire.id, error: subscription.error }] });
    },
    invoice: async (wire) => {
      const lines = wire.lines.has_more
        ? await client.all(`/v1/invoices/${wire.id}/lines`, lineWire)
        : ok(wire.lines.data);
      return lines.ok ? ok({ ...NO_RECORDS, invoices: [fromStripeInvoice(wire, lines.value)] }) : lines;
    },
    payment: async (wire) => {
      const links = await client.page('/v1/invoice_payments', invoicePaymentWire, {
        'payment[type]': 'payment_intent',
        'payment[payment_intent]': wire.id,
      });
      if (!links.ok) return links;
      const payment = fromStripePayment(wire, links.value.items[0]?.invoice ?? null);
      return ok({ ...NO_RECORDS, payments: payment === null ? [] : [payment] });
    },
  };
  return {
    whole,
    customer: async (id) => {
      const wire = await orNull(client.get(`/v1/customers/${id}`, customerWire));
      if (!wire.ok) return wire;
      // What was deleted has lost its name and marks; the mirror keeps what it knew.
      if (wire.value === null || wire.value.deleted === true) return ok(NO_RECORDS);
      return ok({ ...NO_RECORDS, customers: [fromStripeCustomer(wire.value)] });
    },
    product: async (id) => {
      const wire = await orNull(client.get(`/v1/products/${id}`, productWire));
      if (!wire.ok) return wire;
      return ok({ ...NO_RECORDS, products: wire.value === null ? [] : [fromStripeProduct(wire.value)] });
    },
    products: async (ids) => {
      const query = Object.fromEntries(ids.map((id, index) => [`ids[${index}]`, id]));
      const wires = ids.length === 0 ? ok([]) : await client.all('/v1/products', productWire, query);
      return wires.ok ? ok({ ...NO_RECORDS, products: wires.value.map(fromStripeProduct) }) : wires;
    },
    subscription: async (id) => {
      const wire = await orNull(client.get(`/v1/subscriptions/${id}`, subscriptionWire));
      if (!wire.ok) return wire;
      return wire.value === null
        ? ok({ ...NO_RECORDS, gone: [{ kind: 'subscription', externalId: id }] })
        : whole.subscription(wire.value);
    },
    invoice: async (id) => {
      const wire = await orNull(client.get(`/v1/invoices/${id}`, invoiceWire));
      if (!wire.ok) return wire;
      return wire.value === null
        ? ok({ ...NO_RECORDS, gone: [{ kind: 'invoice', externalId: id }] })
        : whole.invoice(wire.value);
    },
    invoicesOf: async (subscriptionId) => {
      const wires = await client.all('/v1/invoices', invoiceWire, { subscription: subscriptionId });
      return wires.ok ? each(wires.value, whole.invoice) : wires;
    },
    creditNote: async (id) => {
      const wire = await orNull(client.get(`/v1/credit_notes/${id}`, creditNoteWire));
      if (!wire.ok) return wire;
      return ok({ ...NO_RECORDS, creditMemos: wire.value === null ? [] : [fromStripeCreditNote(wire.value)] });
    },
    payment: async (intentId) => {
      const query = { 'expand[0]': 'latest_charge' };
      const wire = await orNull(client.get(`/v1/payment_intents/${intentId}`, paymentIntentWire, query));
      if (!wire.ok) return wire;
      return wire.value === null ? ok(NO_RECORDS) : whole.payment(wire.value);
    },
  };
}

export async function orNull<Value>(asked: Reply<Value>): Reply<Value | null> {
  const answer = await asked;
  return !answer.ok && answer.error.kind === 'NotFound' ? ok(null) : answer;
}

/** One after the other: the vendor allows few calls at once. */
async function each<Wire>(
  wires: readonly Wire[],
  toRecords: (wire: Wire) => Reply<BillingRecords>,
): Promise<Result<BillingRecords, ConnectorError>> {
  const batches: BillingRecords[] = [];
  for (const wire of wires) {
    const records = await toRecords(wire);
    if (!records.ok) return records;
    batches.push(records.value);
  }
  return ok(joinRecords(batches));
}

/** The lists of everything, in the order in which they are read: what others point to comes first. */
const LISTS = ['customers', 'products', 'subscriptions', 'invoices', 'credit_notes', 'payment_intents'] as const;
type ListName = (typeof LISTS)[number];

/** The position is `list:last id`. */
export async function everything(client: StripeClient, reads: StripeReads, position: string | null): Reply<RecordPage> {
  const [name = LISTS[0], after = ''] = (position ?? '').split(':');
  const list = LISTS.find((known) => known === name) ?? LISTS[0];
  const query: Record<string, string> = after === '' ? {} : { starting_after: after };
  const page = await listPage(client, reads, list, query);
  if (!page.ok) return page;
  const { records, lastId, hasMore } = page.value;
  const following = LISTS[LISTS.indexOf(list) + 1];
  const next = hasMore && lastId !== null ? `${list}:${lastId}` : following === undefined ? null : `${following}:`;
  return ok({ records, next });
}

interface ListedPage {
  readonly records: BillingRecords;
  readonly lastId: string | null;
  readonly hasMore: boolean;
}

async function listPage(
  client: StripeClient,
  reads: StripeReads,
  list: ListName,
  query: Readonly<Record<string, string>>,
): Reply<ListedPage> {
  switch (list) {
    case 'customers':
      return listed(client.page('/v1/customers', customerWire, query), async (wire) =>
        ok({ ...NO_RECORDS, customers: [fromStripeCustomer(wire)] }),
      );
    case 'products':
      return listed(client.page('/v1/products', productWire, query), async (wire) =>
        ok({ ...NO_RECORDS, products: [fromStripeProduct(wire)] }),
      );
    case 'subscriptions':
      return listed(
        client.page('/v1/subscriptions', subscriptionWire, { ...query, status: 'all' }),
        reads.whole.subscription,
      );
    case 'invoices':
      return listed(client.page('/v1/invoices', invoiceWire, query), reads.whole.invoice);
    case 'credit_notes':
      return listed(client.page('/v1/credit_notes', creditNoteWire, query), async (wire) =>
        ok({ ...NO_RECORDS, creditMemos: [fromStripeCreditNote(wire)] }),
      );
    case 'payment_intents': {
      const expanded = { ...query, 'expand[0]': 'data.latest_charge' };
      return listed(client.page('/v1/payment_intents', paymentIntentWire, expanded), reads.whole.payment);
    }
  }
}

async function listed<Wire extends { readonly id: string }>(
  asked: Reply<{ readonly items: readonly Wire[]; readonly hasMore: boolean }>,
  toRecords: (wire: Wire) => Reply<BillingRecords>,
): Reply<ListedPage> {
  const page = await asked;
  if (!page.ok) return page;
  const { items, hasMore } = page.value;
  const records = await each(items, toRecords);
  return records.ok ? ok({ records: records.value, lastId: items.at(-1)?.id ?? null, hasMore }) : records;
}
