/** How a status is shown: the word is always there, colour and icon only support it. */
export type Tone = 'GOOD' | 'BUSY' | 'WARN' | 'BAD' | 'QUIET';

const TONES: readonly (readonly [Tone, readonly string[]])[] = [
  ['GOOD', ['ACTIVE', 'IN_SYNC', 'PAID', 'POSTED', 'VERIFIED', 'SUCCEEDED', 'DONE']],
  ['BUSY', ['SYNCING', 'RUNNING', 'QUEUED', 'SENT', 'ACCEPTED', 'PLANNED', 'AMENDING', 'COMPENSATING', 'TRIALING']],
  ['WARN', ['DRIFTED', 'WAITING', 'UNCERTAIN', 'PARKED', 'SUSPENDED', 'AR_LOCKED', 'UNKNOWN', 'STALE', 'COMPENSATED']],
  ['BAD', ['BLOCKED', 'FAILED', 'UNCOLLECTIBLE', 'CHURNED', 'CANCELLED', 'REVERSED']],
  ['QUIET', ['PROSPECT', 'DRAFT', 'OPEN', 'VOID', 'PENDING', 'SKIPPED', 'NOT_APPLICABLE', 'EXPIRED', 'CLOSED']],
];

const TONE_BY_STATUS: ReadonlyMap<string, Tone> = new Map(
  TONES.flatMap(([tone, statuses]) => statuses.map((status) => [status, tone] as const)),
);

/** A status that is new to this page gets a warning tone: nobody has said yet that it is harmless. */
export function toneOf(status: string): Tone {
  return TONE_BY_STATUS.get(status) ?? 'WARN';
}

// Abbreviations of the field, which read wrong in any other spelling.
const ABBREVIATIONS: ReadonlySet<string> = new Set(['AR', 'CRM', 'ERP', 'GL', 'SSP']);

/** `IN_SYNC` -> `In sync`, `bill-proration` -> `Bill proration`, `report-to-crm` -> `Report to CRM`. */
export function wordsOf(name: string): string {
  const words = phraseOf(name);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The same for the middle of a sentence: `WAITING_FOR_ERP` -> `waiting for ERP`. */
export function phraseOf(name: string): string {
  return name
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .split(/[\s_\-.]+/)
    .map((word) => (ABBREVIATIONS.has(word.toUpperCase()) ? word.toUpperCase() : word.toLowerCase()))
    .join(' ')
    .trim();
}

const VENDOR: ReadonlyMap<string, string> = new Map([
  ['salesforce', 'Salesforce'],
  ['hubspot', 'HubSpot'],
  ['stripe', 'Stripe'],
  ['chargebee', 'Chargebee'],
  ['recurly', 'Recurly'],
  ['netsuite', 'NetSuite'],
  ['revgraph', 'revgraph'],
]);

export function vendorName(vendor: string): string {
  return VENDOR.get(vendor.toLowerCase()) ?? wordsOf(vendor);
}

const SYSTEM: ReadonlyMap<string, string> = new Map([
  ['BILLING', 'Billing'],
  ['REVREC', 'Revenue'],
  ['PAYMENT', 'Payment'],
  ['USAGE', 'Usage'],
  ['PROJECT', 'Project'],
  ['SUPPORT', 'Support'],
  ['SUCCESS', 'Success'],
  ['ENTITLEMENT', 'Entitlement'],
  ['WAREHOUSE', 'Warehouse'],
]);

/** Abbreviations of the field stay as they are. */
export function systemName(system: string): string {
  return SYSTEM.get(system) ?? system;
}
