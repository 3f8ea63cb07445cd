import type { Account, Call } from '../account.ts';
import { record } from '../events.ts';
import type { DraftLine, Invoice, Subscription } from '../objects/records.ts';
import { billed, billSubscription, type InvoiceFacts, lineOfItem, pendingItems } from './invoice.ts';
import type { Beginning } from './new-subscription.ts';
import { keepStated } from './one-time.ts';
import { currentPeriod } from './period.ts';
import { endSchedule, statusWith, stopCollecting } from './standing.ts';

export type ProrationBehavior = 'create_prorations' | 'always_invoice' | 'none';

/** Bills what the first invoice of a planned subscription charges, if anything, and stores both. */
export function begin(account: Account, call: Call, beginning: Beginning): Subscription {
  const { subscription, lines, period } = beginning;
  keepStated(account, call, beginning.stated);
  const facts = { ...termsOf(subscription), reason: 'subscription_create', period, lines: billed(lines) } as const;
  const invoice = lines.length === 0 ? null : billSubscription(account, call, facts);
  const type = 'customer.subscription.created';
  return withInvoice(account, call, { subscription, invoice, unpaid: 'incomplete', type });
}

/** The facts that every invoice of a subscription shares. */
export function termsOf(
  subscription: Subscription,
): Pick<InvoiceFacts, 'customer' | 'subscription' | 'currency' | 'collection' | 'daysUntilDue'> {
  return {
    customer: subscription.customer,
    subscription,
    currency: subscription.currency,
    collection: subscription.collection_method,
    daysUntilDue: subscription.days_until_due,
  };
}

/** Keeps lines as pending items of the subscription: its next invoice bills them. */
export function keepPending(
  account: Account,
  call: Call,
  { subscription, lines }: { subscription: Subscription; lines: readonly DraftLine[] },
): void {
  for (const line of lines) {
    record(account, call, {
      kind: 'invoiceitem',
      type: 'invoiceitem.created',
      next: {
        ...line,
        id: account.newId('ii'),
        object: 'invoiceitem',
        created: call.at,
        customer: subscription.customer,
        currency: subscription.currency,
        subscription: subscription.id,
        invoice: null,
      },
    });
  }
}

/** The facts of an invoice over everything that waits; null when nothing does. */
export function prorationInvoice(
  account: Account,
  call: Call,
  {
    subscription,
    lines,
    prorationDate,
  }: { subscription: Subscription; lines: readonly DraftLine[]; prorationDate: number },
): InvoiceFacts | null {
  const waiting = pendingItems(account, subscription.customer, subscription.id).map(lineOfItem);
  const all = [...waiting, ...billed(lines)];
  if (all.length === 0) return null;
  return {
    ...termsOf(subscription),
    prorationDate,
    reason: 'subscription_update',
    // evidence: docs: the period of an invoice for changes ends when it was made
    period: { start: currentPeriod(subscription).start, end: call.at },
    lines: all,
  };
}

export interface Amended {
  readonly subscription: Subscription;
  readonly prorations: readonly DraftLine[];
  /** Billed at once whatever was asked: the first period of a cycle that begins anew. */
  readonly fresh?: readonly DraftLine[];
  /** One-time charges: they go with the next invoice. */
  readonly added?: readonly DraftLine[];
  readonly behavior: ProrationBehavior;
  readonly prorationDate: number;
  /** The event to tell; left out = the subscription was updated. */
  readonly type?: string;
}

/** Stores an amended subscription and does with its lines what was asked: bill now, keep, or forget the prorations. */
export function amend(account: Account, call: Call, amended: Amended): Subscription {
  const { subscription, behavior, prorationDate, fresh = [], added = [] } = amended;
  const prorations = behavior === 'none' ? [] : amended.prorations;
  const billsNow = behavior === 'always_invoice' || fresh.length > 0;
  const lines = [...prorations, ...fresh, ...added];
  const facts = billsNow ? prorationInvoice(account, call, { subscription, lines, prorationDate }) : null;
  if (!billsNow) keepPending(account, call, { subscription, lines });
  if (subscription.status === 'canceled') {
    stopCollecting(account, call, subscription.id);
    endSchedule(account, call, { subscription, aborted: false });
  }
  const invoice = facts === null ? null : billSubscription(account, call, facts);
  const unpaid = subscription.status === 'canceled' ? 'canceled' : 'past_due';
  return withInvoice(account, call, {
    subscription,
    invoice,
    unpaid,
    ...(amended.type === undefined ? {} : { type: amended.type }),
  });
}

/** Stores a subscription as its newest invoice leaves it. */
export function withInvoice(
  account: Account,
  call: Call,
  made: { subscription: Subscription; invoice: Invoice | null; unpaid: Subscription['status']; type?: string },
): Subscription {
  const { subscription, invoice, unpaid } = made;
  return record(account, call, {
    kind: 'subscription',
    type: made.type ?? 'customer.subscription.updated',
    next: {
      ...subscription,
      latest_invoice: invoice?.id ?? subscription.latest_invoice,
      status: statusWith(subscription.status, invoice, unpaid),
    },
  });
}
