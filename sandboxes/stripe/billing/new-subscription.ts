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
import { periodLines } from './lines.ts';
import { type AddedCharge, chargesOf, oneTimeLines } from './one-time.ts';
import { fittingPrice, type ItemChange, isOneInterval } from './plan.ts';

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
  /** Ends where its first period does, told as a date. */
  readonly cancels_at_first_end?: boolean | undefined;
  readonly currency?: string | undefined;
  readonly description?: string | undefined;
  readonly default_payment_method?: string | undefined;
  readonly add_invoice_items?: readonly AddedCharge[] | undefined;
  readonly schedule?: string | undefined;
  readonly metadata?: Metadata | undefined;
}

export interface Beginning {
  readonly subscription: Subscription;
  /** What the first invoice charges. */
  readonly lines: readonly DraftLine[];
  readonly period: Period;
  /** Prices that were stated with one-time charges and are not stored yet. */
  readonly stated: readonly Price[];
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

  const whole = anchor > call.at ? { start, end: anchor } : { start: anchor, end: boundary(cycle, 1) };
  const period = { start: whole.start, end: Math.min(whole.end, asked.cancel_at ?? whole.end) };
  const id = newId('sub');
  const items = prices.map((price, index) =>
    newItem(call, { id: newId('si'), subscription: id, price, period }, asked.items[index]),
  );
  const lines = stretchesOf(call, asked, { start, whole, period }).flatMap((stretch) =>
    periodLines(account, items, { cycle, period: stretch }),
  );
  const once = oneTimeLines(account, call, {
    charges: chargesOf(asked.add_invoice_items ?? [], call, period),
    context: { currency: first.currency, period, newId, within: 'add_invoice_items' },
  });
  if (once instanceof Refusal) return once;
  return {
    subscription: drafted(call, asked, { id, items, method, start, anchor, currency: first.currency }),
    lines: [...lines, ...once.lines],
    period: { start: Math.min(start, period.start), end: period.end },
    stated: once.prices,
  };
}

/** The parts of the time since the start that the first invoice charges. */
function stretchesOf(
  call: Call,
  { proration_behavior: behavior, billing_cycle_anchor: anchor = call.at }: NewSubscription,
  { start, whole, period }: { start: number; whole: Period; period: Period },
): Period[] {
  // evidence: docs: without prorations the time up to a future anchor is free, and an earlier end takes nothing off
  if (behavior === 'none') return anchor > call.at ? [] : [whole];
  return start < period.start ? [{ start, end: period.start }, period] : [period];
}

function drafted(
  call: Call,
  asked: NewSubscription,
  made: Pick<Subscription, 'id' | 'items' | 'currency'> & { method: CollectionMethod; start: number; anchor: number },
): Subscription {
  const { id, items, currency, method, start, anchor } = made;
  const end = items[0]?.current_period_end ?? anchor;
  const endsFirst = asked.cancel_at_period_end === true || asked.cancels_at_first_end === true;
  const cancelAt = asked.cancel_at ?? (endsFirst ? end : null);
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
    cancellation_comment: null,
    cancellation_feedback: null,
    collection_method: method,
    days_until_due: asked.days_until_due ?? null,
    currency,
    description: asked.description ?? null,
    metadata: asked.metadata ?? {},
    pause_collection: null,
    default_payment_method: asked.default_payment_method ?? null,
    schedule: asked.schedule ?? null,
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
    if (prices[0] !== undefined && !isOneInterval(prices[0].recurring, price.recurring)) {
      return refuse('All prices of a subscription must have the same interval.', param);
    }
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
