import type {
  BalanceTransaction,
  Charge,
  CreditNote,
  Dispute,
  InvoicePayment,
  PaymentIntent,
  PaymentRecord,
  Refund,
} from './money-records.ts';
import type { SubscriptionSchedule } from './schedule-records.ts';
import type { Meter, MeterEvent } from './usage-records.ts';

/** What the stand-in keeps, in the vendor's own words; `wire.ts` adds the fields that never change. Amounts are minor units. */
export type Metadata = Readonly<Record<string, string>>;

export interface Address {
  readonly city: string | null;
  readonly country: string | null;
  readonly line1: string | null;
  readonly line2: string | null;
  readonly postal_code: string | null;
  readonly state: string | null;
}

export interface Customer {
  readonly id: string;
  readonly object: 'customer';
  readonly created: number;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly description: string | null;
  readonly address: Address | null;
  readonly metadata: Metadata;
  /** Below zero = the customer's credit, taken from the next invoices. */
  readonly balance: number;
  readonly currency: string | null;
  readonly invoice_prefix: string;
  readonly next_invoice_sequence: number;
  readonly default_payment_method: string | null;
  readonly deleted?: true;
}

export interface Product {
  readonly id: string;
  readonly object: 'product';
  readonly created: number;
  readonly updated: number;
  readonly name: string;
  readonly active: boolean;
  readonly description: string | null;
  readonly unit_label: string | null;
  readonly tax_code: string | null;
  readonly metadata: Metadata;
}

export type Interval = 'day' | 'week' | 'month' | 'year';

export interface Recurring {
  readonly interval: Interval;
  readonly interval_count: number;
  /** Licensed = billed in advance by quantity, metered = afterwards by what its meter counted. */
  readonly usage_type: 'licensed' | 'metered';
  readonly meter: string | null;
}

export interface Price {
  readonly id: string;
  readonly object: 'price';
  readonly created: number;
  readonly active: boolean;
  readonly currency: string;
  readonly product: string;
  readonly recurring: Recurring | null;
  readonly nickname: string | null;
  readonly lookup_key: string | null;
  /** null where the decimal twin has a part of a minor unit. */
  readonly unit_amount: number | null;
  readonly unit_amount_decimal: string;
  readonly metadata: Metadata;
}

export interface SubscriptionItem {
  readonly id: string;
  readonly object: 'subscription_item';
  readonly created: number;
  readonly subscription: string;
  readonly price: string;
  readonly quantity: number;
  readonly metadata: Metadata;
  /** How much use is billed before its period ends; none of it is, where there is no such bound. */
  readonly billing_thresholds?: { readonly usage_gte: number } | null;
  readonly current_period_start: number;
  readonly current_period_end: number;
}

export type CollectionMethod = 'charge_automatically' | 'send_invoice';

/** What becomes of the invoices of a subscription whose collection is paused. `resumes_at` null = until it is told. */
export interface PauseCollection {
  readonly behavior: 'keep_as_draft' | 'mark_uncollectible' | 'void';
  readonly resumes_at: number | null;
}

export interface Subscription {
  readonly id: string;
  readonly object: 'subscription';
  readonly created: number;
  readonly start_date: number;
  readonly customer: string;
  readonly status: 'active' | 'canceled' | 'incomplete' | 'past_due' | 'unpaid';
  readonly billing_cycle_anchor: number;
  readonly cancel_at: number | null;
  readonly cancel_at_period_end: boolean;
  readonly canceled_at: number | null;
  readonly ended_at: number | null;
  readonly cancellation_reason: 'cancellation_requested' | 'payment_failed' | null;
  readonly cancellation_comment: string | null;
  readonly cancellation_feedback: string | null;
  readonly collection_method: CollectionMethod;
  readonly days_until_due: number | null;
  readonly currency: string;
  readonly description: string | null;
  readonly metadata: Metadata;
  readonly pause_collection: PauseCollection | null;
  readonly default_payment_method: string | null;
  /** The plan that governs it. */
  readonly schedule: string | null;
  readonly latest_invoice: string | null;
  readonly items: readonly SubscriptionItem[];
}

export interface Period {
  readonly start: number;
  readonly end: number;
}

/** A line before it stands on an invoice: what the planning computes and the commit stores unchanged. */
export interface DraftLine {
  readonly amount: number;
  readonly description: string;
  readonly period: Period;
  readonly price: string | null;
  readonly product: string | null;
  readonly unit_amount_decimal: string | null;
  readonly quantity: number;
  readonly metadata: Metadata;
  readonly subscription_item: string | null;
  readonly proration: boolean;
  /** Which earlier line a proration credit takes back. */
  readonly credited: { readonly invoice: string; readonly invoice_line_items: readonly string[] } | null;
}

export interface Line extends DraftLine {
  readonly id: string;
  readonly object: 'line_item';
  readonly invoice: string;
  readonly currency: string;
  readonly subscription: string | null;
  readonly invoice_item: string | null;
}

export interface InvoiceItem extends DraftLine {
  readonly id: string;
  readonly object: 'invoiceitem';
  readonly created: number;
  readonly customer: string;
  readonly currency: string;
  readonly subscription: string | null;
  readonly invoice: string | null;
}

export type BillingReason =
  | 'manual'
  | 'subscription_create'
  | 'subscription_cycle'
  | 'subscription_threshold'
  | 'subscription_update'
  | 'upcoming';

export interface Invoice {
  readonly id: string;
  readonly object: 'invoice';
  readonly created: number;
  readonly customer: string;
  readonly subscription: string | null;
  readonly subscription_metadata: Metadata;
  readonly subscription_proration_date: number | null;
  readonly number: string | null;
  readonly status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';
  readonly currency: string;
  readonly billing_reason: BillingReason;
  readonly collection_method: CollectionMethod;
  readonly auto_advance: boolean;
  /** When a draft becomes final by itself; null = when it is told. */
  readonly automatically_finalizes_at: number | null;
  /** When an open invoice is collected by itself the next time; null = not by itself. */
  readonly next_payment_attempt: number | null;
  readonly default_payment_method: string | null;
  readonly days_until_due: number | null;
  readonly due_date: number | null;
  readonly effective_at: number | null;
  readonly period_start: number;
  readonly period_end: number;
  readonly description: string | null;
  readonly metadata: Metadata;
  readonly lines: readonly Line[];
  readonly subtotal: number;
  readonly total: number;
  readonly starting_balance: number;
  readonly ending_balance: number | null;
  readonly amount_due: number;
  readonly amount_paid: number;
  readonly amount_paid_off_stripe: number;
  readonly amount_remaining: number;
  readonly pre_payment_credit_notes_amount: number;
  readonly post_payment_credit_notes_amount: number;
  readonly attempt_count: number;
  readonly status_transitions: {
    readonly finalized_at: number | null;
    readonly marked_uncollectible_at: number | null;
    readonly paid_at: number | null;
    readonly voided_at: number | null;
  };
}

export interface StripeEvent {
  readonly id: string;
  readonly object: 'event';
  readonly created: number;
  readonly type: string;
  readonly data: {
    readonly object: Readonly<Record<string, unknown>>;
    readonly previous_attributes?: Readonly<Record<string, unknown>>;
  };
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null };
  readonly pending_webhooks: number;
}

export interface WebhookEndpoint {
  readonly id: string;
  readonly object: 'webhook_endpoint';
  readonly created: number;
  readonly url: string;
  readonly secret: string;
  readonly enabled_events: readonly string[];
  readonly description: string | null;
  readonly metadata: Metadata;
  readonly status: 'enabled' | 'disabled';
}

/** Every kind of record by the name that its `object` field carries. */
export interface Records {
  readonly customer: Customer;
  readonly product: Product;
  readonly price: Price;
  readonly subscription: Subscription;
  readonly invoice: Invoice;
  readonly invoiceitem: InvoiceItem;
  readonly payment_intent: PaymentIntent;
  readonly charge: Charge;
  readonly invoice_payment: InvoicePayment;
  readonly refund: Refund;
  readonly credit_note: CreditNote;
  readonly customer_balance_transaction: BalanceTransaction;
  readonly payment_record: PaymentRecord;
  readonly dispute: Dispute;
  readonly subscription_schedule: SubscriptionSchedule;
  readonly 'billing.meter': Meter;
  readonly 'billing.meter_event': MeterEvent;
  readonly event: StripeEvent;
  readonly webhook_endpoint: WebhookEndpoint;
}

export type Kind = keyof Records;
