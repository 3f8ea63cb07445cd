import type { Account, Call } from '../account.ts';
import type { DraftLine, Subscription } from '../objects/records.ts';
import type { Meter } from '../objects/usage-records.ts';
import { termsOf, withInvoice } from './change-subscription.ts';
import { billed, billSubscription, lineOfItem, pendingItems } from './invoice.ts';
import { currentPeriod } from './period.ts';
import { usageLines } from './usage.ts';

const DAY_S = 86_400;

/** Bills what a customer used so far of what this meter counts, wherever a threshold is reached. */
export function billReachedBy(account: Account, call: Call, { meter, customer }: { meter: Meter; customer: string }) {
  const counting = account
    .records('subscription')
    .filter((one) => one.customer === customer && one.status !== 'canceled')
    .filter(({ items }) => items.some(({ price }) => account.get('price', price).recurring?.meter === meter.id));
  for (const subscription of counting) billReached(account, call, subscription);
}

/**
 * Bills the use of a period before it ends, once an item has used as much as its threshold says. The cycle goes on as it
 * was, and its end bills the rest.
 */
export function billReached(account: Account, call: Call, subscription: Subscription): Subscription {
  const period = currentPeriod(subscription);
  // evidence: docs: no threshold is looked at in the last 24 hours of a period
  if (subscription.status === 'canceled' || period.end - call.at < DAY_S) return subscription;
  const used = usageLines(account, subscription, { ...period, asOf: call.at }).filter(({ quantity }) => quantity > 0);
  if (!used.some((line) => isReached(subscription, line))) return subscription;
  const waiting = pendingItems(account, subscription.customer, subscription.id).map(lineOfItem);
  const invoice = billSubscription(account, call, {
    ...termsOf(subscription),
    reason: 'subscription_threshold',
    period: { start: period.start, end: call.at },
    // evidence: [?]: what waits for the next invoice goes with this one
    lines: [...waiting, ...billed(used)],
  });
  return withInvoice(account, call, { subscription, invoice, unpaid: 'past_due' });
}

function isReached({ items }: Subscription, { subscription_item: of, quantity }: DraftLine): boolean {
  const bound = items.find(({ id }) => id === of)?.billing_thresholds ?? null;
  return bound !== null && quantity >= bound.usage_gte;
}
