import type { Account, Call } from '../account.ts';
import { record } from '../events.ts';
import type { Charge, Refund } from '../objects/money-records.ts';
import type { Invoice, Metadata } from '../objects/records.ts';
import { sum } from './amount.ts';

/** Payment methods of the vendor's test mode whose refunds are not settled at once. `[docs]` */
const SLOW: ReadonlyMap<string, { readonly first: Refund['status']; readonly last: Refund['status'] }> = new Map([
  ['pm_card_refundFail', { first: 'succeeded', last: 'failed' }],
  ['pm_card_pendingRefund', { first: 'pending', last: 'succeeded' }],
] as const);
/** evidence: docs: some time later; the hour is ours */
const SETTLES_S = 3_600;

/** The charges that paid an invoice, the newest first; money that came another way has none. */
export function chargesOf(account: Account, invoice: Invoice): Charge[] {
  return account
    .records('invoice_payment')
    .filter((one) => one.invoice === invoice.id && one.status === 'paid' && one.payment_intent !== null)
    .flatMap(({ payment_intent: id }) => {
      const charge = id === null ? null : account.get('payment_intent', id).latest_charge;
      return charge === null ? [] : [account.get('charge', charge)];
    })
    .reverse();
}

export function leftOf(charge: Charge): number {
  return sum([charge.amount_captured, -charge.amount_refunded]);
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
  const slow = SLOW.get(charge.payment_method);
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
      status: slow?.first ?? 'succeeded',
      failure_reason: null,
      settles_at: slow === undefined ? null : call.at + SETTLES_S,
      metadata,
    },
  });
  refunded(account, call, { charge, amount, type: 'charge.refunded' });
  return refund;
}

/** What the bank says of a refund in the end. One that failed leaves the money with the account. */
export function settleRefund(account: Account, call: Call, refund: Refund): Refund {
  const charge = account.get('charge', refund.charge);
  const status = SLOW.get(charge.payment_method)?.last ?? 'succeeded';
  const failed = status === 'failed';
  if (failed) refunded(account, call, { charge, amount: -refund.amount, type: 'charge.updated' });
  return record(account, call, {
    kind: 'refund',
    type: failed ? 'refund.failed' : 'refund.updated',
    alsoTold: ['charge.refund.updated'],
    next: { ...refund, status, failure_reason: failed ? 'expired_or_canceled_card' : null, settles_at: null },
  });
}

function refunded(
  account: Account,
  call: Call,
  { charge, amount, type }: { charge: Charge; amount: number; type: string },
): void {
  const total = sum([charge.amount_refunded, amount]);
  const next = { ...charge, amount_refunded: total, refunded: total === charge.amount };
  record(account, call, { kind: 'charge', type, next });
}
