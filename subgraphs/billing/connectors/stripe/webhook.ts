import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  type BillingNotice,
  type BillingRecords,
  joinRecords,
  NO_RECORDS,
  type NoticePage,
} from '#billing/port-records.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { fail, ok } from '#schema/errors/result.ts';
import type { StripeClient } from './client.ts';
import { unreadable } from './errors.ts';
import { NEWS_OVERLAP_S, SIGNATURE_AGE_MAX_S } from './manifest.ts';
import type { StripeReads } from './reads.ts';
import { type EventWire, eventWire } from './wire.ts';

type NoticeReads = Pick<
  StripeReads,
  'customer' | 'product' | 'subscription' | 'invoice' | 'creditNote' | 'payment' | 'paymentsOf'
>;

const HEADER = 'stripe-signature';

/**
 * The notice of a signed message; null when the signature is missing, of another secret, over other bytes, or older
 * than five minutes.
 * evidence: ran: t=<s>,v1=<hex> with HMAC-SHA256 over `t.body`, several v1 while a secret is being changed
 */
export function verifiedNotice(
  headers: Readonly<Record<string, string | undefined>>,
  rawBody: string,
  { secret, now }: { readonly secret: string; readonly now: Date },
): BillingNotice | null {
  const parts = (headers[HEADER] ?? '').split(',').map((part) => part.trim().split('='));
  const [, at = ''] = parts.find(([name]) => name === 't') ?? [];
  if (!/^\d{1,12}$/.test(at) || Math.abs(now.getTime() / 1000 - Number(at)) > SIGNATURE_AGE_MAX_S) return null;
  const wanted = createHmac('sha256', secret).update(`${at}.${rawBody}`).digest();
  const given = parts.filter(([name]) => name === 'v1').map(([, hex = '']) => Buffer.from(hex, 'hex'));
  if (!given.some((signature) => signature.length === wanted.length && timingSafeEqual(signature, wanted))) return null;
  const event = eventWire.safeParse(parsed(rawBody));
  return event.success ? { eventId: event.data.id, body: rawBody } : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Where the events stand: the second of the newest one; `0` before the first. */
export async function newsCursor(client: StripeClient): Reply<string> {
  const page = await client.page('/v1/events', eventWire, { limit: '1' });
  return page.ok ? ok(String(page.value.items[0]?.created ?? 0)) : page;
}

/** Every event since the cursor and a little before it, oldest first. */
export async function newsSince(client: StripeClient, cursor: string): Reply<NoticePage> {
  const since = Math.max(0, Number(cursor) - NEWS_OVERLAP_S);
  const events = await client.all('/v1/events', eventWire, { 'created[gte]': String(since) });
  if (!events.ok) return events;
  const newest = events.value.reduce((latest, { created }) => Math.max(latest, created), Number(cursor));
  return ok({
    notices: events.value.toReversed().map((event) => ({ eventId: event.id, body: JSON.stringify(noticeOf(event)) })),
    cursor: String(newest),
  });
}

/** What of an event is needed to read its record again. */
function noticeOf({ id, type, created, data: { object } }: EventWire): EventWire {
  const { object: kind, id: recordId, invoice, payment_intent, payment } = object;
  return {
    id,
    type,
    created,
    data: {
      object: {
        object: kind,
        ...(recordId === undefined ? {} : { id: recordId }),
        ...(invoice === undefined ? {} : { invoice }),
        ...(payment_intent === undefined ? {} : { payment_intent }),
        ...(payment === undefined ? {} : { payment }),
      },
    },
  };
}

/** Reads the record that an event speaks of, as it is now: events come twice and in any order. */
export async function recordsOfNotice(reads: NoticeReads, body: string): Reply<BillingRecords> {
  const event = eventWire.safeParse(parsed(body));
  if (!event.success) return fail(unreadable(event.error, 'event'));
  const { object: kind, id = '', invoice, payment_intent: intent, payment } = event.data.data.object;
  switch (kind) {
    case 'customer':
      return reads.customer(id);
    case 'product':
      return reads.product(id);
    case 'subscription':
    case 'subscription_schedule':
      return reads.subscription(id);
    case 'invoice':
      // How often a payment was tried, and whether it is tried again, stands on its invoice.
      return both(reads.invoice(id), TRIED.test(event.data.type) ? reads.paymentsOf(id) : null);
    case 'credit_note':
      return both(reads.creditNote(id), invoice ? reads.invoice(invoice) : null);
    case 'payment_intent':
      return reads.payment(id);
    case 'charge':
    case 'refund':
    case 'dispute':
      return intent ? reads.payment(intent) : ok(NO_RECORDS);
    case 'invoice_payment':
      return payment?.payment_intent ? reads.payment(payment.payment_intent) : ok(NO_RECORDS);
    // Kinds that the mirror does not hold.
    default:
      return ok(NO_RECORDS);
  }
}

const TRIED = /^invoice\.(paid|payment_|marked_uncollectible|voided)/;

async function both(first: Reply<BillingRecords>, second: Reply<BillingRecords> | null): Reply<BillingRecords> {
  const [one, two] = [await first, await (second ?? ok(NO_RECORDS))];
  if (!one.ok) return one;
  return two.ok ? ok(joinRecords([one.value, two.value])) : two;
}
