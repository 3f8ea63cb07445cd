import { z } from 'zod';
import type { Route } from '#sandboxes/kit/server.ts';
import type { Account, Call } from '../account.ts';
import { chargeIntent, composeIntent } from '../billing/intent.ts';
import { creditAttached } from '../billing/invoice-payment.ts';
import { mergedMetadata } from '../billing/plan.ts';
import { type Answer, endpoint } from '../door.ts';
import { record } from '../events.ts';
import type { PaymentIntent } from '../objects/money-records.ts';
import { wireOf } from '../objects/wire.ts';
import { is, pageOf, within } from '../wire/page.ts';
import { currency, flag, LIST_PARAMETERS, metadata, parameters, quantity, range, text } from '../wire/parameters.ts';
import { cardDeclined, Refusal, refuse } from '../wire/refusal.ts';
import { living } from './customers.ts';
import { one } from './payments.ts';

const CONFIRMATION = { payment_method: text.optional(), off_session: flag.optional() };

const NEW_INTENT = parameters({
  ...CONFIRMATION,
  amount: quantity,
  currency,
  customer: text,
  confirm: flag.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
});

/** Money asked of a customer apart from an invoice: attached to one, it pays a part of it. */
export function paymentIntentRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'POST /v1/payment_intents',
      takes: NEW_INTENT,
      answer: (fields, call) => newIntent(account, call, fields),
    }),
    one(account, 'payment_intent', '/v1/payment_intents/:id'),
    endpoint(account, {
      at: 'GET /v1/payment_intents',
      takes: parameters({ ...LIST_PARAMETERS, customer: text.optional(), created: range.optional() }),
      answer: ({ customer, created, ...paging }) =>
        pageOf(account, 'payment_intent', {
          url: '/v1/payment_intents',
          paging,
          where: (intent) => is(customer, intent.customer) && within(intent.created, created),
        }),
    }),
    endpoint(account, {
      at: 'POST /v1/payment_intents/:id/confirm',
      takes: parameters(CONFIRMATION),
      answer: ({ payment_method: method }, call, { id = '' }) => {
        const intent = waiting(account, id);
        if (intent instanceof Refusal) return intent;
        const next = { ...intent, payment_method: method ?? intent.payment_method };
        return shown(account, confirm(account, call, next));
      },
    }),
    endpoint(account, {
      at: 'POST /v1/payment_intents/:id/cancel',
      takes: parameters({
        cancellation_reason: z.enum(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']).optional(),
      }),
      answer: ({ cancellation_reason: reason = null }, call, { id = '' }) => {
        const intent = waiting(account, id);
        if (intent instanceof Refusal) return intent;
        const next = { ...intent, status: 'canceled', canceled_at: call.at, cancellation_reason: reason } as const;
        return shown(account, record(account, call, { kind: 'payment_intent', type: 'payment_intent.canceled', next }));
      },
    }),
  ];
}

function newIntent(account: Account, call: Call, fields: z.output<typeof NEW_INTENT>): Answer {
  const customer = living(account, fields.customer, 'customer');
  if (customer instanceof Refusal) return customer;
  if (fields.amount === 0) return refuse('The amount must be at least 1.', 'amount', 'parameter_invalid_integer');
  const { payment_method: paymentMethod = null, description = null, amount, currency: money } = fields;
  const facts = { amount, currency: money, customer: customer.id, paymentMethod, description };
  const next = composeIntent(account, call, { ...facts, metadata: mergedMetadata({}, fields.metadata) });
  const intent = record(account, call, { kind: 'payment_intent', type: 'payment_intent.created', next });
  return shown(account, fields.confirm === true ? confirm(account, call, intent) : intent);
}

function waiting(account: Account, id: string): PaymentIntent | Refusal {
  const intent = account.find('payment_intent', id);
  if (intent instanceof Refusal) return intent;
  if (intent.status !== 'succeeded' && intent.status !== 'canceled') return intent;
  return refuse(`The payment is ${intent.status} already.`, undefined, 'payment_intent_unexpected_state');
}

function confirm(account: Account, call: Call, intent: PaymentIntent): PaymentIntent | Refusal {
  const { payment_method: method } = intent;
  if (method === null) return refuse('A payment method is needed.', 'payment_method', 'parameter_missing');
  const charged = chargeIntent(account, call, { intent, method });
  if (charged.status !== 'succeeded') return cardDeclined();
  creditAttached(account, call, charged);
  return charged;
}

function shown(account: Account, intent: PaymentIntent | Refusal): Answer {
  return intent instanceof Refusal ? intent : wireOf(account, 'payment_intent', intent);
}
