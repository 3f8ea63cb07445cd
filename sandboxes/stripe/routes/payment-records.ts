import { z } from 'zod';
import type { Route } from '#sandboxes/kit/server.ts';
import type { Account, Call } from '../account.ts';
import { sum } from '../billing/amount.ts';
import { mergedMetadata } from '../billing/plan.ts';
import { type Answer, endpoint } from '../door.ts';
import { enter } from '../events.ts';
import type { PaymentRecord } from '../objects/money-records.ts';
import { wireOf } from '../objects/wire.ts';
import { currency, instant, metadata, parameters, quantity, text } from '../wire/parameters.ts';
import { Refusal, refuse } from '../wire/refusal.ts';
import { one } from './payments.ts';

const MONEY = z.strictObject({ currency, value: quantity });

const REPORT = parameters({
  amount_requested: MONEY,
  initiated_at: instant,
  // evidence: spec: PaymentRecordReportPaymentParams; failed and canceled payments are not modelled
  outcome: z.literal('guaranteed'),
  guaranteed: z.strictObject({ guaranteed_at: instant }).optional(),
  payment_method_details: z.strictObject({
    type: z.literal('custom').optional(),
    custom: z.strictObject({ display_name: text.optional(), type: text.optional() }).optional(),
    payment_method: text.optional(),
  }),
  customer_details: z.strictObject({ customer: text.optional(), name: text.optional() }).optional(),
  processor_details: z
    .strictObject({
      type: z.literal('custom'),
      custom: z.strictObject({ payment_reference: text }).optional(),
    })
    .optional(),
  description: text.optional(),
  metadata: metadata.optional(),
});

const REFUND = parameters({
  outcome: z.literal('refunded'),
  processor_details: z.strictObject({
    type: z.literal('custom'),
    custom: z.strictObject({ refund_reference: text }).optional(),
  }),
  amount: MONEY.optional(),
  initiated_at: instant.optional(),
  refunded: z.strictObject({ refunded_at: instant }).optional(),
  metadata: metadata.optional(),
});

/** Money that was received or given back outside the vendor, such as by bank transfer, and reported to it. */
export function paymentRecordRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'POST /v1/payment_records/report_payment',
      takes: REPORT,
      answer: (fields, call) => report(account, call, fields),
    }),
    one(account, 'payment_record', '/v1/payment_records/:id'),
    endpoint(account, {
      at: 'POST /v1/payment_records/:id/report_refund',
      takes: REFUND,
      answer: (fields, call, { id = '' }) => reportRefund(account, call, { id, fields }),
    }),
  ];
}

function report(account: Account, call: Call, fields: z.output<typeof REPORT>): Answer {
  const { customer: id } = fields.customer_details ?? {};
  const customer = id === undefined ? null : account.find('customer', id, 'customer_details[customer]');
  if (customer instanceof Refusal) return customer;
  const { value, currency: money } = fields.amount_requested;
  if (value === 0) return refuse('The amount must be at least 1.', 'amount_requested[value]');
  const next: PaymentRecord = {
    id: account.newId('pr'),
    object: 'payment_record',
    created: call.at,
    currency: money,
    amount_requested: value,
    amount_refunded: 0,
    customer: customer?.id ?? null,
    description: fields.description ?? null,
    payment_reference: fields.processor_details?.custom?.payment_reference ?? null,
    refund_references: [],
    metadata: mergedMetadata({}, fields.metadata),
  };
  // evidence: spec: the client knows no event of a payment record
  account.save('payment_record', next);
  enter(account, call, { type: 'payment_record.reported', next });
  return wireOf(account, 'payment_record', next);
}

function reportRefund(
  account: Account,
  call: Call,
  { id, fields }: { id: string; fields: z.output<typeof REFUND> },
): Answer {
  const before = account.find('payment_record', id);
  if (before instanceof Refusal) return before;
  const left = sum([before.amount_requested, -before.amount_refunded]);
  const { value, currency: money } = fields.amount ?? { value: left, currency: before.currency };
  if (money !== before.currency) return refuse('The payment is in another currency.', 'amount[currency]');
  if (value <= 0 || value > left) return refuse(`The amount must be from 1 to ${left}.`, 'amount[value]');
  const reference = fields.processor_details.custom?.refund_reference;
  const next: PaymentRecord = {
    ...before,
    amount_refunded: sum([before.amount_refunded, value]),
    refund_references: [...before.refund_references, ...(reference === undefined ? [] : [reference])],
    metadata: mergedMetadata(before.metadata, fields.metadata),
  };
  account.save('payment_record', next);
  enter(account, call, { type: 'payment_record.refunded', next });
  return wireOf(account, 'payment_record', next);
}
