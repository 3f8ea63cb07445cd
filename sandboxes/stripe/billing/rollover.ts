import type { Account, Call } from '../account.ts';
import type { Due } from '../agenda.ts';
import { record } from '../events.ts';
import type { Invoice, Period, Subscription } from '../objects/records.ts';
import { nextBoundary } from './cycle.ts';
import { type BilledLine, billed, billSubscription, finalizeInvoice, lineOfItem, pendingItems } from './invoice.ts';
import { cycleOf, periodLines } from './lines.ts';
import { collect } from './payment.ts';
import { currentPeriod } from './period.ts';
import { settleRefund } from './refund.ts';
import { advanceSchedule } from './schedule.ts';
import { endSubscription, fallBehind, statusWith } from './standing.ts';
import { usageLines } from './usage.ts';

/** More happenings than this at one go are a mistake in the clock, not a story. */
const HAPPENINGS_MAX = 100_000;

/** Lets everything happen that is due by the sandbox's now, in the order of its dates, each dated when it was due. */
export function rollForward(account: Account): void {
  const now = account.parts.clock.nowS();
  const first = account.agenda.next();
  if (first === null || first.at > now) return;
  account.parts.store.atomically(() => {
    for (let count = 0; ; count += 1) {
      const due = account.agenda.next();
      if (due === null || due.at > now) return;
      if (count >= HAPPENINGS_MAX) throw new Error(`more than ${HAPPENINGS_MAX} things are due by ${now}`);
      happen(account, due);
    }
  });
}

function happen(account: Account, due: Due): void {
  const call: Call = { key: null, requestId: null, at: due.at };
  if (due.kind === 'subscription') advanceSubscription(account, call, account.get('subscription', due.id));
  if (due.kind === 'invoice') advanceInvoice(account, call, account.get('invoice', due.id));
  if (due.kind === 'subscription_schedule') {
    advanceSchedule(account, call, account.get('subscription_schedule', due.id));
  }
  if (due.kind === 'refund') settleRefund(account, call, account.get('refund', due.id));
}

function advanceSubscription(account: Account, call: Call, subscription: Subscription): void {
  const { cancel_at: cancelAt, pause_collection: pause } = subscription;
  if (pause !== null && pause.resumes_at !== null && pause.resumes_at <= call.at) {
    const next = { ...subscription, pause_collection: null };
    record(account, call, { kind: 'subscription', type: 'customer.subscription.updated', next });
  } else if (cancelAt !== null && cancelAt <= call.at) {
    end(account, call, subscription);
  } else {
    renew(account, call, subscription);
  }
}

/** A draft whose time has come is made final, an open invoice is charged once more. */
function advanceInvoice(account: Account, call: Call, invoice: Invoice): void {
  const advanced =
    invoice.status === 'draft'
      ? finalizeInvoice(account, call, { draft: invoice, balance: 'applied' })
      : collect(account, call, { invoice, paymentMethod: null, automatic: true }).invoice;
  fallBehind(account, call, advanced);
}

function renew(account: Account, call: Call, subscription: Subscription): Subscription {
  const cycle = cycleOf(account, subscription);
  const past = currentPeriod(subscription);
  // evidence: spec: an end set within a later period always prorates that period
  const period = {
    start: call.at,
    end: Math.min(nextBoundary(cycle, call.at), subscription.cancel_at ?? Number.POSITIVE_INFINITY),
  };
  const items = subscription.items.map((item) => ({
    ...item,
    current_period_start: period.start,
    current_period_end: period.end,
  }));
  const renewed = { ...subscription, items };
  const lines = [
    ...pendingItems(account, subscription.customer, subscription.id).map(lineOfItem),
    ...billed([...usageLines(account, subscription, past), ...periodLines(account, items, { cycle, period })]),
  ];
  const invoice = bill(account, call, { subscription: renewed, lines, period: past });
  const current = record(account, call, {
    kind: 'subscription',
    type: 'customer.subscription.updated',
    next: { ...renewed, latest_invoice: invoice.id, status: statusWith(renewed.status, invoice, 'past_due') },
  });
  fallBehind(account, call, invoice);
  return current;
}

/** Ends at the date set; what waits and what was used is billed. Unused time was credited when the date was set. */
function end(account: Account, call: Call, subscription: Subscription): Subscription {
  const period = currentPeriod(subscription);
  const lines = [
    ...pendingItems(account, subscription.customer, subscription.id).map(lineOfItem),
    ...billed(usageLines(account, subscription, { ...period, end: call.at })),
  ];
  const last =
    lines.length === 0 ? subscription.latest_invoice : bill(account, call, { subscription, lines, period }).id;
  return endSubscription(account, call, {
    subscription: { ...subscription, latest_invoice: last },
    reason: 'cancellation_requested',
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
