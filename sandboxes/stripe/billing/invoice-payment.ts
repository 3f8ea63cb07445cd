import type { Account, Call } from '../account.ts';
import { record } from '../events.ts';
import type { InvoicePayment, PaymentIntent, PaymentRecord } from '../objects/money-records.ts';
import type { Invoice, Subscription } from '../objects/records.ts';
import { type Refusal, refuse } from '../wire/refusal.ts';
import { sum } from './amount.ts';

/** What pays an invoice: an intent of the vendor's own, or money that was reported to it. */
export type PaymentSource = { readonly intent: PaymentIntent } | { readonly reported: PaymentRecord };

/**
 * Adds a payment to those of an open invoice, of any amount up to what remains. One that has been made is credited at
 * once, an intent that waits when it succeeds.
 * evidence: docs: partial payments: same currency and customer as the invoice, up to `amount_remaining`
 */
export function attachPayment(
  account: Account,
  call: Call,
  { invoice, source }: { invoice: Invoice; source: PaymentSource },
): Invoice | Refusal {
  const { amount, currency, customer, param } = termsOf(source);
  if (invoice.status !== 'open') {
    return refuse(`The invoice is ${invoice.status}; it would have to be open.`, undefined, 'invoice_not_editable');
  }
  const foreign = currency !== invoice.currency || (customer !== null && customer !== invoice.customer);
  if (foreign) return refuse('The payment is of another customer or currency.', param);
  if (amount > invoice.amount_remaining) {
    return refuse(`The payment is of more than remains: ${invoice.amount_remaining}.`, param);
  }
  if (isAttached(account, source)) return refuse('The payment is attached to an invoice already.', param);
  const attached: InvoicePayment = account.save('invoice_payment', {
    ...newPayment(account, call, { invoice, amount }),
    payment_intent: 'intent' in source ? source.intent.id : null,
    payment_record: 'reported' in source ? source.reported.id : null,
    is_default: false,
  });
  const made = 'reported' in source || source.intent.status === 'succeeded';
  return made ? completePayment(account, call, attached) : invoice;
}

function termsOf(source: PaymentSource) {
  if ('reported' in source) {
    const { amount_requested: amount, currency, customer } = source.reported;
    return { amount, currency, customer, param: 'payment_record' };
  }
  const { amount, currency, customer } = source.intent;
  return { amount, currency, customer, param: 'payment_intent' };
}

function isAttached(account: Account, source: PaymentSource): boolean {
  const id = 'reported' in source ? source.reported.id : source.intent.id;
  const payments = account.records('invoice_payment');
  return payments.find((one) => one.payment_intent === id || one.payment_record === id) !== undefined;
}

function newPayment(account: Account, call: Call, { invoice, amount }: { invoice: Invoice; amount: number }) {
  return {
    id: account.newId('inpay'),
    object: 'invoice_payment',
    created: call.at,
    invoice: invoice.id,
    amount_paid: null,
    amount_requested: amount,
    currency: invoice.currency,
    paid_at: null,
    status: 'open',
  } as const;
}

interface Defaulting {
  readonly invoice: Invoice;
  readonly intent: PaymentIntent;
}

/** The payment that an invoice made by itself and that has not come in yet. */
export function openDefault(account: Account, invoice: Invoice): InvoicePayment | undefined {
  return account
    .records('invoice_payment')
    .find((one) => one.invoice === invoice.id && one.is_default && one.status === 'open');
}

/** Ties an intent that was refused to its invoice, which will try it again. */
export function keepDefault(account: Account, call: Call, { invoice, intent }: Defaulting): void {
  if (openDefault(account, invoice) === undefined)
    account.save('invoice_payment', byDefault(account, call, { invoice, intent }));
}

function byDefault(account: Account, call: Call, { invoice, intent }: Defaulting): InvoicePayment {
  const payment = newPayment(account, call, { invoice, amount: intent.amount });
  return { ...payment, payment_intent: intent.id, payment_record: null, is_default: true };
}

/** Books the payment that an invoice made by itself for all that remained. */
export function payByDefault(account: Account, call: Call, { invoice, intent }: Defaulting): Invoice {
  const kept = openDefault(account, invoice) ?? byDefault(account, call, { invoice, intent });
  return completePayment(account, call, { ...kept, amount_requested: intent.amount }, invoice);
}

/** An intent that was attached has succeeded: its invoice is credited. */
export function creditAttached(account: Account, call: Call, intent: PaymentIntent): void {
  const payment = account.records('invoice_payment').find((one) => one.payment_intent === intent.id);
  if (payment?.status === 'open') completePayment(account, call, payment);
}

function completePayment(
  account: Account,
  call: Call,
  payment: InvoicePayment,
  invoice: Invoice = account.get('invoice', payment.invoice),
): Invoice {
  // Something else may have paid in between: no more than what still remains is taken.
  const amount = Math.min(payment.amount_requested, invoice.amount_remaining);
  record(account, call, {
    kind: 'invoice_payment',
    type: 'invoice_payment.paid',
    next: { ...payment, amount_paid: amount, paid_at: call.at, status: 'paid' },
  });
  return credit(account, call, { invoice, amount, offStripe: payment.payment_record !== null });
}

/** Books an amount as paid; the last part closes the invoice. `offStripe`: the money came another way. */
export function credit(
  account: Account,
  call: Call,
  { invoice, amount, offStripe }: { invoice: Invoice; amount: number; offStripe: boolean },
): Invoice {
  const credited: Invoice = {
    ...invoice,
    amount_paid: sum([invoice.amount_paid, amount]),
    amount_paid_off_stripe: sum([invoice.amount_paid_off_stripe, offStripe ? amount : 0]),
    amount_remaining: sum([invoice.amount_remaining, -amount]),
  };
  if (credited.amount_remaining > 0) {
    return record(account, call, { kind: 'invoice', type: 'invoice.updated', next: credited });
  }
  const paid = record(account, call, {
    kind: 'invoice',
    type: 'invoice.paid',
    // evidence: docs: money that came another way is no payment that succeeded
    alsoTold: offStripe ? [] : ['invoice.payment_succeeded'],
    next: {
      ...credited,
      status: 'paid',
      next_payment_attempt: null,
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
