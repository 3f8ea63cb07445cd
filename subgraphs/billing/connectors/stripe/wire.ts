import { z } from 'zod';

/**
 * What we read of the vendor's answers, of API version 2026-10-28.endive; what else they hold is kept untouched.
 * Amounts are whole minor units and safe integers, instants whole seconds.
 */

const metadata = z.record(z.string(), z.string()).nullish();
const id = z.string();
/** Expanded when it was asked for, else the id alone. */
const reference = z
  .union([id, z.looseObject({ id })])
  .transform((value) => (typeof value === 'string' ? value : value.id));
const amount = z.int();
const seconds = z.int();
const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/);

export const customerWire = z.looseObject({
  id,
  deleted: z.boolean().optional(),
  name: z.string().nullish(),
  metadata,
});
export type CustomerWire = z.infer<typeof customerWire>;

export const productWire = z.looseObject({
  id,
  name: z.string().nullish(),
  tax_code: reference.nullish(),
  metadata,
});
export type ProductWire = z.infer<typeof productWire>;

export const priceWire = z.looseObject({
  id,
  product: reference,
  currency: z.string(),
  unit_amount_decimal: decimalText.nullish(),
  recurring: z
    .looseObject({ interval: z.string(), interval_count: z.int(), usage_type: z.string().nullish() })
    .nullish(),
});

export const itemWire = z.looseObject({
  id,
  price: priceWire,
  quantity: z.int().optional(),
  current_period_start: seconds,
  current_period_end: seconds,
});
export type ItemWire = z.infer<typeof itemWire>;

export const subscriptionWire = z.looseObject({
  id,
  status: z.string(),
  customer: reference,
  currency: z.string(),
  start_date: seconds,
  cancel_at: seconds.nullish(),
  cancel_at_period_end: z.boolean(),
  pause_collection: z.looseObject({ behavior: z.string() }).nullish(),
  schedule: reference.nullish(),
  days_until_due: z.int().nullish(),
  latest_invoice: reference.nullish(),
  metadata,
  items: z.looseObject({ data: z.array(itemWire), has_more: z.boolean() }),
});
export type SubscriptionWire = z.infer<typeof subscriptionWire>;

const lineDetails = z.looseObject({ proration: z.boolean().nullish() }).nullish();

export const lineWire = z.looseObject({
  id,
  amount,
  description: z.string().nullish(),
  quantity: z.int().nullish(),
  period: z.looseObject({ start: seconds, end: seconds }).nullish(),
  // evidence: spec: proration and price stand under parent and pricing since 2025-03-31
  parent: z.looseObject({ subscription_item_details: lineDetails, invoice_item_details: lineDetails }).nullish(),
  pricing: z.looseObject({ price_details: z.looseObject({ product: reference.nullish() }).nullish() }).nullish(),
});
export type LineWire = z.infer<typeof lineWire>;

export const invoiceWire = z.looseObject({
  // A preview has no id of its own in some versions.
  id: id.default('upcoming'),
  number: z.string().nullish(),
  status: z.string().nullish(),
  billing_reason: z.string().nullish(),
  attempt_count: z.int().nullish(),
  next_payment_attempt: seconds.nullish(),
  customer: reference,
  currency: z.string(),
  created: seconds,
  effective_at: seconds.nullish(),
  due_date: seconds.nullish(),
  total: amount,
  amount_paid: amount,
  amount_remaining: amount,
  /** The customer's balance before and, once it is issued, after it; below zero for credit. */
  starting_balance: amount.nullish(),
  ending_balance: amount.nullish(),
  total_taxes: z.array(z.looseObject({ amount })).nullish(),
  status_transitions: z.looseObject({ finalized_at: seconds.nullish() }).nullish(),
  parent: z
    .looseObject({ subscription_details: z.looseObject({ subscription: reference.nullish(), metadata }).nullish() })
    .nullish(),
  lines: z.looseObject({ data: z.array(lineWire), has_more: z.boolean() }),
});
export type InvoiceWire = z.infer<typeof invoiceWire>;

/** An invoice that was calculated only. */
// evidence: spec: invoice.customer may be null; so it is where the preview was asked for nobody
export const previewWire = invoiceWire.extend({ customer: reference.nullish() });
export type PreviewWire = z.infer<typeof previewWire>;

export const creditNoteLineWire = z.looseObject({
  id,
  amount,
  description: z.string().nullish(),
  invoice_line_item: reference.nullish(),
});
export type CreditNoteLineWire = z.infer<typeof creditNoteLineWire>;

export const creditNoteWire = z.looseObject({
  id,
  number: z.string().nullish(),
  status: z.string(),
  customer: reference,
  invoice: reference.nullish(),
  currency: z.string(),
  total: amount,
  total_taxes: z.array(z.looseObject({ amount })).nullish(),
  /** What the open invoice is lowered by, and what was paid already. */
  pre_payment_amount: amount.nullish(),
  post_payment_amount: amount.nullish(),
  out_of_band_amount: amount.nullish(),
  refunds: z.array(z.looseObject({ amount_refunded: amount })).nullish(),
  reason: z.string().nullish(),
  memo: z.string().nullish(),
  created: seconds,
  effective_at: seconds.nullish(),
  metadata,
  lines: z.looseObject({ data: z.array(creditNoteLineWire), has_more: z.boolean() }),
});
export type CreditNoteWire = z.infer<typeof creditNoteWire>;

const chargeWire = z.looseObject({
  id,
  amount_refunded: amount,
  refunded: z.boolean(),
  disputed: z.boolean().nullish(),
  status: z.string(),
  created: seconds,
});

export const paymentIntentWire = z.looseObject({
  id,
  amount,
  amount_received: amount.nullish(),
  currency: z.string(),
  customer: reference.nullish(),
  status: z.string(),
  created: seconds,
  latest_charge: chargeWire.nullish(),
});
export type PaymentIntentWire = z.infer<typeof paymentIntentWire>;

export const refundWire = z.looseObject({
  id,
  amount,
  currency: z.string(),
  status: z.string().nullish(),
  reason: z.string().nullish(),
  payment_intent: reference.nullish(),
  created: seconds,
  metadata,
});
export type RefundWire = z.infer<typeof refundWire>;

export const disputeWire = z.looseObject({
  id,
  amount,
  currency: z.string(),
  status: z.string(),
  reason: z.string().nullish(),
  payment_intent: reference.nullish(),
  created: seconds,
});
export type DisputeWire = z.infer<typeof disputeWire>;

export const balanceTransactionWire = z.looseObject({
  id,
  amount,
  currency: z.string(),
  type: z.string(),
  invoice: reference.nullish(),
  credit_note: reference.nullish(),
  metadata,
});
export type BalanceTransactionWire = z.infer<typeof balanceTransactionWire>;

export const invoicePaymentWire = z.looseObject({
  id,
  invoice: reference,
  payment: z.looseObject({ payment_intent: reference.nullish() }),
});

const phaseItemWire = z.looseObject({ price: reference, quantity: z.int().nullish() });

export const scheduleWire = z.looseObject({
  id,
  status: z.string(),
  customer: reference,
  subscription: reference.nullish(),
  released_subscription: reference.nullish(),
  metadata,
  phases: z.array(
    z.looseObject({
      start_date: seconds,
      end_date: seconds,
      currency: z.string(),
      items: z.array(phaseItemWire),
      add_invoice_items: z.array(phaseItemWire).nullish(),
    }),
  ),
});
export type ScheduleWire = z.infer<typeof scheduleWire>;

export const meterWire = z.looseObject({ id, event_name: z.string(), status: z.string() });

/** An event is a notice only: the record in it may be old by the time it is read. */
export const eventWire = z.looseObject({
  id,
  type: z.string(),
  created: seconds,
  data: z.looseObject({
    object: z.looseObject({
      object: z.string(),
      id: z.string().optional(),
      invoice: reference.nullish(),
      payment_intent: reference.nullish(),
      payment: z.looseObject({ payment_intent: reference.nullish() }).nullish(),
    }),
  }),
});
export type EventWire = z.infer<typeof eventWire>;

export function listWire<Schema extends z.ZodType>(item: Schema) {
  return z.looseObject({ data: z.array(item), has_more: z.boolean() });
}

/** An answer of which nothing is needed. */
export const anything = z.unknown();
