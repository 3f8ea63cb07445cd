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
}

export const VENDOR = 'netsuite';

export const CAPABILITIES: ReadonlySet<ErpCapability> = new Set([
  'CUSTOMERS',
  'INVOICES',
  'JOURNALS',
  'ACCOUNTING_PERIODS',
]);

// evidence: docs: five calls at once for the whole account, shared with everybody (netsuite.md, Rate limits); one is
// left to the others.
export const CONCURRENCY_MAX = 4;

// evidence: docs: objects behind the canonical ones (netsuite.md, Objects)
export const WORDS = { customer: 'customer', invoice: 'invoice', journal: 'journalEntry' } as const;

/** The external id of the invoice that stands for a billing document. External ids are per record type. */
export function invoiceKey(documentId: string): string {
  return `inv:${documentId}`;
}
