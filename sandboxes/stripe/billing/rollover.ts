import type { Account, Call } from '../account.ts';
import { record } from '../events.ts';
import type { Invoice, Period, Subscription } from '../objects/records.ts';
import { nextBoundary } from './cycle.ts';
import { type BilledLine, billed, billSubscription, lineOfItem, pendingItems } from './invoice.ts';
import { currentPeriod, cycleOf, itemLine } from './plan.ts';

/** More periods than this at one go is a mistake in the clock, not a story. */
const PERIODS_MAX = 1_000;

/** Brings every subscription up to the sandbox's now: renewals and ends, each dated at the moment it was due. */
export function rollForward(account: Account): void {
  const now = account.parts.clock.nowS();
  if (account.quietUntil !== null && now < account.quietUntil) return;
  const due = account.records('subscription').filter((subscription) => dueAt(subscription) <= now);
  account.parts.store.atomically(() => {
    for (const subscription of due) rollOne(account, subscription, now);
  });
  account.quietUntil = account
    .records('subscription')
    .values()
    .reduce((earliest, subscription) => Math.min(earliest, dueAt(subscription)), Number.POSITIVE_INFINITY);
}

/** When the next thing happens to a subscription by itself; never for one that has ended. */
function dueAt(subscription: Subscription): number {
  if (subscription.status === 'canceled' || subscription.items.length === 0) return Number.POSITIVE_INFINITY;
  return Math.min(currentPeriod(subscription).end, subscription.cancel_at ?? Number.POSITIVE_INFINITY);
}

function rollOne(account: Account, subscription: Subscription, now: number): void {
  let current = subscription;
  for (let count = 0; dueAt(current) <= now; count += 1) {
    if (count >= PERIODS_MAX) throw new Error(`more than ${PERIODS_MAX} periods are due on ${subscription.id}`);
    const call: Call = { key: null, requestId: null, at: dueAt(current) };
    const ends = current.cancel_at !== null && current.cancel_at <= call.at;
    current = ends ? end(account, call, current) : renew(account, call, current);
  }
}

function renew(account: Account, call: Call, subscription: Subscription): Subscription {
  const cycle = cycleOf(account, subscription);
  const period = { start: call.at, end: nextBoundary(cycle, call.at) };
  const items = subscription.items.map((item) => ({
    ...item,
    current_period_start: period.start,
    current_period_end: period.end,
  }));
  const renewed = { ...subscription, items };
  const lines = [
    ...pendingItems(account, subscription.customer, subscription.id).map(lineOfItem),
    ...billed(items.map((item) => itemLine(account, item, { cycle, period, proration: null }))),
  ];
  const invoice = bill(account, call, { subscription: renewed, lines, period: currentPeriod(subscription) });
  const unpaid = invoice.status === 'open' && invoice.attempt_count > 0;
  return record(account, call, {
    kind: 'subscription',
    type: 'customer.subscription.updated',
    next: { ...renewed, latest_invoice: invoice.id, status: unpaid ? 'past_due' : renewed.status },
  });
}

/** Ends at the date set; prorations that still wait are billed, unused time is not credited. */
function end(account: Account, call: Call, subscription: Subscription): Subscription {
  const lines = pendingItems(account, subscription.customer, subscription.id).map(lineOfItem);
  const last =
    lines.length === 0
      ? subscription.latest_invoice
      : bill(account, call, { subscription, lines, period: currentPeriod(subscription) }).id;
  return record(account, call, {
    kind: 'subscription',
    type: 'customer.subscription.deleted',
    next: {
      ...subscription,
      status: 'canceled',
      ended_at: call.at,
      canceled_at: subscription.canceled_at ?? call.at,
      cancellation_reason: 'cancellation_requested',
      latest_invoice: last,
    },
  });
}

interface Bill {
  readonly subscription: Subscription;
  readonly lines: readonly BilledLine[];
  readonly period: Period;
}

function bill(account: Account, call: Call, { subscription, lines, period }: Bill): Invoice {
  return billSubscription(account, call, {
    customer: subscription.customer,
    subscription,
    reason: 'subscription_cycle',
    currency: subscription.currency,
    collection: subscription.collection_method,
    daysUntilDue: subscription.days_until_due,
    period,
    lines,
  });
}
