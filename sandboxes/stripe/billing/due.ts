import type { DueAt } from '../agenda.ts';
import type { Invoice, Subscription } from '../objects/records.ts';
import type { SubscriptionSchedule } from '../objects/schedule-records.ts';
import { currentPeriod } from './period.ts';

/** When a record changes by itself the next time; null = never. Unix seconds. */
export const DUE_AT: DueAt = {
  subscription: subscriptionDue,
  invoice: invoiceDue,
  refund: ({ settles_at: at }) => at,
  subscription_schedule: scheduleDue,
};

function subscriptionDue(subscription: Subscription): number | null {
  if (subscription.status === 'canceled' || subscription.items.length === 0) return null;
  const dates = [currentPeriod(subscription).end, subscription.cancel_at, subscription.pause_collection?.resumes_at];
  return Math.min(...dates.map((date) => date ?? Number.POSITIVE_INFINITY));
}

function invoiceDue(invoice: Invoice): number | null {
  if (invoice.status === 'draft') return invoice.automatically_finalizes_at;
  return invoice.status === 'open' ? invoice.next_payment_attempt : null;
}

function scheduleDue({ status, phases, current }: SubscriptionSchedule): number | null {
  if (status === 'not_started') return phases[0]?.start_date ?? null;
  return status === 'active' ? (phases[current ?? 0]?.end_date ?? null) : null;
}
