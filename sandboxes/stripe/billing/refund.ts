import type { Account, Call } from '../account.ts';
import { record } from '../events.ts';
import type { Charge, Invoice, Metadata, Refund } from '../objects/records.ts';
import { sum } from './amount.ts';

/** The charge that paid an invoice; null where it was paid another way. */
export function chargeOf(account: Account, invoice: Invoice): Charge | null {
  const payment = account.records('invoice_payment').find((one) => one.invoice === invoice.id);
  if (payment === undefined) return null;
  const { latest_charge: id } = account.get('payment_intent', payment.payment_intent);
  return id === null ? null : account.get('charge', id);
}

export interface RefundFacts {
  readonly charge: Charge;
  readonly amount: number;
  readonly reason: string | null;
  readonly metadata: Metadata;
}

/** Gives money of a charge back; the caller has checked that so much is left of it. */
export function refundCharge(account: Account, call: Call, facts: RefundFacts): Refund {
  const { charge, amount, reason, metadata } = facts;
  const refund = record(account, call, {
    kind: 'refund',
    type: 'refund.created',
    next: {
      id: account.newId('re'),
      object: 'refund',
      created: call.at,
      amount,
      currency: charge.currency,
      charge: charge.id,
      payment_intent: charge.payment_intent,
      reason,
      status: 'succeeded',
      metadata,
    },
  });
  const refunded = sum([charge.amount_refunded, amount]);
  record(account, call, {
    kind: 'charge',
    type: 'charge.refunded',
    next: { ...charge, amount_refunded: refunded, refunded: refunded === charge.amount },
  });
  return refund;
}
