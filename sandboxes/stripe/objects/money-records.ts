import type { Metadata } from './records.ts';

/** Money on its way and back, in the vendor's own words. Amounts are minor units. */
export interface PaymentIntent {
  readonly id: string;
  readonly object: 'payment_intent';
  readonly created: number;
  readonly amount: number;
  readonly amount_received: number;
  readonly currency: string;
  readonly customer: string;
  readonly latest_charge: string | null;
  readonly payment_method: string | null;
  readonly description: string | null;
  readonly status: 'succeeded' | 'requires_confirmation' | 'requires_payment_method' | 'canceled';
  readonly canceled_at: number | null;
  readonly cancellation_reason: string | null;
  readonly metadata: Metadata;
}

export interface Charge {
  readonly id: string;
  readonly object: 'charge';
  readonly created: number;
  readonly amount: number;
  readonly amount_captured: number;
  readonly amount_refunded: number;
  readonly currency: string;
  readonly customer: string;
  readonly payment_intent: string;
  readonly payment_method: string;
  readonly disputed: boolean;
  readonly paid: boolean;
  readonly refunded: boolean;
  readonly status: 'succeeded' | 'failed';
  readonly metadata: Metadata;
}

export interface InvoicePayment {
  readonly id: string;
  readonly object: 'invoice_payment';
  readonly created: number;
  readonly invoice: string;
  /** null until it is paid. */
  readonly amount_paid: number | null;
  readonly amount_requested: number;
  readonly currency: string;
  /** Exactly one of the two says what pays. */
  readonly payment_intent: string | null;
  readonly payment_record: string | null;
  /** Made by the invoice itself for all that remained, not attached by somebody. */
  readonly is_default: boolean;
  readonly paid_at: number | null;
  readonly status: 'open' | 'paid';
}

/** Money that was received outside the vendor and reported to it. */
export interface PaymentRecord {
  readonly id: string;
  readonly object: 'payment_record';
  readonly created: number;
  readonly currency: string;
  readonly amount_requested: number;
  readonly amount_refunded: number;
  readonly customer: string | null;
  readonly description: string | null;
  /** How the payer's bank names it; null where nobody said. */
  readonly payment_reference: string | null;
  readonly refund_references: readonly string[];
  readonly metadata: Metadata;
}

export interface Dispute {
  readonly id: string;
  readonly object: 'dispute';
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly charge: string;
  readonly payment_intent: string;
  readonly reason: string;
  readonly status: 'needs_response' | 'under_review' | 'won' | 'lost';
  readonly due_by: number;
  readonly submission_count: number;
  /** Only what was stated; every other field of the evidence is null. */
  readonly evidence: Readonly<Record<string, string | undefined>>;
  readonly balance_transactions: readonly BalanceMovement[];
  readonly metadata: Metadata;
}

/** Funds that a dispute took from the account's balance (below zero) or gave back. */
export interface BalanceMovement {
  readonly id: string;
  readonly created: number;
  readonly amount: number;
}

export interface Refund {
  readonly id: string;
  readonly object: 'refund';
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly charge: string;
  readonly payment_intent: string;
  readonly reason: string | null;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly failure_reason: string | null;
  /** When its bank says what became of it; null = it is known. */
  readonly settles_at: number | null;
  readonly metadata: Metadata;
}

export interface CreditNoteLine {
  readonly id: string;
  readonly object: 'credit_note_line_item';
  readonly amount: number;
  readonly description: string | null;
  readonly invoice_line_item: string | null;
  readonly quantity: number | null;
  readonly unit_amount: number | null;
  readonly type: 'custom_line_item' | 'invoice_line_item';
}

export interface CreditNote {
  readonly id: string;
  readonly object: 'credit_note';
  readonly created: number;
  readonly number: string;
  readonly customer: string;
  readonly invoice: string;
  readonly currency: string;
  readonly amount: number;
  readonly status: 'issued' | 'void';
  readonly type: 'pre_payment' | 'post_payment' | 'mixed';
  /** The parts that lower what is due and that give back what was paid; they add up to the amount. */
  readonly pre_payment_amount: number;
  readonly post_payment_amount: number;
  readonly lines: readonly CreditNoteLine[];
  readonly memo: string | null;
  readonly reason: string | null;
  readonly metadata: Metadata;
  readonly effective_at: number;
  readonly voided_at: number | null;
  readonly out_of_band_amount: number | null;
  readonly refunds: readonly LinkedRefund[];
  readonly customer_balance_transaction: string | null;
}

/** How much of a refund settles a credit note. */
export interface LinkedRefund {
  readonly refund: string;
  readonly amount: number;
}

export interface BalanceTransaction {
  readonly id: string;
  readonly object: 'customer_balance_transaction';
  readonly created: number;
  readonly customer: string;
  readonly amount: number;
  readonly ending_balance: number;
  readonly currency: string;
  readonly description: string | null;
  readonly metadata: Metadata;
  readonly type: 'applied_to_invoice' | 'unapplied_from_invoice' | 'credit_note' | 'adjustment';
  readonly invoice: string | null;
  readonly credit_note: string | null;
}
