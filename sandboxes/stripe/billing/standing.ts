import type { Account, Call } from '../account.ts';
import { record } from '../events.ts';
import type { Invoice, Subscription } from '../objects/records.ts';

type Status = Subscription['status'];

export function isDeclined(invoice: Invoice | null): boolean {
  return invoice !== null && invoice.status === 'open' && invoice.attempt_count > 0;
}

/** How a subscription stands with its newest invoice; `declined` = what a refused payment makes of it. */
export function statusWith(status: Status, invoice: Invoice | null, declined: Status): Status {
  if (isDeclined(invoice)) return declined;
  return status === 'past_due' && invoice?.status === 'paid' ? 'active' : status;
}

/**
 * What a refused automatic payment makes of the subscription: past due while it is tried again, then whatever the
 * account's owner chose.
 */
export function fallBehind(account: Account, call: Call, invoice: Invoice): void {
  if (!isDeclined(invoice) || invoice.subscription === null) return;
  const subscription = account.get('subscription', invoice.subscription);
  if (subscription.status !== 'active' && subscription.status !== 'past_due') return;
  const status = invoice.next_payment_attempt === null ? account.settings.afterLastRetry : 'past_due';
  if (status === 'canceled') {
    endSubscription(account, call, { subscription, reason: 'payment_failed' });
    return;
  }
  if (status === subscription.status) return;
  const next = { ...subscription, status };
  record(account, call, { kind: 'subscription', type: 'customer.subscription.updated', next });
}

/** Ends a subscription now. Whatever is to be billed at the end has been billed by the caller. */
export function endSubscription(
  account: Account,
  call: Call,
  { subscription, reason }: { subscription: Subscription; reason: NonNullable<Subscription['cancellation_reason']> },
): Subscription {
  stopCollecting(account, call, subscription.id);
  endSchedule(account, call, { subscription, aborted: reason === 'payment_failed' });
  return record(account, call, {
    kind: 'subscription',
    type: 'customer.subscription.deleted',
    next: {
      ...subscription,
      status: 'canceled',
      ended_at: call.at,
      canceled_at: subscription.canceled_at ?? call.at,
      cancellation_reason: reason,
    },
  });
}

// evidence: docs: after a cancellation the open invoices are no longer collected by themselves
export function stopCollecting(account: Account, call: Call, subscription: string): void {
  const tried = account
    .records('invoice')
    .filter((invoice) => invoice.subscription === subscription && invoice.next_payment_attempt !== null);
  for (const invoice of tried) {
    const next = { ...invoice, auto_advance: false, next_payment_attempt: null };
    record(account, call, { kind: 'invoice', type: 'invoice.updated', next });
  }
}

/** A plan ends with its subscription; one that ends for want of payment is aborted. `[docs]` */
export function endSchedule(
  account: Account,
  call: Call,
  { subscription, aborted }: { subscription: Subscription; aborted: boolean },
): void {
  const schedule =
    subscription.schedule === null ? undefined : account.records('subscription_schedule').get(subscription.schedule);
  if (schedule?.status !== 'active') return;
  const type = aborted ? 'subscription_schedule.aborted' : 'subscription_schedule.canceled';
  const next = { ...schedule, status: 'canceled', canceled_at: call.at, current: null } as const;
  record(account, call, { kind: 'subscription_schedule', type, next });
}
