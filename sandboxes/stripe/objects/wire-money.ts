import { CHARGE, DISPUTE, EVIDENCE, PAYMENT_RECORD, REFUND } from './inert.ts';
import type { Charge, Dispute, InvoicePayment, PaymentRecord, Refund } from './money-records.ts';

type Wire = Readonly<Record<string, unknown>>;

export function invoicePaymentWire({ payment_intent, payment_record, paid_at, ...record }: InvoicePayment): Wire {
  return {
    livemode: false,
    ...record,
    payment:
      payment_intent === null ? { type: 'payment_record', payment_record } : { type: 'payment_intent', payment_intent },
    status_transitions: { canceled_at: null, paid_at },
  };
}

export function chargeWire(record: Charge): Wire {
  const failed = record.status === 'failed';
  return {
    ...CHARGE,
    ...record,
    captured: record.amount_captured > 0,
    failure_code: failed ? 'card_declined' : null,
    failure_message: failed ? 'Your card was declined.' : null,
  };
}

export function refundWire({ settles_at: _, failure_reason, ...record }: Refund): Wire {
  return {
    ...REFUND,
    ...record,
    ...(failure_reason === null ? {} : { failure_reason }),
    ...(record.status === 'pending' ? { pending_reason: 'processing' } : {}),
  };
}

// evidence: spec: stripe 2026-10-28 (derived), PaymentRecord: money as an object of currency and value
export function paymentRecordWire(record: PaymentRecord): Wire {
  const { currency, amount_requested: requested, amount_refunded: refunded } = record;
  const { customer, payment_reference: reference, id, object, created, description, metadata } = record;
  const money = (value: number) => ({ currency, value });
  return {
    ...PAYMENT_RECORD,
    id,
    object,
    created,
    description,
    metadata,
    amount: money(requested),
    amount_authorized: money(0),
    amount_canceled: money(0),
    amount_failed: money(0),
    amount_guaranteed: money(requested),
    amount_refunded: money(refunded),
    amount_requested: money(requested),
    customer_details: customer === null ? null : { customer, email: null, name: null, phone: null },
    processor_details: {
      type: 'custom',
      ...(reference === null ? {} : { custom: { payment_reference: reference } }),
    },
  };
}

// evidence: spec: stripe 2026-10-28 (derived), Dispute
export function disputeWire(record: Dispute): Wire {
  const { due_by, submission_count, evidence, balance_transactions: movements, ...shown } = record;
  return {
    ...DISPUTE,
    ...shown,
    balance_transactions: movements.map(({ id, created, amount }) => ({
      id,
      object: 'balance_transaction',
      amount,
      available_on: created,
      balance_type: 'payments',
      created,
      currency: record.currency,
      description: null,
      exchange_rate: null,
      fee: 0,
      fee_details: [],
      net: amount,
      reporting_category: amount < 0 ? 'dispute' : 'dispute_reversal',
      source: record.id,
      status: 'available',
      type: 'adjustment',
    })),
    evidence: { ...EVIDENCE, enhanced_evidence: {}, ...evidence },
    evidence_details: {
      due_by,
      enhanced_eligibility: {},
      has_evidence: Object.keys(evidence).length > 0,
      past_due: false,
      submission_count,
      submission_method: submission_count === 0 ? 'not_submitted' : 'manual',
    },
    is_charge_refundable: false,
  };
}
