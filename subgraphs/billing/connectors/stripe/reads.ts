import { type BillingRecords, joinRecords, NO_RECORDS } from '#billing/port-records.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { ok } from '#schema/errors/result.ts';
import { orNull, type StripeClient } from './client.ts';
import { fromStripeCustomer, fromStripeInvoice, fromStripeProduct, fromStripeSubscription } from './mapping.ts';
import { fromStripeCreditNote, fromStripeDispute, fromStripePayment, fromStripeRefund } from './money-mapping.ts';
import { isSchedule, recordsOfSchedule } from './schedules.ts';
import {
  type CreditNoteWire,
  creditNoteLineWire,
  creditNoteWire,
  customerWire,
  disputeWire,
  type InvoiceWire,
  invoicePaymentWire,
  invoiceWire,
  itemWire,
  lineWire,
  type PaymentIntentWire,
  paymentIntentWire,
  productWire,
  refundWire,
  type SubscriptionWire,
  subscriptionWire,
} from './wire.ts';

/** Reads by id; a record that is not there is in `gone` where the mirror marks it, else left out. */
export interface StripeReads {
  customer(id: string): Reply<BillingRecords>;
  product(id: string): Reply<BillingRecords>;
  subscription(id: string): Reply<BillingRecords>;
  invoice(id: string): Reply<BillingRecords>;
  creditNote(id: string): Reply<BillingRecords>;
  creditNotesOf(invoiceId: string): Reply<BillingRecords>;
  /** With its refunds and disputes. */
  payment(intentId: string): Reply<BillingRecords>;
  /** Everything that was tried or paid for an invoice. */
  paymentsOf(invoiceId: string): Reply<BillingRecords>;
  products(ids: readonly string[]): Reply<BillingRecords>;
  invoicesOf(subscriptionId: string): Reply<BillingRecords>;
  /** The record of an answer, with the rest of the lists that it shows one page of. */
  readonly whole: {
    subscription(wire: SubscriptionWire): Reply<BillingRecords>;
    invoice(wire: InvoiceWire): Reply<BillingRecords>;
    creditNote(wire: CreditNoteWire): Reply<BillingRecords>;
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
    creditNote: async (wire) => {
      const lines = wire.lines.has_more
        ? await client.all(`/v1/credit_notes/${wire.id}/lines`, creditNoteLineWire)
        : ok(wire.lines.data);
      return lines.ok ? ok({ ...NO_RECORDS, creditMemos: [fromStripeCreditNote(wire, lines.value)] }) : lines;
    },
    payment: (wire) => wholePayment(client, wire),
  };
  const subscriptionBy = async (id: string): Reply<BillingRecords> => {
    const wire = await orNull(client.get(`/v1/subscriptions/${id}`, subscriptionWire));
    if (!wire.ok) return wire;
    return wire.value === null
      ? ok({ ...NO_RECORDS, gone: [{ kind: 'subscription', externalId: id }] })
      : whole.subscription(wire.value);
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
      if (isSchedule(id)) return recordsOfSchedule(client, id, subscriptionBy);
      return subscriptionBy(id);
    },
    invoice: async (id) => {
      const wire = await orNull(client.get(`/v1/invoices/${id}`, invoiceWire));
      if (!wire.ok) return wire;
      return wire.value === null
        ? ok({ ...NO_RECORDS, gone: [{ kind: 'invoice', externalId: id }] })
        : whole.invoice(wire.value);
    },
    invoicesOf: async (subscriptionId) => {
      // What has not begun has billed nothing.
      if (isSchedule(subscriptionId)) return ok(NO_RECORDS);
      const wires = await client.all('/v1/invoices', invoiceWire, { subscription: subscriptionId });
      return wires.ok ? each(wires.value, whole.invoice) : wires;
    },
    creditNote: async (id) => {
      const wire = await orNull(client.get(`/v1/credit_notes/${id}`, creditNoteWire));
      if (!wire.ok) return wire;
      return wire.value === null ? ok(NO_RECORDS) : whole.creditNote(wire.value);
    },
    creditNotesOf: async (invoice) => {
      const wires = await client.all('/v1/credit_notes', creditNoteWire, { invoice });
      return wires.ok ? each(wires.value, whole.creditNote) : wires;
    },
    payment: (intentId) => paymentBy(client, intentId),
    paymentsOf: async (invoice) => {
      const links = await client.all('/v1/invoice_payments', invoicePaymentWire, { invoice });
      if (!links.ok) return links;
      const intents = new Set(links.value.flatMap(({ payment }) => payment.payment_intent ?? []));
      return each([...intents], (intentId) => paymentBy(client, intentId));
    },
  };
}

async function paymentBy(client: StripeClient, intentId: string): Reply<BillingRecords> {
  const query = { 'expand[0]': 'latest_charge' };
  const wire = await orNull(client.get(`/v1/payment_intents/${intentId}`, paymentIntentWire, query));
  if (!wire.ok) return wire;
  return wire.value === null ? ok(NO_RECORDS) : wholePayment(client, wire.value);
}

/** The payment with the invoice that it was tried for, what was given back of it and who contests it. */
async function wholePayment(client: StripeClient, wire: PaymentIntentWire): Reply<BillingRecords> {
  const links = await client.page('/v1/invoice_payments', invoicePaymentWire, {
    'payment[type]': 'payment_intent',
    'payment[payment_intent]': wire.id,
  });
  if (!links.ok) return links;
  const invoiceId = links.value.items[0]?.invoice ?? null;
  const invoice = invoiceId === null ? ok(null) : await orNull(client.get(`/v1/invoices/${invoiceId}`, invoiceWire));
  if (!invoice.ok) return invoice;
  const charge = wire.latest_charge;
  const of = { payment_intent: wire.id };
  const refunds = charge === null || charge === undefined ? ok([]) : await client.all('/v1/refunds', refundWire, of);
  if (!refunds.ok) return refunds;
  const disputes = charge?.disputed === true ? await client.all('/v1/disputes', disputeWire, of) : ok([]);
  if (!disputes.ok) return disputes;
  const payment = fromStripePayment(wire, { invoice: invoice.value, disputes: disputes.value });
  if (payment === null) return ok(NO_RECORDS);
  return ok({
    ...NO_RECORDS,
    payments: [payment],
    refunds: refunds.value.map((refund) => fromStripeRefund(refund, payment)),
    disputes: disputes.value.map((dispute) => fromStripeDispute(dispute, payment)),
  });
}

/** One after the other: the vendor allows few calls at once. */
export async function each<Wire>(
  wires: readonly Wire[],
  toRecords: (wire: Wire) => Reply<BillingRecords>,
): Reply<BillingRecords> {
  const batches: BillingRecords[] = [];
  for (const wire of wires) {
    const records = await toRecords(wire);
    if (!records.ok) return records;
    batches.push(records.value);
  }
  return ok(joinRecords(batches));
}
