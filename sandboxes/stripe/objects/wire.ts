import type { Account } from '../account.ts';
import { CUSTOMER, INVOICE, LINE, PAYMENT_INTENT, PRODUCT, SUBSCRIPTION } from './inert.ts';
import type {
  Customer,
  Invoice,
  InvoiceItem,
  Kind,
  Line,
  Price,
  Records,
  Recurring,
  Subscription,
  SubscriptionItem,
} from './records.ts';
import { creditNoteWire } from './wire-credit-note.ts';
import { chargeWire, disputeWire, invoicePaymentWire, paymentRecordWire, refundWire } from './wire-money.ts';
import { scheduleWire } from './wire-schedule.ts';
import { meterEventWire, meterWire } from './wire-usage.ts';

export type Wire = Readonly<Record<string, unknown>>;

/** How many entries of a list stand inside its parent; the rest is read by the list's own url. `[docs]` */
export const EMBEDDED_MAX = 10;

export function listWire(url: string, entries: readonly Wire[]): Wire {
  return { object: 'list', data: entries.slice(0, EMBEDDED_MAX), has_more: entries.length > EMBEDDED_MAX, url };
}

/** A record as the vendor shows it, nothing expanded. */
export const WIRE: { readonly [K in Kind]: (account: Account, record: Records[K]) => Wire } = {
  customer: (_, record) => customerWire(record),
  product: (_, record) => ({ ...PRODUCT, ...record }),
  price: (_, record) => priceWire(record),
  subscription: (account, record) => subscriptionWire(account, record),
  invoice: (_, record) => invoiceWire(record),
  invoiceitem: (_, record) => invoiceItemWire(record),
  payment_intent: (_, record) => ({ ...PAYMENT_INTENT, client_secret: `${record.id}_secret_sandbox`, ...record }),
  charge: (_, record) => chargeWire(record),
  invoice_payment: (_, record) => invoicePaymentWire(record),
  refund: (_, record) => refundWire(record),
  payment_record: (_, record) => paymentRecordWire(record),
  dispute: (_, record) => disputeWire(record),
  subscription_schedule: (_, record) => scheduleWire(record),
  'billing.meter': (_, record) => meterWire(record),
  'billing.meter_event': (_, record) => meterEventWire(record),
  credit_note: (_, record) => creditNoteWire(record),
  customer_balance_transaction: (_, record) => ({
    livemode: false,
    checkout_session: null,
    customer_account: null,
    ...record,
  }),
  event: (_, record) => ({ api_version: '2026-10-28.endive', livemode: false, ...record }),
  webhook_endpoint: (_, { secret: _secret, ...record }) => ({
    livemode: false,
    api_version: null,
    application: null,
    ...record,
  }),
};

export function wireOf<K extends Kind>(account: Account, kind: K, record: Records[K]): Wire {
  return WIRE[kind](account, record);
}

function customerWire({ default_payment_method, ...record }: Customer): Wire {
  if (record.deleted === true) return { id: record.id, object: 'customer', deleted: true };
  return {
    ...CUSTOMER,
    ...record,
    invoice_settings: { custom_fields: null, default_payment_method, footer: null, rendering_options: null },
  };
}

export function priceWire(record: Price): Wire {
  const { recurring } = record;
  return {
    livemode: false,
    billing_scheme: 'per_unit',
    custom_unit_amount: null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    ...record,
    type: recurring === null ? 'one_time' : 'recurring',
    recurring: recurring === null ? null : recurringWire(recurring),
  };
}

function recurringWire({ meter, usage_type, ...recurring }: Recurring): Wire {
  // A price of an older journal has neither of the two.
  return { ...recurring, meter: meter ?? null, usage_type: usage_type ?? 'licensed', trial_period_days: null };
}

/** The old twin of a recurring price, which items still carry. `[spec]` */
function planWire(price: Price): Wire {
  const { id, active, created, currency, metadata, nickname, product, recurring } = price;
  return {
    id,
    object: 'plan',
    active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: 'per_unit',
    created,
    currency,
    interval: recurring?.interval ?? null,
    interval_count: recurring?.interval_count ?? null,
    livemode: false,
    metadata,
    meter: recurring?.meter ?? null,
    nickname,
    product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: recurring?.usage_type ?? 'licensed',
  };
}

export function subscriptionItemWire(account: Account, { quantity, ...item }: SubscriptionItem): Wire {
  const price = account.get('price', item.price);
  const metered = price.recurring?.usage_type === 'metered';
  return {
    billing_thresholds: null,
    current_trial: null,
    discounts: [],
    tax_rates: [],
    ...item,
    ...(metered ? {} : { quantity }),
    plan: planWire(price),
    price: priceWire(price),
  };
}

function subscriptionWire(account: Account, subscription: Subscription): Wire {
  const { items, cancellation_reason: reason, cancellation_comment, cancellation_feedback, ...record } = subscription;
  const said = { comment: cancellation_comment, feedback: cancellation_feedback, feedback_option: null };
  return {
    ...SUBSCRIPTION,
    ...record,
    cancellation_details: { ...said, reason },
    items: listWire(
      `/v1/subscription_items?subscription=${record.id}`,
      items.map((item) => subscriptionItemWire(account, item)),
    ),
  };
}

// evidence: spec: stripe 2026-10-28 (derived), InvoiceLineItem.parent and .pricing
export function lineWire(line: Line): Wire {
  const { price, product, unit_amount_decimal, subscription_item, invoice_item, proration, credited, ...record } = line;
  const proration_details = proration ? { credited_items: credited } : null;
  const ofItem = subscription_item !== null;
  return {
    ...LINE,
    ...record,
    quantity_decimal: String(line.quantity),
    subtotal: line.amount,
    parent: {
      type: ofItem ? 'subscription_item_details' : 'invoice_item_details',
      invoice_item_details: ofItem
        ? null
        : { invoice_item, proration, proration_details, subscription: line.subscription },
      subscription_item_details: ofItem
        ? { invoice_item, proration, proration_details, subscription: line.subscription, subscription_item }
        : null,
    },
    pricing: pricingWire(price, product, unit_amount_decimal),
  };
}

function pricingWire(price: string | null, product: string | null, unit_amount_decimal: string | null): Wire | null {
  if (price === null) return null;
  return { type: 'price_details', price_details: { price, product }, unit_amount_decimal };
}

function invoiceWire(invoice: Invoice): Wire {
  const { subscription, subscription_metadata, subscription_proration_date, days_until_due, lines, ...record } =
    invoice;
  const paidAt = invoice.status_transitions.paid_at;
  return {
    ...INVOICE,
    ...record,
    attempted: invoice.attempt_count > 0,
    lines: listWire(`/v1/invoices/${invoice.id}/lines`, lines.map(lineWire)),
    parent:
      subscription === null
        ? null
        : {
            type: 'subscription_details',
            quote_details: null,
            subscription_details: {
              metadata: subscription_metadata,
              subscription,
              ...(subscription_proration_date === null ? {} : { subscription_proration_date }),
            },
          },
    subtotal_excluding_tax: invoice.subtotal,
    total_excluding_tax: invoice.total,
    webhooks_delivered_at: paidAt ?? invoice.status_transitions.finalized_at,
  };
}

function invoiceItemWire(item: InvoiceItem): Wire {
  const { price, product, unit_amount_decimal, subscription_item, credited, subscription, created, ...record } = item;
  return {
    livemode: false,
    customer_account: null,
    discountable: false,
    discounts: [],
    tax_rates: [],
    test_clock: null,
    ...record,
    date: created,
    quantity_decimal: String(item.quantity),
    parent:
      subscription === null
        ? null
        : {
            type: 'subscription_details',
            subscription_details: { subscription, ...(subscription_item === null ? {} : { subscription_item }) },
          },
    pricing: pricingWire(price, product, unit_amount_decimal),
    ...(item.proration ? { proration_details: { discount_amounts: [], credited_items: credited } } : {}),
  };
}
