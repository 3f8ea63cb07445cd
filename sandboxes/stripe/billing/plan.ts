import type { Account } from '../account.ts';
import type { Metadata, Price, Recurring, Subscription, SubscriptionItem } from '../objects/records.ts';
import { Refusal, refuse } from '../wire/refusal.ts';
import { isMetered } from './lines.ts';
import { currentPeriod } from './period.ts';

/** One entry of `items[]` as it was asked for. */
export interface ItemChange {
  readonly id?: string | undefined;
  readonly price?: string | undefined;
  readonly quantity?: number | undefined;
  readonly deleted?: boolean | undefined;
  readonly metadata?: Metadata | '' | undefined;
  readonly billing_thresholds?: { readonly usage_gte: number } | '' | undefined;
}

/** The items after a change, and each step of it. */
export interface PlannedItems {
  readonly items: readonly SubscriptionItem[];
  readonly steps: readonly Step[];
}

/** A recurring price of the currency of one that is there already, or why it is not. */
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
  return price;
}

type Interval = Pick<Recurring, 'interval' | 'interval_count'>;

/** Whether two prices are billed at the same times. */
export function isOneInterval(one: Interval | null, other: Interval | null): boolean {
  return one?.interval === other?.interval && one?.interval_count === other?.interval_count;
}

/** The items that a change leaves, all of one interval. Stores nothing. */
export function planItems(
  account: Account,
  subscription: Subscription,
  { changes, newId }: { changes: readonly ItemChange[]; newId: () => string },
): PlannedItems | Refusal {
  const steps: Step[] = [];
  for (const [index, change] of changes.entries()) {
    const step = stepOf(account, subscription, { change, param: `items[${index}]`, newId });
    if (step instanceof Refusal) return step;
    steps.push(step);
  }
  const touched = new Map(steps.map((step) => [step.id, step.item]));
  const kept = subscription.items.flatMap((item) => {
    const after = touched.has(item.id) ? touched.get(item.id) : item;
    return after === undefined || after === null ? [] : [after];
  });
  const known = new Set(subscription.items.map(({ id }) => id));
  const added = steps.flatMap(({ id, item }) => (item === null || known.has(id) ? [] : [item]));
  const items = [...kept, ...added];
  const [first, ...others] = items.map(({ price }) => account.get('price', price));
  if (first !== undefined && others.some((price) => !isOneInterval(first.recurring, price.recurring))) {
    return refuse('All prices of a subscription must have the same interval.', 'items');
  }
  return { items, steps };
}

/** One item's change: null before = new, null after = taken out. `item` is what stays, `changed` whether money moves. */
export interface Step {
  readonly id: string;
  readonly item: SubscriptionItem | null;
  readonly before: SubscriptionItem | null;
  readonly changed: boolean;
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
  if (change.id !== undefined) return existingStep(account, subscription, { change, param, price });
  if (change.billing_thresholds !== undefined) {
    // The contract takes it; the stand-in has it for items that are there.
    return refuse('A new item has no threshold here.', `${param}[billing_thresholds]`);
  }
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
  return { id: item.id, item, before: null, changed: true };
}

function existingStep(
  account: Account,
  subscription: Subscription,
  { change, param, price }: { change: ItemChange; param: string; price: Price | null },
): Step | Refusal {
  const before = subscription.items.find(({ id }) => id === change.id);
  if (before === undefined) {
    return refuse(`The subscription has no item ${change.id ?? ''}.`, `${param}[id]`, 'resource_missing');
  }
  if (change.deleted === true) return { id: before.id, item: null, before, changed: true };
  const after: SubscriptionItem = {
    ...before,
    price: price?.id ?? before.price,
    // evidence: [?]: another price without a quantity starts at one
    quantity: change.quantity ?? (price === null || price.id === before.price ? before.quantity : 1),
    metadata: mergedMetadata(before.metadata, change.metadata),
  };
  const same = after.price === before.price && after.quantity === before.quantity;
  const bound = change.billing_thresholds;
  if (bound === undefined) return { id: before.id, item: after, before, changed: !same };
  if (!isMetered(account, after)) {
    return refuse('Only metered use has a threshold.', `${param}[billing_thresholds][usage_gte]`);
  }
  const bounded = { ...after, billing_thresholds: bound === '' ? null : bound };
  return { id: before.id, item: bounded, before, changed: !same };
}

/** `''` empties the map, an entry of `''` takes that entry out, everything else is laid over. `[docs]` */
export function mergedMetadata(before: Metadata, change: Metadata | '' | undefined): Metadata {
  if (change === undefined) return before;
  if (change === '') return {};
  return Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== ''));
}
