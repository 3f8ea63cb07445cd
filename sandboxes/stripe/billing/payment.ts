import type { Account, Call } from '../account.ts';
import { record } from '../events.ts';
import type { PaymentIntent } from '../objects/money-records.ts';
import type { Invoice } from '../objects/records.ts';
import { sum } from './amount.ts';
import { moveBalance } from './balance.ts';
import { chargeIntent, composeIntent } from './intent.ts';
import { keepDefault, openDefault, payByDefault } from './invoice-payment.ts';

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
  const intent = intentOf(account, call, invoice);
  const charged = chargeIntent(account, call, { intent, method });
  const attempted = withAttempt(account, call, { invoice, automatic });
  if (charged.status !== 'succeeded') {
    keepDefault(account, call, { invoice, intent: charged });
    const type = 'invoice.payment_failed';
    return { declined: true, invoice: record(account, call, { kind: 'invoice', type, next: attempted }) };
  }
  return { declined: false, invoice: payByDefault(account, call, { invoice: attempted, intent: charged }) };
}

/** An invoice asks for its money by one intent, however often that is tried. */
// evidence: docs: InvoicePayment.is_default: made by the vendor, follows what remains; open until it is paid
function intentOf(account: Account, call: Call, invoice: Invoice): PaymentIntent {
  const waiting = openDefault(account, invoice)?.payment_intent ?? null;
  if (waiting !== null) return { ...account.get('payment_intent', waiting), amount: invoice.amount_remaining };
  return composeIntent(account, call, {
    amount: invoice.amount_remaining,
    currency: invoice.currency,
    customer: invoice.customer,
    paymentMethod: null,
    description: null,
    metadata: {},
  });
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

/** Makes an invoice as if it had never been sent; credit of the customer that it had used up comes back. `[docs]` */
export function voidInvoice(account: Account, call: Call, invoice: Invoice): Invoice {
  const used = sum([invoice.ending_balance ?? invoice.starting_balance, -invoice.starting_balance]);
  if (used !== 0) {
    const back = {
      customer: invoice.customer,
      amount: -used,
      type: 'unapplied_from_invoice',
      invoice: invoice.id,
    } as const;
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
