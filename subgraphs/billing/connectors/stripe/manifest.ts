import { z } from 'zod';
import type { BillingCapability } from '#billing/port.ts';

/** What a connection to a Stripe account is made of. Secrets stay in here: they are never logged. */
export interface StripeConnectionSettings {
  readonly name: string;
  readonly vendor: 'stripe';
  readonly host: string;
  readonly port: number;
  readonly protocol: 'http' | 'https';
  readonly apiKey: string;
  /** Signs the messages of the account's webhook endpoint. */
  readonly webhookSecret: string;
  /** Calls in any second from all our processes, and at once from this one; left out or null = no limit. */
  readonly ratePerSecond?: number | null;
  readonly concurrency?: number | null;
  /** Of one call, in milliseconds; left out = 10,000. */
  readonly timeoutMs?: number;
}

export const VENDOR = 'stripe';

const wholeNumber = z
  .string()
  .regex(/^[1-9]\d*$/, 'must be a whole number')
  .transform(Number);

/**
 * The settings as the environment gives them: `STRIPE_API_KEY`, `STRIPE_WEBHOOK_SECRET`, `STRIPE_URL`
 * (https://api.stripe.com), `STRIPE_CONNECTION` (stripe-main), `STRIPE_RATE_PER_SECOND` and `STRIPE_CONCURRENCY` (no limit).
 */
export const stripeEnvironment = z
  .object({
    STRIPE_CONNECTION: z.string().default('stripe-main'),
    STRIPE_URL: z.url({ protocol: /^https?$/ }).default('https://api.stripe.com'),
    STRIPE_API_KEY: z.string().min(1),
    STRIPE_WEBHOOK_SECRET: z.string().min(1),
    STRIPE_RATE_PER_SECOND: wholeNumber.optional(),
    STRIPE_CONCURRENCY: wholeNumber.optional(),
  })
  .transform((env): StripeConnectionSettings => {
    const { hostname, port, protocol } = new URL(env.STRIPE_URL);
    const plain = protocol === 'http:';
    return {
      name: env.STRIPE_CONNECTION,
      vendor: VENDOR,
      host: hostname,
      port: port === '' ? (plain ? 80 : 443) : Number(port),
      protocol: plain ? 'http' : 'https',
      apiKey: env.STRIPE_API_KEY,
      webhookSecret: env.STRIPE_WEBHOOK_SECRET,
      ratePerSecond: env.STRIPE_RATE_PER_SECOND ?? null,
      concurrency: env.STRIPE_CONCURRENCY ?? null,
    };
  });

/** The version that wire.ts describes. */
export const API_VERSION = '2026-10-28.endive';

export const CAPABILITIES: ReadonlySet<BillingCapability> = new Set([
  'PREVIEW',
  'PRORATION',
  'WEBHOOKS',
  'PAUSE',
  'DRAFTS',
  'CREDIT_MEMOS',
  'REFUNDS',
  'ONE_TIME_CHARGES',
]);

export const WORDS = {
  customer: 'customer',
  subscription: 'subscription',
  invoice: 'invoice',
  creditMemo: 'credit_note',
  refund: 'refund',
} as const;

/** Our marks on the vendor's records. */
export const MARKS = {
  customerId: 'revgraph_customer_id',
  productId: 'revgraph_product_id',
  productCode: 'revgraph_product_code',
  contractId: 'revgraph_contract_id',
  contractNumber: 'revgraph_contract_number',
  legalEntity: 'legal_entity',
  startKey: 'revgraph_start_key',
  changeKey: 'revgraph_key',
  version: 'revgraph_version',
  /** The name that we gave a customer. */
  name: 'revgraph_name',
  invoiceIssuer: 'revgraph_invoice_issuer',
  /** Which of a command's credits or refunds it is. */
  part: 'revgraph_part',
  creditMemo: 'revgraph_credit_note',
  reason: 'revgraph_reason',
  /** The ended subscription in whose place this one goes on. */
  revives: 'revgraph_revives',
  /** Followed by the number of the line: its first and last day, `from/to`. */
  service: 'revgraph_service_',
} as const;

/** How a subscription is kept from issuing its invoices, and from billing at all. */
export const KEEP_AS_DRAFT = 'keep_as_draft';
export const PAUSED_BY = 'void';

/** How long a webhook's signature is good for. */
// evidence: docs: five minutes by default (stripe.md, Change notification & signature)
export const SIGNATURE_AGE_MAX_S = 300;

/** Rows a page of a list at most. */
export const PAGE_MAX = 100;

/**
 * How far behind the newest event a poll looks again: events carry whole seconds and come in no promised order, so one
 * may still appear before a place that was read.
 */
export const NEWS_OVERLAP_S = 60;

// evidence: docs: amounts of these have two places at the vendor though the currency has none
export const CURRENCIES_OF_OTHER_PLACES: ReadonlySet<string> = new Set(['ISK', 'UGX']);
