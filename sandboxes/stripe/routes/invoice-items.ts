import { z } from 'zod';
import type { Route } from '#sandboxes/kit/server.ts';
import type { Account, Call } from '../account.ts';
import { charged } from '../billing/amount.ts';
import { totalled } from '../billing/invoice.ts';
import { mergedMetadata } from '../billing/plan.ts';
import { type Answer, endpoint } from '../door.ts';
import { record } from '../events.ts';
import type { Customer, Invoice, InvoiceItem, Kind, Price, Subscription } from '../objects/records.ts';
import { wireOf } from '../objects/wire.ts';
import { is, pageOf, within } from '../wire/page.ts';
import {
  currency,
  flag,
  instant,
  integer,
  LIST_PARAMETERS,
  metadata,
  parameters,
  quantity,
  range,
  text,
} from '../wire/parameters.ts';
import { Refusal, refuse } from '../wire/refusal.ts';
import { living } from './customers.ts';

const NEW_ITEM = parameters({
  customer: text,
  amount: integer.optional(),
  currency: currency.optional(),
  description: text.optional(),
  pricing: z.strictObject({ price: text }).optional(),
  quantity: quantity.optional(),
  invoice: text.optional(),
  subscription: text.optional(),
  period: z.strictObject({ start: instant, end: instant }).optional(),
  metadata: metadata.optional(),
});

type NewItem = z.output<typeof NEW_ITEM>;

/** Charges of their own: they wait for the next invoice, or join a draft that is named. */
export function invoiceItemRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'POST /v1/invoiceitems',
      takes: NEW_ITEM,
      answer: (fields, call) => newItem(account, call, fields),
    }),
    endpoint(account, {
      at: 'GET /v1/invoiceitems',
      takes: parameters({
        ...LIST_PARAMETERS,
        customer: text.optional(),
        invoice: text.optional(),
        pending: flag.optional(),
        created: range.optional(),
      }),
      answer: ({ customer, invoice, pending, created, ...paging }) =>
        pageOf(account, 'invoiceitem', {
          url: '/v1/invoiceitems',
          paging,
          where: (item) =>
            is(customer, item.customer) &&
            is(invoice, item.invoice) &&
            is(pending, item.invoice === null) &&
            within(item.created, created),
        }),
    }),
    endpoint(account, {
      at: 'GET /v1/invoiceitems/:id',
      takes: parameters({}),
      answer: (_, __, { id = '' }) => {
        const item = account.find('invoiceitem', id);
        return item instanceof Refusal ? item : wireOf(account, 'invoiceitem', item);
      },
    }),
    endpoint(account, {
      at: 'DELETE /v1/invoiceitems/:id',
      takes: parameters({}),
      answer: (_, call, { id = '' }) => {
        const item = account.find('invoiceitem', id);
        if (item instanceof Refusal) return item;
        if (item.invoice !== null) return refuse('The item stands on an invoice already.', 'id');
        record(account, call, { kind: 'invoiceitem', type: 'invoiceitem.deleted', next: item });
        account.records('invoiceitem').delete(id);
        return { id, object: 'invoiceitem', deleted: true };
      },
    }),
  ];
}

/** The records that a new item points at. */
interface Pointed {
  readonly customer: Customer;
  readonly price: Price | null;
  readonly subscription: Subscription | null;
  readonly draft: Invoice | null;
}

function pointed(account: Account, fields: NewItem): Pointed | Refusal {
  const customer = living(account, fields.customer, 'customer');
  if (customer instanceof Refusal) return customer;
  const price = optional(account, 'price', fields.pricing?.price, 'pricing[price]');
  if (price instanceof Refusal) return price;
  const subscription = optional(account, 'subscription', fields.subscription, 'subscription');
  if (subscription instanceof Refusal) return subscription;
  const draft = optional(account, 'invoice', fields.invoice, 'invoice');
  return draft instanceof Refusal ? draft : { customer, price, subscription, draft };
}

function optional<K extends Kind>(account: Account, kind: K, id: string | undefined, param: string) {
  return id === undefined ? null : account.find(kind, id, param);
}

function draftRefusal({ draft, customer }: Pointed, currencyOfItem: string): Refusal | null {
  if (draft === null) return null;
  if (draft.status !== 'draft') return refuse('Only a draft takes further items.', 'invoice', 'invoice_not_editable');
  const fits = draft.customer === customer.id && draft.currency === currencyOfItem;
  return fits ? null : refuse('The invoice is of another customer or currency.', 'invoice');
}

function newItem(account: Account, call: Call, fields: NewItem): Answer {
  const found = pointed(account, fields);
  if (found instanceof Refusal) return found;
  const { customer, price, subscription, draft } = found;
  const priced = pricedBy(fields, price);
  if (priced instanceof Refusal) return priced;
  const wrong = draftRefusal(found, priced.currency);
  if (wrong !== null) return wrong;
  const period = fields.period ?? { start: call.at, end: call.at };
  const item: InvoiceItem = {
    id: account.newId('ii'),
    object: 'invoiceitem',
    created: call.at,
    customer: customer.id,
    subscription: subscription?.id ?? null,
    invoice: draft?.id ?? null,
    description: fields.description ?? '',
    period,
    metadata: mergedMetadata({}, fields.metadata),
    subscription_item: null,
    proration: false,
    credited: null,
    ...priced,
  };
  record(account, call, { kind: 'invoiceitem', type: 'invoiceitem.created', next: item });
  if (draft !== null) addLine(account, call, draft, item);
  return wireOf(account, 'invoiceitem', item);
}

type Priced = Pick<InvoiceItem, 'amount' | 'currency' | 'price' | 'product' | 'unit_amount_decimal' | 'quantity'>;

function pricedBy({ amount, currency: money, quantity: count = 1 }: NewItem, price: Price | null): Priced | Refusal {
  if (price !== null) {
    const { unit_amount_decimal: unit, id, product } = price;
    const total = charged(unit, count, { part: 1n, whole: 1n });
    const priced = { amount: total, currency: price.currency, price: id, product };
    return { ...priced, unit_amount_decimal: unit, quantity: count };
  }
  if (amount === undefined) return refuse('Either amount or pricing is needed.', 'amount', 'parameter_missing');
  if (money === undefined) return refuse('Missing required param: currency.', 'currency', 'parameter_missing');
  return { amount, currency: money, price: null, product: null, unit_amount_decimal: null, quantity: 1 };
}

function addLine(account: Account, call: Call, draft: Invoice, item: InvoiceItem): void {
  const { amount, description, period, price, product, unit_amount_decimal, quantity: count, metadata: entries } = item;
  const line: Invoice['lines'][number] = {
    id: account.newId('il'),
    object: 'line_item',
    invoice: draft.id,
    currency: draft.currency,
    subscription: item.subscription,
    invoice_item: item.id,
    amount,
    description,
    period,
    price,
    product,
    unit_amount_decimal,
    quantity: count,
    metadata: entries,
    subscription_item: null,
    proration: false,
    credited: null,
  };
  const next = totalled(account, { ...draft, lines: [...draft.lines, line] });
  record(account, call, { kind: 'invoice', type: 'invoice.updated', next });
}
