import type { Account, Call } from '../account.ts';
import type {
  CollectionMethod,
  DraftLine,
  Metadata,
  Period,
  Price,
  Subscription,
  SubscriptionItem,
} from '../objects/records.ts';
import { Refusal, refuse } from '../wire/refusal.ts';
import { boundary, type Cycle, nextBoundary } from './cycle.ts';
import { fittingPrice, type ItemChange, itemLine } from './plan.ts';

export interface NewSubscription {
  readonly customer: string;
  readonly items: readonly ItemChange[];
  readonly collection_method?: CollectionMethod | undefined;
  readonly days_until_due?: number | undefined;
  readonly backdate_start_date?: number | undefined;
  readonly billing_cycle_anchor?: number | undefined;
  readonly proration_behavior?: 'create_prorations' | 'always_invoice' | 'none' | undefined;
  readonly cancel_at?: number | undefined;
  readonly cancel_at_period_end?: boolean | undefined;
  readonly currency?: string | undefined;
  readonly description?: string | undefined;
  readonly default_payment_method?: string | undefined;
  readonly metadata?: Metadata | undefined;
}

export interface Beginning {
  readonly subscription: Subscription;
  /** What the first invoice charges. */
  readonly lines: readonly DraftLine[];
  readonly period: Period;
}

/**
 * The subscription and the lines of its first invoice. With a start in the past S and an anchor E ahead the first
 * period is S..E, charged by its share of the price's interval; without an anchor the cycle begins now and the time
 * since S is a line of its own. Stores nothing, so that a preview and a commit are one computation.
 */
export function planBeginning(
  account: Account,
  call: Call,
  { asked, newId }: { asked: NewSubscription; newId: (prefix: string) => string },
): Beginning | Refusal {
  const prices = pricesOf(account, asked);
  if (prices instanceof Refusal) return prices;
  const first = prices[0];
  if (first?.recurring === undefined || first.recurring === null) {
    return refuse('Missing required param: items.', 'items', 'parameter_missing');
  }
  // Prices of several currencies are not modelled.
  if (asked.currency !== undefined && asked.currency !== first.currency) {
    return refuse(`The prices are in ${first.currency}.`, 'currency');
  }
  const method = asked.collection_method ?? 'charge_automatically';
  const wrong = termsRefusal(asked, method);
  if (wrong !== null) return wrong;

  const start = asked.backdate_start_date ?? call.at;
  const anchor = asked.billing_cycle_anchor ?? call.at;
  const cycle: Cycle = { anchor, recurring: first.recurring };
  const dates = datesRefusal(call, asked, { start, cycle });
  if (dates !== null) return dates;

  const period = anchor > call.at ? { start, end: anchor } : { start: anchor, end: boundary(cycle, 1) };
  const id = newId('sub');
  const items = prices.map((price, index) =>
    newItem(call, { id: newId('si'), subscription: id, price, period }, asked.items[index]),
  );
  const free = asked.proration_behavior === 'none';
  const stretches = [
    ...(start < period.start && !free ? [{ start, end: period.start }] : []),
    // evidence: docs: without prorations the time up to a future anchor is free
    ...(anchor > call.at && free ? [] : [period]),
  ];
  const lines = stretches.flatMap((stretch) =>
    items.map((item) => itemLine(account, item, { cycle, period: stretch, proration: null })),
  );
  const subscription = drafted(call, asked, { id, items, method, start, anchor, currency: first.currency });
  return { subscription, lines, period: { start: Math.min(start, period.start), end: period.end } };
}

function drafted(
  call: Call,
  asked: NewSubscription,
  made: Pick<Subscription, 'id' | 'items' | 'currency'> & { method: CollectionMethod; start: number; anchor: number },
): Subscription {
  const { id, items, currency, method, start, anchor } = made;
  const end = items[0]?.current_period_end ?? anchor;
  const cancelAt = asked.cancel_at ?? (asked.cancel_at_period_end === true ? end : null);
  return {
    id,
    object: 'subscription',
    created: call.at,
    start_date: start,
    customer: asked.customer,
    status: 'active',
    billing_cycle_anchor: anchor,
    cancel_at: cancelAt,
    cancel_at_period_end: asked.cancel_at_period_end ?? false,
    canceled_at: cancelAt === null ? null : call.at,
    ended_at: null,
    cancellation_reason: null,
    collection_method: method,
    days_until_due: asked.days_until_due ?? null,
    currency,
    description: asked.description ?? null,
    metadata: asked.metadata ?? {},
    pause_collection: null,
    default_payment_method: asked.default_payment_method ?? null,
    latest_invoice: null,
    items,
  };
}

function pricesOf(account: Account, asked: NewSubscription): readonly Price[] | Refusal {
  const prices: Price[] = [];
  for (const [index, { price: id }] of asked.items.entries()) {
    const param = `items[${index}][price]`;
    if (id === undefined) return refuse(`Missing required param: ${param}.`, param, 'parameter_missing');
    const price = fittingPrice(account, id, { like: prices[0] ?? null, param });
    if (price instanceof Refusal) return price;
    if (prices.some((earlier) => earlier.id === id)) return refuse(`The price ${id} is given twice.`, param);
    prices.push(price);
  }
  return prices;
}

function termsRefusal(asked: NewSubscription, method: CollectionMethod): Refusal | null {
  if (method === 'send_invoice' && asked.days_until_due === undefined) {
    return refuse('With send_invoice, days_until_due is needed.', 'days_until_due', 'parameter_missing');
  }
  if (method === 'charge_automatically' && asked.days_until_due !== undefined) {
    return refuse('days_until_due goes with send_invoice only.', 'days_until_due');
  }
  if (asked.cancel_at !== undefined && asked.cancel_at_period_end === true) {
    return refuse('Only one of cancel_at and cancel_at_period_end may be given.', 'cancel_at');
  }
  return null;
}

// evidence: docs: the anchor may not lie after the next natural billing date; a backdated start lies in the past
function datesRefusal(
  call: Call,
  asked: NewSubscription,
  { start, cycle }: { start: number; cycle: Cycle },
): Refusal | null {
  if (start > call.at) return refuse('backdate_start_date must lie in the past.', 'backdate_start_date');
  if (asked.billing_cycle_anchor !== undefined && cycle.anchor < call.at) {
    return refuse('billing_cycle_anchor must lie in the future.', 'billing_cycle_anchor');
  }
  const natural = nextBoundary({ anchor: call.at, recurring: cycle.recurring }, call.at);
  if (cycle.anchor > natural) {
    return refuse('billing_cycle_anchor must not lie after the next natural billing date.', 'billing_cycle_anchor');
  }
  if (asked.cancel_at !== undefined && asked.cancel_at <= call.at) {
    return refuse('cancel_at must lie in the future.', 'cancel_at');
  }
  return null;
}

function newItem(
  call: Call,
  made: { id: string; subscription: string; price: Price; period: Period },
  asked: ItemChange | undefined,
): SubscriptionItem {
  const { metadata } = asked ?? {};
  return {
    id: made.id,
    object: 'subscription_item',
    created: call.at,
    subscription: made.subscription,
    price: made.price.id,
    quantity: asked?.quantity ?? 1,
    metadata: metadata === undefined || metadata === '' ? {} : metadata,
    current_period_start: made.period.start,
    current_period_end: made.period.end,
  };
}
