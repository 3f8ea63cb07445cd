import { createHmac } from 'node:crypto';
import type { Account, Call } from './account.ts';
import type { Kind, Records, StripeEvent, Subscription, WebhookEndpoint } from './objects/records.ts';
import { type Wire, wireOf } from './objects/wire.ts';

/** The fields of a record that a reader of the ledger tells effects apart by. */
const SUMMARY = [
  'customer',
  'subscription',
  'invoice',
  'charge',
  'payment_intent',
  'number',
  'name',
  'status',
  'currency',
  'amount',
  'total',
  'amount_due',
  'amount_paid',
  'amount_refunded',
  'amount_remaining',
  'amount_requested',
  'reason',
  'billing_reason',
  'unit_amount_decimal',
  'quantity',
  'event_name',
  'value',
] as const;

/**
 * Stores a record, tells the world and enters the effect: the one door through which anything changes.
 * `type` is the vendor's event, such as `customer.subscription.updated`.
 */
export function record<K extends Kind>(account: Account, call: Call, change: Change<K>): Records[K] {
  const { kind, type, next } = change;
  const before = beforeOf(account, kind, account.records(kind).get(next.id));
  account.save(kind, next);
  const now = wireOf(account, kind, next);
  for (const told of [type, ...(change.alsoTold ?? [])]) announce(account, call, { type: told, now, before });
  enter(account, call, { type, next });
  return next;
}

/** Enters an effect of which the vendor tells nobody; everything else enters by `record`. */
export function enter<K extends Kind>(account: Account, call: Call, { type, next }: Effect<K>): void {
  const facts = new Map<string, unknown>(Object.entries(next));
  account.parts.ledger.record({
    kind: type.replace(/^customer\.subscription\./, 'subscription.'),
    id: next.id,
    key: call.key,
    summary: {
      ...Object.fromEntries(SUMMARY.flatMap((name) => (facts.has(name) ? [[name, facts.get(name)]] : []))),
      ...(next.object === 'subscription' ? { items: itemsOf(next) } : {}),
    },
  });
}

interface Effect<K extends Kind> {
  readonly type: string;
  readonly next: Records[K];
}

function itemsOf({ items }: Subscription): readonly Wire[] {
  return items.map(({ id, price, quantity }) => ({ id, price, quantity }));
}

export interface Change<K extends Kind> extends Effect<K> {
  readonly kind: K;
  /** Further names under which the vendor tells of the same effect, such as the older twin of an event. */
  readonly alsoTold?: readonly string[];
}

function beforeOf<K extends Kind>(account: Account, kind: K, before: Records[K] | undefined): Wire | null {
  return before === undefined ? null : wireOf(account, kind, before);
}

function announce(account: Account, call: Call, news: { type: string; now: Wire; before: Wire | null }): void {
  const { type, now, before } = news;
  const endpoints = account.records('webhook_endpoint').filter((endpoint) => listensTo(endpoint, type));
  const changed = before !== null && type.endsWith('.updated') ? previousAttributes(before, now) : null;
  const event: StripeEvent = account.save('event', {
    id: account.newId('evt'),
    object: 'event',
    created: call.at,
    type,
    data: { object: now, ...(changed === null ? {} : { previous_attributes: changed }) },
    request: { id: call.requestId, idempotency_key: call.key },
    pending_webhooks: endpoints.length,
  });
  if (endpoints.length === 0) return;
  const body = JSON.stringify(wireOf(account, 'event', event));
  const struck = account.parts.faults.strike(['duplicate-webhook', 'drop-webhook', 'reorder-webhook'], 'WEBHOOK', type);
  for (const { url } of endpoints) account.parts.deliveries.send(event.id, url, body, struck?.fault ?? null);
}

function listensTo({ status, enabled_events }: WebhookEndpoint, type: string): boolean {
  return status === 'enabled' && (enabled_events.includes('*') || enabled_events.includes(type));
}

/** The old values of what changed; of `metadata` only the entries that did. `[docs]` */
function previousAttributes(before: Wire, now: Wire): Wire {
  const current = new Map(Object.entries(now));
  const changed = Object.entries(before).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(current.get(name)),
  );
  return Object.fromEntries(
    changed.map(([name, value]) => [name, name === 'metadata' ? changedEntries(value, current.get(name)) : value]),
  );
}

function changedEntries(before: unknown, now: unknown): Wire {
  const old = new Map(Object.entries(before ?? {}));
  const current = new Map(Object.entries(now ?? {}));
  const names = new Set([...old.keys(), ...current.keys()]);
  return Object.fromEntries(
    [...names].filter((name) => old.get(name) !== current.get(name)).map((name) => [name, old.get(name) ?? null]),
  );
}

/**
 * The header over the raw bytes of a delivery.
 * evidence: ran: equals what stripe 23.1.0 makes for tests (t, v1 = hex HMAC-SHA256 over `t.body`)
 */
export function signatureHeader(secret: string, body: string, atS: number): string {
  return `t=${atS},v1=${createHmac('sha256', secret).update(`${atS}.${body}`).digest('hex')}`;
}
