import type { Account, Call } from '../account.ts';
import { record } from '../events.ts';
import type { Invoice, Subscription } from '../objects/records.ts';
import { sum } from './amount.ts';
import { moveBalance } from './balance.ts';

/** Payment methods of the vendor's test mode that are always declined. `[docs]` */
const DECLINED: ReadonlySet<string> = new Set([
  'pm_card_chargeCustomerFail',
  'pm_card_chargeDeclined',
  'pm_card_visa_chargeDeclined',
]);
const METHOD_DEFAULT = 'pm_card_visa';

const DAY_S = 86_400;

export interface Collected {
  readonly invoice: Invoice;
  readonly declined: boolean;
}

/**
 * Charges what remains on an open invoice: a payment intent, its charge and the invoice payment that ties them.
 * `automatic`: the vendor does it by itself, so that it counts in the plan of retries.
 */
export function collect(
  account: Account,
  call: Call,
  asked: { invoice: Invoice; paymentMethod: string | null; automatic: boolean },
): Collected {
  const { invoice, automatic } = asked;
  const method = asked.paymentMethod ?? usualMethod(account, invoice);
  const declined = DECLINED.has(method);
  charge(account, call, { invoice, method, declined });
  const attempted = withAttempt(account, call, { invoice, automatic });
  if (declined) {
    const type = 'invoice.payment_failed';
    return { declined, invoice: record(account, call, { kind: 'invoice', type, next: attempted }) };
  }
  return { declined, invoice: settle(account, call, { invoice: attempted, offStripe: false }) };
}

function usualMethod(account: Account, invoice: Invoice): string {
  const subscription =
    invoice.subscription === null ? undefined : account.records('subscription').get(invoice.subscription);
  const customer = account.get('customer', invoice.customer);
  return (
    invoice.default_payment_method ??
    subscription?.default_payment_method ??
    customer.default_payment_method ??
    METHOD_DEFAULT
  );
}

// evidence: spec: Invoice.attempt_count: any attempt is the first; after it only automatic ones count and move the plan
function withAttempt(
  account: Account,
  call: Call,
  { invoice, automatic }: { invoice: Invoice; automatic: boolean },
): Invoice {
  if (!automatic && invoice.attempt_count > 0) return invoice;
  const attempts = invoice.attempt_count + 1;
  const days = isRetried(invoice) ? account.settings.retryAfterDays[attempts - 1] : undefined;
  return {
    ...invoice,
    attempt_count: attempts,
    next_payment_attempt: days === undefined ? null : call.at + days * DAY_S,
  };
}

// evidence: docs: the first invoice of a subscription is not retried, its customer is waiting for the answer
function isRetried({ collection_method, auto_advance, billing_reason }: Invoice): boolean {
  return collection_method === 'charge_automatically' && auto_advance && billing_reason !== 'subscription_create';
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
    // evidence: docs: money that came another way is no payment that succeeded
    alsoTold: offStripe ? [] : ['invoice.payment_succeeded'],
    next: {
      ...invoice,
      status: 'paid',
      next_payment_attempt: null,
      amount_paid: sum([invoice.amount_paid, invoice.amount_remaining]),
      amount_paid_off_stripe: sum([invoice.amount_paid_off_stripe, offStripe ? invoice.amount_remaining : 0]),
      amount_remaining: 0,
      status_transitions: { ...invoice.status_transitions, paid_at: call.at },
    },
  });
  revive(account, call, paid);
  return paid;
}

const WAITING: ReadonlySet<Subscription['status']> = new Set(['past_due', 'unpaid', 'incomplete'] as const);

// evidence: docs: a subscription is active again once its most recent invoice is paid
function revive(account: Account, call: Call, { id: invoice, subscription: id }: Invoice): void {
  const subscription = id === null ? undefined : account.records('subscription').get(id);
  if (subscription === undefined || !WAITING.has(subscription.status)) return;
  if (subscription.latest_invoice !== invoice && subscription.status !== 'incomplete') return;
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
      next_payment_attempt: null,
      status_transitions: { ...invoice.status_transitions, voided_at: call.at },
    },
  });
}

/** Writes an open invoice off: nobody goes on collecting it, and it can still be paid. */
export function markUncollectible(account: Account, call: Call, invoice: Invoice): Invoice {
  return record(account, call, {
    kind: 'invoice',
    type: 'invoice.marked_uncollectible',
    next: {
      ...invoice,
      status: 'uncollectible',
      next_payment_attempt: null,
      status_transitions: { ...invoice.status_transitions, marked_uncollectible_at: call.at },
    },
  });
}
