import type { BillingConnector } from '#billing/port.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { VendorLine } from '#kit/transport/vendor-http.ts';
import { ok } from '#schema/errors/result.ts';
import { catalogueOf } from './catalogue.ts';
import { openStripeClient, type StripeClient } from './client.ts';
import { creditsOf } from './credits.ts';
import { everything } from './everything.ts';
import { CAPABILITIES, MARKS, type StripeConnectionSettings, VENDOR, WORDS } from './manifest.ts';
import { openStripeReads } from './reads.ts';
import { schedulesOf } from './schedules.ts';
import { subscriptionsOf } from './subscriptions.ts';
import { newsCursor, newsSince, recordsOfNotice, verifiedNotice } from './webhook.ts';
import { customerWire } from './wire.ts';

/** Stripe as the billing system of one account. */
export function stripeConnector(
  settings: StripeConnectionSettings,
  { clock, line }: { readonly clock: Clock; readonly line?: VendorLine | undefined },
): BillingConnector {
  const client = openStripeClient(settings, clock, line);
  const reads = openStripeReads(client);
  return {
    vendor: VENDOR,
    connection: settings.name,
    capabilities: CAPABILITIES,
    words: WORDS,
    newsCursor: () => newsCursor(client),
    newsSince: (cursor) => newsSince(client, cursor),
    recordsOfNotice: (body) => recordsOfNotice(reads, body),
    verifiedNotice: (headers, rawBody, now) =>
      verifiedNotice(headers, rawBody, { secret: settings.webhookSecret, now }),
    everything: (position) => everything(client, reads, position),
    customer: reads.customer,
    subscription: reads.subscription,
    invoice: reads.invoice,
    products: reads.products,
    invoicesOf: reads.invoicesOf,
    creditMemosOf: reads.creditNotesOf,
    payment: reads.payment,
    ...catalogueOf(client, settings.name),
    ...customersOf(client, settings.name),
    ...subscriptionsOf(client, clock),
    ...schedulesOf(client),
    ...creditsOf(client),
  };
}

function customersOf(
  client: StripeClient,
  connection: string,
): Pick<BillingConnector, 'createCustomer' | 'customerByOurId' | 'renameCustomer'> {
  // The vendor's search lags by up to an hour; its list does not.
  const customerByOurId: BillingConnector['customerByOurId'] = async (customerId) => {
    const all = await client.all('/v1/customers', customerWire);
    if (!all.ok) return all;
    const own = all.value.filter((wire) => wire.metadata?.[MARKS.customerId] === customerId);
    return ok(own.at(-1)?.id ?? null);
  };
  return {
    customerByOurId,
    renameCustomer: async (id, name, key) => {
      const parameters = { name, metadata: { [MARKS.name]: name } };
      const renamed = await client.post(`/v1/customers/${id}`, customerWire, { parameters, key: `${key}:rename` });
      return renamed.ok ? ok(null) : renamed;
    },
    createCustomer: async ({ customerId, name, country, legalEntity }) => {
      const made = await client.post('/v1/customers', customerWire, {
        parameters: {
          name,
          ...(country === null ? {} : { address: { country } }),
          metadata: { [MARKS.customerId]: customerId, [MARKS.legalEntity]: legalEntity, [MARKS.name]: name },
        },
        key: `customer:${customerId}:${connection}`,
      });
      if (made.ok) return ok(made.value.id);
      if (made.error.kind !== 'Rejected' || made.error.code !== 'IDEMPOTENCY_CONFLICT') return made;
      // It was made under another name, so it is there.
      const other = await customerByOurId(customerId);
      return other.ok && other.value !== null ? ok(other.value) : made;
    },
  };
}
