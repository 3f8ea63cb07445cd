import type { Account, Call } from '../account.ts';
import { record } from '../events.ts';
import type { Invoice } from '../objects/records.ts';
import { sum } from './amount.ts';
import { moveBalance } from './balance.ts';

/** Payment methods of the vendor's test mode that are always declined. `[docs]` */
const DECLINED: ReadonlySet<string> = new Set([
  'pm_card_chargeCustomerFail',
  'pm_card_chargeDeclined',
  'pm_card_visa_chargeDeclined',
]);
const METHOD_DEFAULT = 'pm_card_visa';

export interface Collected {
  readonly invoice: Invoice;
  readonly declined: boolean;
}

/** Charges what remains on an open invoice: a payment intent, its charge and the invoice payment that ties them. */
export function collect(
  account: Account,
  call: Call,
  { invoice, paymentMethod }: { invoice: Invoice; paymentMethod: string | null },
): Collected {
  const customer = account.get('customer', invoice.customer);
  const method = paymentMethod ?? customer.default_payment_method ?? METHOD_DEFAULT;
  const declined = DECLINED.has(method);
  charge(account, call, { invoice, method, declined });
  const attempted = { ...invoice, attempt_count: invoice.attempt_count + 1 };
  if (declined) {
    const type = 'invoice.payment_failed';
    return { declined, invoice: record(account, call, { kind: 'invoice', type, next: attempted }) };
  }
  return { declined, invoice: settle(account, call, { invoice: attempted, offStripe: false }) };
}

function charge(
  account: Account,
  call: Call,
  { invoice, method, declined }: { invoice: Invoice; method: string; declined: boolean },
): void {
  const amount = invoice.amount_remaining;
  const ids = { intent: account.newId('pi'), charge: account.newId('ch') };
  const common = { created: call.at, amount, currency: invoice.currency, customer: invoice.customer, metadata: {} };
  record(account, call, {
    kind: 'charge',
    type: declined ? 'charge.failed' : 'charge.succeeded',
    next: {
      ...common,
      id: ids.charge,
      object: 'charge',
      amount_captured: declined ? 0 : amount,
      amount_refunded: 0,
      payment_intent: ids.intent,
      payment_method: method,
      paid: !declined,
      refunded: false,
      status: declined ? 'failed' : 'succeeded',
    },
  });
  record(account, call, {
    kind: 'payment_intent',
    type: declined ? 'payment_intent.payment_failed' : 'payment_intent.succeeded',
    next: {
      ...common,
      id: ids.intent,
      object: 'payment_intent',
      amount_received: declined ? 0 : amount,
      latest_charge: ids.charge,
      payment_method: declined ? null : method,
      status: declined ? 'requires_payment_method' : 'succeeded',
    },
  });
  if (declined) return;
  record(account, call, {
    kind: 'invoice_payment',
    type: 'invoice_payment.paid',
    next: {
      id: account.newId('inpay'),
      object: 'invoice_payment',
      created: call.at,
      invoice: invoice.id,
      amount_paid: amount,
      amount_requested: amount,
      currency: invoice.currency,
      payment_intent: ids.intent,
      status: 'paid',
    },
  });
}

/** Books what remained as paid. `offStripe`: the money came another way and no payment record is made. */
export function settle(
  account: Account,
  call: Call,
  { invoice, offStripe }: { invoice: Invoice; offStripe: boolean },
): Invoice {
  const paid = record(account, call, {
    kind: 'invoice',
    type: 'invoice.paid',
    next: {
      ...invoice,
      status: 'paid',
      amount_paid: sum([invoice.amount_paid, invoice.amount_remaining]),
      amount_paid_off_stripe: sum([invoice.amount_paid_off_stripe, offStripe ? invoice.amount_remaining : 0]),
      amount_remaining: 0,
      status_transitions: { ...invoice.status_transitions, paid_at: call.at },
    },
  });
  revive(account, call, paid);
  return paid;
}

/** A subscription that waited for this money is active again. */
function revive(account: Account, call: Call, { subscription: id }: Invoice): void {
  const subscription = id === null ? undefined : account.records('subscription').get(id);
  if (subscription?.status !== 'past_due' && subscription?.status !== 'incomplete') return;
  record(account, call, {
    kind: 'subscription',
    type: 'customer.subscription.updated',
    next: { ...subscription, status: 'active' },
  });
}

/** Makes an invoice as if it had never been sent; credit of the customer that it had used up comes back. `[docs]` */
export function voidInvoice(account: Account, call: Call, invoice: Invoice): Invoice {
  const used = sum([invoice.ending_balance ?? invoice.starting_balance, -invoice.starting_balance]);
  if (used !== 0) {
    const back = { customer: invoice.customer, amount: -used, type: 'adjustment', invoice: invoice.id } as const;
    moveBalance(account, call, back);
  }
  return record(account, call, {
    kind: 'invoice',
    type: 'invoice.voided',
    next: {
      ...invoice,
      status: 'void',
      status_transitions: { ...invoice.status_transitions, voided_at: call.at },
    },
  });
}
