import { type BillingRecords, NO_RECORDS, type RecordPage } from '#billing/port-records.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { ok } from '#schema/errors/result.ts';
import type { StripeClient } from './client.ts';
import { fromStripeCustomer, fromStripeProduct } from './mapping.ts';
import { each, type StripeReads } from './reads.ts';
import { creditNoteWire, customerWire, invoiceWire, paymentIntentWire, productWire, subscriptionWire } from './wire.ts';

/** The lists of everything, in the order in which they are read: what others point to comes first. */
const LISTS = ['customers', 'products', 'subscriptions', 'invoices', 'credit_notes', 'payment_intents'] as const;
type ListName = (typeof LISTS)[number];

/** The position is `list:last id`. */
export async function everything(client: StripeClient, reads: StripeReads, position: string | null): Reply<RecordPage> {
  const [name = LISTS[0], after = ''] = (position ?? '').split(':');
  const list = LISTS.find((known) => known === name) ?? LISTS[0];
  const query: Record<string, string> = after === '' ? {} : { starting_after: after };
  const page = await listPage(client, reads, list, query);
  if (!page.ok) return page;
  const { records, lastId, hasMore } = page.value;
  const following = LISTS[LISTS.indexOf(list) + 1];
  const next = hasMore && lastId !== null ? `${list}:${lastId}` : following === undefined ? null : `${following}:`;
  return ok({ records, next });
}

interface ListedPage {
  readonly records: BillingRecords;
  readonly lastId: string | null;
  readonly hasMore: boolean;
}

async function listPage(
  client: StripeClient,
  reads: StripeReads,
  list: ListName,
  query: Readonly<Record<string, string>>,
): Reply<ListedPage> {
  switch (list) {
    case 'customers':
      return listed(client.page('/v1/customers', customerWire, query), async (wire) =>
        ok({ ...NO_RECORDS, customers: [fromStripeCustomer(wire)] }),
      );
    case 'products':
      return listed(client.page('/v1/products', productWire, query), async (wire) =>
        ok({ ...NO_RECORDS, products: [fromStripeProduct(wire)] }),
      );
    case 'subscriptions':
      return listed(
        client.page('/v1/subscriptions', subscriptionWire, { ...query, status: 'all' }),
        reads.whole.subscription,
      );
    case 'invoices':
      return listed(client.page('/v1/invoices', invoiceWire, query), reads.whole.invoice);
    case 'credit_notes':
      return listed(client.page('/v1/credit_notes', creditNoteWire, query), reads.whole.creditNote);
    case 'payment_intents': {
      const expanded = { ...query, 'expand[0]': 'data.latest_charge' };
      return listed(client.page('/v1/payment_intents', paymentIntentWire, expanded), reads.whole.payment);
    }
  }
}

async function listed<Wire extends { readonly id: string }>(
  asked: Reply<{ readonly items: readonly Wire[]; readonly hasMore: boolean }>,
  toRecords: (wire: Wire) => Reply<BillingRecords>,
): Reply<ListedPage> {
  const page = await asked;
  if (!page.ok) return page;
  const { items, hasMore } = page.value;
  const records = await each(items, toRecords);
  return records.ok ? ok({ records: records.value, lastId: items.at(-1)?.id ?? null, hasMore }) : records;
}
