import type { Account, Call } from '../account.ts';
import { record } from '../events.ts';
import type { PaymentIntent } from '../objects/money-records.ts';
import type { Metadata } from '../objects/records.ts';
import { openDispute } from './dispute.ts';

/** Payment methods of the vendor's test mode that are always declined. `[docs]` */
const DECLINED: ReadonlySet<string> = new Set([
  'pm_card_chargeCustomerFail',
  'pm_card_chargeDeclined',
  'pm_card_visa_chargeDeclined',
]);
/** Those whose charge succeeds and is disputed at once. `[docs]` */
const DISPUTED: ReadonlyMap<string, string> = new Map([
  ['pm_card_createDispute', 'fraudulent'],
  ['pm_card_createDisputeProductNotReceived', 'product_not_received'],
]);

/** Money that is asked of a customer, before a method is charged for it. */
export interface IntentFacts {
  readonly amount: number;
  readonly currency: string;
  readonly customer: string;
  readonly paymentMethod: string | null;
  readonly description: string | null;
  readonly metadata: Metadata;
}

/** An intent that nobody has tried to pay yet; stores nothing. */
export function composeIntent(account: Account, call: Call, facts: IntentFacts): PaymentIntent {
  const { paymentMethod, ...asked } = facts;
  return {
    id: account.newId('pi'),
    object: 'payment_intent',
    created: call.at,
    amount_received: 0,
    latest_charge: null,
    payment_method: paymentMethod,
    status: paymentMethod === null ? 'requires_payment_method' : 'requires_confirmation',
    canceled_at: null,
    cancellation_reason: null,
    ...asked,
  };
}

/** Charges a method for the whole intent. A refused one leaves the intent waiting for another method. */
export function chargeIntent(
  account: Account,
  call: Call,
  { intent, method }: { intent: PaymentIntent; method: string },
): PaymentIntent {
  const declined = DECLINED.has(method);
  const charge = record(account, call, {
    kind: 'charge',
    type: declined ? 'charge.failed' : 'charge.succeeded',
    next: {
      id: account.newId('ch'),
      object: 'charge',
      created: call.at,
      amount: intent.amount,
      currency: intent.currency,
      customer: intent.customer,
      metadata: {},
      amount_captured: declined ? 0 : intent.amount,
      amount_refunded: 0,
      payment_intent: intent.id,
      payment_method: method,
      disputed: false,
      paid: !declined,
      refunded: false,
      status: declined ? 'failed' : 'succeeded',
    },
  });
  const charged = record(account, call, {
    kind: 'payment_intent',
    type: declined ? 'payment_intent.payment_failed' : 'payment_intent.succeeded',
    next: {
      ...intent,
      amount_received: declined ? 0 : intent.amount,
      latest_charge: charge.id,
      payment_method: declined ? null : method,
      status: declined ? 'requires_payment_method' : 'succeeded',
    },
  });
  const reason = DISPUTED.get(method);
  if (reason !== undefined) openDispute(account, call, { charge, amount: charge.amount, reason });
  return charged;
}
