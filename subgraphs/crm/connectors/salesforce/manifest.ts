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
}

export const VENDOR = 'salesforce';

/** By which our own writes can be told from others in change events (`Sforce-Call-Options`). */
export const CLIENT_NAME = 'revgraph';

export const CAPABILITIES: ReadonlySet<CrmCapability> = new Set([
  'CHANGE_STREAM',
  'CONTRACT_VERSIONS',
  'STATUS_REPORT',
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
