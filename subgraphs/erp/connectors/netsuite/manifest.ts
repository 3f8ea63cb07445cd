import { z } from 'zod';
import type { ErpCapability } from '#erp/port.ts';

/** What a connection to a NetSuite account is made of. Secrets stay in here: they are never logged. */
export interface NetSuiteConnectionSettings {
  readonly name: string;
  readonly vendor: 'netsuite';
  /** Such as https://1234567.suitetalk.api.netsuite.com, without a slash at its end. */
  readonly baseUrl: string;
  /** The account's id, such as 1234567 or 1234567_SB1. */
  readonly account: string;
  /** Of the integration record. */
  readonly clientId: string;
  /** Of the certificate that was uploaded for it. */
  readonly certificateId: string;
  /** PKCS#8, EC P-256 or RSA. */
  readonly privateKeyPem: string;
  /** Calls at once; left out = 4. */
  readonly concurrencyMax?: number;
  /** Calls in any second, from all our processes together; left out = no limit. */
  readonly ratePerSecond?: number;
}

export const VENDOR = 'netsuite';

// evidence: docs: five calls at once for the whole account, shared with everybody (netsuite.md, Rate limits); one is
// left to the others.
export const CONCURRENCY_MAX = 4;

const limit = z
  .string()
  .regex(/^[1-9]\d*$/, 'must be a whole number above zero')
  .transform(Number);

/**
 * The settings as the environment gives them: `NETSUITE_BASE_URL`, `NETSUITE_ACCOUNT`, `NETSUITE_CLIENT_ID`,
 * `NETSUITE_CERTIFICATE_ID`, `NETSUITE_PRIVATE_KEY` (PEM), `NETSUITE_CONNECTION` (netsuite-main),
 * `NETSUITE_CONCURRENCY_MAX` (4), `NETSUITE_RATE_PER_SECOND` (no limit).
 */
export const netSuiteEnvironment = z
  .object({
    NETSUITE_CONNECTION: z.string().default('netsuite-main'),
    NETSUITE_BASE_URL: z.url(),
    NETSUITE_ACCOUNT: z.string().min(1),
    NETSUITE_CLIENT_ID: z.string().min(1),
    NETSUITE_CERTIFICATE_ID: z.string().min(1),
    NETSUITE_PRIVATE_KEY: z.string().includes('PRIVATE KEY', { error: 'must be a PEM private key' }),
    NETSUITE_CONCURRENCY_MAX: limit.default(CONCURRENCY_MAX),
    NETSUITE_RATE_PER_SECOND: limit.optional(),
  })
  .transform(
    (env): NetSuiteConnectionSettings => ({
      name: env.NETSUITE_CONNECTION,
      vendor: VENDOR,
      baseUrl: env.NETSUITE_BASE_URL.replace(/\/$/, ''),
      account: env.NETSUITE_ACCOUNT,
      clientId: env.NETSUITE_CLIENT_ID,
      certificateId: env.NETSUITE_CERTIFICATE_ID,
      // One line of an environment holds a PEM with its line ends written out.
      privateKeyPem: env.NETSUITE_PRIVATE_KEY.replaceAll('\\n', '\n'),
      concurrencyMax: env.NETSUITE_CONCURRENCY_MAX,
      ...(env.NETSUITE_RATE_PER_SECOND === undefined ? {} : { ratePerSecond: env.NETSUITE_RATE_PER_SECOND }),
    }),
  );

export const CAPABILITIES: ReadonlySet<ErpCapability> = new Set([
  'CUSTOMERS',
  'INVOICES',
  'CREDIT_MEMOS',
  'PAYMENTS',
  'REFUNDS',
  'JOURNALS',
  'ACCOUNTING_PERIODS',
]);

// evidence: docs: objects behind the canonical ones (netsuite.md, Objects)
export const WORDS = {
  CUSTOMER: 'customer',
  INVOICE: 'invoice',
  CREDIT_MEMO: 'creditMemo',
  PAYMENT: 'customerPayment',
  REFUND: 'customerRefund',
  JOURNAL: 'journalEntry',
} as const;

const PREFIXES = {
  INVOICE: 'inv:',
  CREDIT_MEMO: 'cm:',
  PAYMENT: 'pay:',
  REFUND: 'ref:',
  JOURNAL: '',
  REVERSAL: 'void:',
} as const;

/** The external id of what stands for a document of ours; a journal's batch key is its own. */
export function externalKey(kind: keyof typeof PREFIXES, documentId: string): string {
  return `${PREFIXES[kind]}${documentId}`;
}

/** The record type that a kind is kept as. A credit memo is what takes an invoice back. */
export function recordOf(kind: keyof typeof PREFIXES): string {
  return kind === 'REVERSAL' ? WORDS.CREDIT_MEMO : WORDS[kind];
}
