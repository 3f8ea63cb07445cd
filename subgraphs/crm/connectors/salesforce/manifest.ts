import { z } from 'zod';
import type { CrmCapability } from '#crm/port.ts';

/** What a connection to a Salesforce org is made of. Secrets stay in here: they are never logged. */
export interface SalesforceConnectionSettings {
  readonly name: string;
  readonly vendor: 'salesforce';
  /** Where tokens are given out, such as https://mycompany.my.salesforce.com. */
  readonly loginUrl: string;
  /** `host:port` of the Pub/Sub API; without TLS on this machine only. */
  readonly pubsubUrl: string;
  /** Consumer key and secret of the connected app with the client credentials flow. */
  readonly clientId: string;
  readonly clientSecret: string;
  /** Such as 64.0. */
  readonly apiVersion: string;
  /** Calls a second from all our processes, and at once from one; null or left out = as many as come. */
  readonly pace?: { readonly ratePerSecond: number | null; readonly concurrency: number | null };
}

export const VENDOR = 'salesforce';

const limit = z
  .string()
  .regex(/^[1-9]\d*$/, 'must be a whole number above zero')
  .transform(Number)
  .optional()
  .transform((number) => number ?? null);

/**
 * The settings as the environment gives them: `SALESFORCE_LOGIN_URL`, `SALESFORCE_PUBSUB_URL` (host:port),
 * `SALESFORCE_CLIENT_ID`, `SALESFORCE_CLIENT_SECRET`, `SALESFORCE_CONNECTION` (salesforce-main),
 * `SALESFORCE_API_VERSION` (64.0), `SALESFORCE_RATE_PER_SECOND` and `SALESFORCE_CONCURRENCY` (no limit).
 */
export const salesforceEnvironment = z
  .object({
    SALESFORCE_CONNECTION: z.string().default('salesforce-main'),
    SALESFORCE_LOGIN_URL: z.url(),
    SALESFORCE_PUBSUB_URL: z.string().regex(/^[^:/]+:\d+$/, 'must be host:port'),
    SALESFORCE_CLIENT_ID: z.string().min(1),
    SALESFORCE_CLIENT_SECRET: z.string().min(1),
    SALESFORCE_API_VERSION: z.string().default('64.0'),
    SALESFORCE_RATE_PER_SECOND: limit,
    SALESFORCE_CONCURRENCY: limit,
  })
  .transform(
    (env): SalesforceConnectionSettings => ({
      name: env.SALESFORCE_CONNECTION,
      vendor: VENDOR,
      loginUrl: env.SALESFORCE_LOGIN_URL,
      pubsubUrl: env.SALESFORCE_PUBSUB_URL,
      clientId: env.SALESFORCE_CLIENT_ID,
      clientSecret: env.SALESFORCE_CLIENT_SECRET,
      apiVersion: env.SALESFORCE_API_VERSION,
      pace: { ratePerSecond: env.SALESFORCE_RATE_PER_SECOND, concurrency: env.SALESFORCE_CONCURRENCY },
    }),
  );

/** By which our own writes can be told from others in change events (`Sforce-Call-Options`). */
export const CLIENT_NAME = 'revgraph';

export const CAPABILITIES: ReadonlySet<CrmCapability> = new Set([
  'CHANGE_STREAM',
  'CONTRACT_VERSIONS',
  'STATUS_REPORT',
  'ACCOUNT_REPORT',
]);

/** All change events of the org that are switched on. */
export const CHANGE_TOPIC = '/data/ChangeEvents';

/** Parts of one composite call, by the vendor; each line of a version takes one. */
// evidence: docs: Composite takes up to 25 parts (salesforce.md, Writes)
export const COMPOSITE_PARTS_MAX = 25;

// evidence: docs: objects behind the canonical ones (salesforce.md, Objects)
export const WORDS = {
  customer: 'Account',
  product: 'Product2',
  opportunity: 'Opportunity',
  contract: 'Contract',
  version: 'Order',
} as const;
