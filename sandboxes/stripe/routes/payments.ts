import { z } from 'zod';
import type { Route } from '#sandboxes/kit/server.ts';
import type { Account } from '../account.ts';
import { mergedMetadata } from '../billing/plan.ts';
import { leftOf, refundCharge } from '../billing/refund.ts';
import { type Answer, endpoint } from '../door.ts';
import { record } from '../events.ts';
import type { Charge } from '../objects/money-records.ts';
import type { Kind, Records } from '../objects/records.ts';
import { wireOf } from '../objects/wire.ts';
import { is, pageOf, within } from '../wire/page.ts';
import { integer, LIST_PARAMETERS, metadata, parameters, range, text } from '../wire/parameters.ts';
import { Refusal, refuse } from '../wire/refusal.ts';

export function paymentRoutes(account: Account): Route[] {
  return [
    ...refundRoutes(account),
    one(account, 'charge', '/v1/charges/:id'),
    endpoint(account, {
      at: 'GET /v1/charges',
      takes: parameters({
        ...LIST_PARAMETERS,
        customer: text.optional(),
        payment_intent: text.optional(),
        created: range.optional(),
      }),
      answer: ({ customer, payment_intent: intent, created, ...paging }) =>
        pageOf(account, 'charge', {
          url: '/v1/charges',
          paging,
          where: (charge) =>
            is(customer, charge.customer) && is(intent, charge.payment_intent) && within(charge.created, created),
        }),
    }),
    one(account, 'invoice_payment', '/v1/invoice_payments/:id'),
    endpoint(account, {
      at: 'GET /v1/invoice_payments',
      takes: parameters({
        ...LIST_PARAMETERS,
        invoice: text.optional(),
        status: z.enum(['open', 'paid', 'canceled']).optional(),
        payment: z
          .union([
            z.strictObject({ type: z.literal('payment_intent'), payment_intent: text }),
            z.strictObject({ type: z.literal('payment_record'), payment_record: text }),
          ])
          .optional(),
        created: range.optional(),
      }),
      answer: ({ invoice, status, payment, created, ...paging }) =>
        pageOf(account, 'invoice_payment', {
          url: '/v1/invoice_payments',
          paging,
          where: (entry) =>
            is(invoice, entry.invoice) &&
            (status === undefined || status === entry.status) &&
            is(payment?.type === 'payment_intent' ? payment.payment_intent : undefined, entry.payment_intent) &&
            is(payment?.type === 'payment_record' ? payment.payment_record : undefined, entry.payment_record) &&
            within(entry.created, created),
        }),
    }),
  ];
}

/** Reads one record of a kind by its id. */
export function one<K extends Kind & keyof Records>(account: Account, kind: K, path: string): Route {
  return endpoint(account, {
    at: `GET ${path}`,
    takes: parameters({}),
    answer: (_, __, { id = '' }) => {
      const found = account.find(kind, id);
      return found instanceof Refusal ? found : wireOf(account, kind, found);
    },
  });
}

function refundRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'POST /v1/refunds',
      takes: parameters({
        charge: text.optional(),
        payment_intent: text.optional(),
        amount: integer.optional(),
        reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
        metadata: metadata.optional(),
      }),
      answer: ({ charge: chargeId, payment_intent: intentId, reason = null, ...fields }, call): Answer => {
        const charge = chargeToRefund(account, chargeId, intentId);
        if (charge instanceof Refusal) return charge;
        if (charge.disputed) return refuse('The charge is disputed.', undefined, 'charge_disputed');
        const left = leftOf(charge);
        const amount = fields.amount ?? left;
        if (left === 0)
          return refuse(`The charge ${charge.id} is refunded already.`, undefined, 'charge_already_refunded');
        if (amount <= 0 || amount > left) return refuse(`The amount must be from 1 to ${left}.`, 'amount');
        const entries = mergedMetadata({}, fields.metadata);
        return wireOf(account, 'refund', refundCharge(account, call, { charge, amount, reason, metadata: entries }));
      },
    }),
    one(account, 'refund', '/v1/refunds/:id'),
    endpoint(account, {
      at: 'POST /v1/refunds/:id',
      takes: parameters({ metadata: metadata.optional() }),
      answer: ({ metadata: entries }, call, { id = '' }) => {
        const refund = account.find('refund', id);
        if (refund instanceof Refusal) return refund;
        const next = { ...refund, metadata: mergedMetadata(refund.metadata, entries) };
        const alsoTold = ['charge.refund.updated'];
        const changed = record(account, call, { kind: 'refund', type: 'refund.updated', alsoTold, next });
        return wireOf(account, 'refund', changed);
      },
    }),
    endpoint(account, {
      at: 'GET /v1/refunds',
      takes: parameters({
        ...LIST_PARAMETERS,
        charge: text.optional(),
        payment_intent: text.optional(),
        created: range.optional(),
      }),
      answer: ({ charge, payment_intent: intent, created, ...paging }) =>
        pageOf(account, 'refund', {
          url: '/v1/refunds',
          paging,
          where: (refund) =>
            is(charge, refund.charge) && is(intent, refund.payment_intent) && within(refund.created, created),
        }),
    }),
  ];
}

function chargeToRefund(
  account: Account,
  chargeId: string | undefined,
  intentId: string | undefined,
): Charge | Refusal {
  if (chargeId !== undefined) return account.find('charge', chargeId, 'charge');
  if (intentId === undefined)
    return refuse('One of charge and payment_intent is needed.', 'charge', 'parameter_missing');
  const intent = account.find('payment_intent', intentId, 'payment_intent');
  if (intent instanceof Refusal) return intent;
  if (intent.latest_charge === null || intent.status !== 'succeeded') {
    return refuse('The payment has no successful charge to refund.', 'payment_intent');
  }
  return account.get('charge', intent.latest_charge);
}
