import type { Account } from '../account.ts';
import type { DraftLine, Metadata, Period, Price, Subscription, SubscriptionItem } from '../objects/records.ts';
import { Refusal, refuse } from '../wire/refusal.ts';
import { charged } from './amount.ts';
import { type Cycle, intervalsBetween } from './cycle.ts';
import { currentPeriod } from './period.ts';

/** One entry of `items[]` as it was asked for. */
export interface ItemChange {
  readonly id?: string | undefined;
  readonly price?: string | undefined;
  readonly quantity?: number | undefined;
  readonly deleted?: boolean | undefined;
  readonly metadata?: Metadata | '' | undefined;
}

export interface Amendment {
  readonly items: readonly SubscriptionItem[];
  readonly lines: readonly DraftLine[];
}

type PlannedItem = Omit<SubscriptionItem, 'current_period_start' | 'current_period_end'>;

/** A recurring price that fits what the subscription has already, or why it does not. */
export function fittingPrice(
  account: Account,
  id: string,
  fits: { like: Price | null; param: string },
): Price | Refusal {
  const price = account.find('price', id, fits.param);
  if (price instanceof Refusal) return price;
  if (!price.active) return refuse(`The price ${id} is not active.`, fits.param);
  if (price.recurring === null) return refuse(`The price ${id} is not recurring.`, fits.param);
  if (fits.like === null) return price;
  if (price.currency !== fits.like.currency) return refuse('All prices must have one currency.', fits.param);
  const { interval, interval_count } = price.recurring;
  if (interval !== fits.like.recurring?.interval || interval_count !== fits.like.recurring.interval_count) {
    return refuse('All prices of a subscription must have the same interval.', fits.param);
  }
  return price;
}

export function cycleOf(account: Account, { billing_cycle_anchor, items }: Subscription): Cycle {
  const first = items[0];
  const recurring = first === undefined ? null : account.get('price', first.price).recurring;
  // A subscription whose last item was taken out has no renewals; any interval will do until it ends.
  return { anchor: billing_cycle_anchor, recurring: recurring ?? { interval: 'month', interval_count: 1 } };
}

/** A line for an item over a period, by the share of the price's interval that the period is. */
export function itemLine(
  account: Account,
  item: PlannedItem,
  { cycle, period, proration }: { cycle: Cycle; period: Period; proration: 'credit' | 'debit' | null },
): DraftLine {
  const price = account.get('price', item.price);
  const product = account.get('product', price.product);
  const full = charged(price.unit_amount_decimal, item.quantity, intervalsBetween(cycle, period.start, period.end));
  const on = new Date(period.start * 1000).toUTCString().slice(5, 16);
  const descriptions = {
    credit: `Unused time on ${item.quantity} × ${product.name} after ${on}`,
    debit: `Remaining time on ${item.quantity} × ${product.name} after ${on}`,
    full: `${item.quantity} × ${product.name}`,
  };
  return {
    amount: proration === 'credit' && full !== 0 ? -full : full,
    description: descriptions[proration ?? 'full'],
    period,
    price: price.id,
    product: price.product,
    unit_amount_decimal: price.unit_amount_decimal,
    quantity: item.quantity,
    metadata: item.metadata,
    subscription_item: item.id,
    proration: proration !== null,
    credited: proration === 'credit' ? lastBilled(account, item) : null,
  };
}

function lastBilled(account: Account, item: PlannedItem): DraftLine['credited'] {
  const bills = (lines: readonly DraftLine[]) =>
    lines.find((line) => line.subscription_item === item.id && line.amount > 0);
  const invoice = account
    .records('invoice')
    .filter((one) => one.subscription === item.subscription && one.status !== 'void' && bills(one.lines) !== undefined)
    .at(-1);
  if (invoice === undefined) return null;
  const line = invoice.lines.find((one) => one.subscription_item === item.id && one.amount > 0);
  return line === undefined ? null : { invoice: invoice.id, invoice_line_items: [line.id] };
}

/**
 * What a change of items does to a live subscription at `at`: the items after it, and its proration lines. Classic
 * mode: the unused time is credited at the present price, the remaining time charged for the new one, to the second.
 * Stores nothing, so that a preview and a commit are one computation.
 */
export function planAmendment(
  account: Account,
  subscription: Subscription,
  { changes, at, newId }: { changes: readonly ItemChange[]; at: number; newId: () => string },
): Amendment | Refusal {
  const period = currentPeriod(subscription);
  if (at < period.start || at > period.end) {
    return refuse('The proration date must lie within the current period.', 'proration_date');
  }
  const steps: Step[] = [];
  for (const [index, change] of changes.entries()) {
    const step = stepOf(account, subscription, { change, param: `items[${index}]`, newId });
    if (step instanceof Refusal) return step;
    steps.push(step);
  }
  const cycle = cycleOf(account, subscription);
  const rest = { start: at, end: period.end };
  const lines = steps.flatMap(({ before, after }) => [
    ...(before === null ? [] : [itemLine(account, before, { cycle, period: rest, proration: 'credit' as const })]),
    ...(after === null ? [] : [itemLine(account, after, { cycle, period: rest, proration: 'debit' as const })]),
  ]);
  const touched = new Map(steps.map((step) => [step.id, step.item]));
  const kept = subscription.items.flatMap((item) => {
    const item_ = touched.has(item.id) ? touched.get(item.id) : item;
    return item_ === undefined || item_ === null ? [] : [item_];
  });
  const known = new Set(subscription.items.map(({ id }) => id));
  const added = steps.flatMap(({ id, item }) => (item === null || known.has(id) ? [] : [item]));
  return { items: [...kept, ...added], lines: lines.filter(({ amount }) => amount !== 0) };
}

/** `before` is credited, `after` is charged: null where that side changes no money. `item` null = taken out. */
interface Step {
  readonly id: string;
  readonly item: SubscriptionItem | null;
  readonly before: SubscriptionItem | null;
  readonly after: SubscriptionItem | null;
}

function stepOf(
  account: Account,
  subscription: Subscription,
  asked: { change: ItemChange; param: string; newId: () => string },
): Step | Refusal {
  const { change, param, newId } = asked;
  const first = subscription.items[0];
  const like = first === undefined ? null : account.get('price', first.price);
  const price =
    change.price === undefined ? null : fittingPrice(account, change.price, { like, param: `${param}[price]` });
  if (price instanceof Refusal) return price;
  if (change.id !== undefined) return existingStep(subscription, { change, param, price });
  if (price === null) return refuse(`Missing required param: ${param}[price].`, `${param}[price]`, 'parameter_missing');
  if (subscription.items.some((item) => item.price === price.id)) {
    return refuse(`Another item of the subscription has the price ${price.id} already.`, `${param}[price]`);
  }
  const period = currentPeriod(subscription);
  const item: SubscriptionItem = {
    id: newId(),
    object: 'subscription_item',
    created: period.start,
    subscription: subscription.id,
    price: price.id,
    quantity: change.quantity ?? 1,
    metadata: change.metadata === '' ? {} : (change.metadata ?? {}),
    current_period_start: period.start,
    current_period_end: period.end,
  };
  return { id: item.id, item, before: null, after: item };
}

function existingStep(
  subscription: Subscription,
  { change, param, price }: { change: ItemChange; param: string; price: Price | null },
): Step | Refusal {
  const before = subscription.items.find(({ id }) => id === change.id);
  if (before === undefined) {
    return refuse(`The subscription has no item ${change.id ?? ''}.`, `${param}[id]`, 'resource_missing');
  }
  if (change.deleted === true) return { id: before.id, item: null, before, after: null };
  const after: SubscriptionItem = {
    ...before,
    price: price?.id ?? before.price,
    // evidence: [?]: another price without a quantity starts at one
    quantity: change.quantity ?? (price === null || price.id === before.price ? before.quantity : 1),
    metadata: mergedMetadata(before.metadata, change.metadata),
  };
  const same = after.price === before.price && after.quantity === before.quantity;
  return { id: before.id, item: after, before: same ? null : before, after: same ? null : after };
}

/** `''` empties the map, an entry of `''` takes that entry out, everything else is laid over. `[docs]` */
export function mergedMetadata(before: Metadata, change: Metadata | '' | undefined): Metadata {
  if (change === undefined) return before;
  if (change === '') return {};
  return Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== ''));
}
