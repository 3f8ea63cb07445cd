import { z } from 'zod';
import { day, decimal, number } from './inputs.ts';

const text = z.string();
const line = z.object({
  amount: decimal,
  service: z.object({ from: day, to: day }).nullish(),
  tax: decimal.default('0'),
  taxInclusive: z.boolean().default(false),
  currency: text.optional(),
});

/** Which document an event speaks about, in the ways that examples name it. */
const about = { at: day, id: text.optional(), invoice: text.optional(), document: text.optional() };
const amount = decimal.nullish();
const aboutAmount = z.object({ ...about, amount });

const split = z.object({ refund: decimal.default('0'), balance: decimal.default('0'), external: decimal.default('0') });

const event = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('INVOICE_ISSUED'),
    at: day,
    id: text.default('the invoice'),
    lines: z.array(line).default([]),
    balanceApplied: decimal.default('0'),
    toBalance: z.union([decimal, z.boolean()]).nullish(),
    includesPending: z.boolean().default(false),
    metered: z.boolean().default(false),
  }),
  line.extend({ kind: z.literal('PENDING_ITEM'), at: day, id: text.optional() }),
  aboutAmount.extend({
    kind: z.literal('PAYMENT_RECEIVED'),
    method: text.optional(),
    fee: decimal.default('0'),
  }),
  aboutAmount.extend({ kind: z.literal('REFUNDED'), method: text.optional() }),
  aboutAmount.extend({ kind: z.literal('CREDIT_MEMO'), lines: z.array(line).optional(), split: split.nullish() }),
  z.object({
    kind: z.literal('CREDIT_MEMO_VOIDED'),
    ...about,
    creditMemo: text.optional(),
    creditNote: text.optional(),
    memo: text.optional(),
  }),
  z.object({ kind: z.enum(['INVOICE_VOIDED', 'MARKED_UNCOLLECTIBLE', 'EXCLUDED']), ...about }),
  aboutAmount.extend({ kind: z.enum(['DISPUTE_OPENED', 'DISPUTE_WON', 'DISPUTE_LOST']) }),
  z.object({
    kind: z.literal('USAGE_RATED'),
    at: day,
    id: text.optional(),
    quantity: number.optional(),
    amount: decimal.optional(),
  }),
  z.object({ kind: z.literal('CUSTOMER_BALANCE_OPENING'), at: day.optional(), id: text.optional(), amount: decimal }),
  z.object({
    kind: z.literal('CONSIDERATION_DUE'),
    at: day,
    id: text.optional(),
    amount: decimal,
    cancellable: z.boolean(),
  }),
  z.object({
    kind: z.literal('DELIVERED'),
    at: day,
    id: text.optional(),
    amount: decimal,
    unconditional: z.boolean().default(true),
    expectedRebate: decimal.default('0'),
    trigger: text.optional(),
  }),
  z.object({
    kind: z.literal('DELIVERED_WITH_RETURN_RIGHT'),
    at: day,
    id: text.optional(),
    units: number,
    unitPrice: decimal,
    unitCost: decimal,
    expectedReturnedUnits: number,
    settlement: text,
  }),
]);

/** The inputs of an example of the operation `ledger`. Another kind of event is a fault, never skipped. */
export const ledgerInputs = z.object({
  events: z.array(event),
  meter: z
    .object({ aggregate: z.enum(['sum', 'max', 'last_during_period', 'last_ever']), unitPrice: decimal })
    .optional(),
  measure: z
    .enum([
      'DAILY',
      'DAILY_INSTANT',
      'DAILY_30_360',
      'MONTHLY_EVEN',
      'MONTHLY_PRORATED_ENDS',
      'SERVICE_MONTHS',
      'MILLISECOND',
      'EVEN_PERIODS',
      'POINT',
    ])
    .default('DAILY'),
  functionalCurrency: text.optional(),
  rates: z.array(z.object({ date: day, from: text, to: text, rate: number })).default([]),
});

export type LedgerInputs = z.infer<typeof ledgerInputs>;
export type ToldEvent = LedgerInputs['events'][number];
export type ToldLine = z.infer<typeof line>;
