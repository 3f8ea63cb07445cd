import type { BillingConnector } from '#billing/port.ts';
import type { BillingInvoice } from '#billing/port-records.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { ok } from '#schema/errors/result.ts';

/** Voids what is still owed. A draft of a subscription cannot be thrown away, so it is issued first. */
export async function takeBackInvoice(
  connector: BillingConnector,
  invoice: BillingInvoice | null,
  key: string,
): Reply<null> {
  if (invoice === null) return ok(null);
  if (invoice.status === 'DRAFT') {
    const issued = await connector.issueInvoice(invoice.externalId, key);
    if (!issued.ok) return issued;
    // What came to nothing is paid with being issued.
    if (invoice.totalMinor <= 0n) return ok(null);
    return connector.voidInvoice(invoice.externalId, key);
  }
  if (invoice.status !== 'OPEN' && invoice.status !== 'UNCOLLECTIBLE') return ok(null);
  return connector.voidInvoice(invoice.externalId, key);
}
