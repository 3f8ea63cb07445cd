import { z } from 'zod';
import type { Route } from '#sandboxes/kit/server.ts';
import type { Account, Call } from '../account.ts';
import { prorationInvoice, termsOf } from '../billing/change-subscription.ts';
import { nextBoundary } from '../billing/cycle.ts';
import { billed, composeInvoice, type InvoiceFacts, lineOfItem, pendingItems } from '../billing/invoice.ts';
import { planBeginning } from '../billing/new-subscription.ts';
import { type Amendment, currentPeriod, cycleOf, itemLine, planAmendment } from '../billing/plan.ts';
import { type Answer, endpoint } from '../door.ts';
import type { Subscription } from '../objects/records.ts';
import { wireOf } from '../objects/wire.ts';
import { currency, flag, instant, metadata, parameters, text } from '../wire/parameters.ts';
import { Refusal, refuse } from '../wire/refusal.ts';
import { living } from './customers.ts';
import { ITEM_CHANGES, PRORATION } from './subscriptions.ts';

const PREVIEW = parameters({
  customer: text.optional(),
  subscription: text.optional(),
  currency: currency.optional(),
  preview_mode: z.literal('next').optional(),
  subscription_details: z
    .strictObject({
      items: ITEM_CHANGES.optional(),
      proration_behavior: PRORATION.optional(),
      proration_date: instant.optional(),
      // evidence: sdk: stripe 23.1.0, an object here while the creation takes a bare instant
      billing_cycle_anchor: z
        .union([
          z.strictObject({ type: z.literal('timestamp'), timestamp: instant }),
          z.strictObject({ type: z.literal('unchanged') }),
        ])
        .optional(),
      start_date: instant.optional(),
      cancel_at: instant.optional(),
      cancel_at_period_end: flag.optional(),
      cancel_now: flag.optional(),
      metadata: metadata.optional(),
    })
    .optional(),
});

type Preview = z.output<typeof PREVIEW>;

/** The invoice that a change or a start would make: the figures of the commit, by the code of the commit. */
export function previewRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'POST /v1/invoices/create_preview',
      takes: PREVIEW,
      answer: (asked, call) => {
        const newId = temporaryIds();
        const facts =
          asked.subscription === undefined
            ? beginningFacts(account, call, { asked, newId })
            : changeFacts(account, call, { asked, id: asked.subscription, newId });
        return facts instanceof Refusal ? facts : shown(account, call, { facts, newId });
      },
    }),
  ];
}

type NewId = (prefix: string) => string;

/** Ids that look like the vendor's and are counted nowhere: a preview leaves no trace. */
function temporaryIds(): NewId {
  let count = 0;
  return (prefix) => {
    count += 1;
    return prefix === 'in' ? `upcoming_in_${count}` : `${prefix}_tmp_${count}`;
  };
}

function shown(account: Account, call: Call, { facts, newId }: { facts: InvoiceFacts; newId: NewId }): Answer {
  return wireOf(account, 'invoice', composeInvoice(account, call, { facts, newId }));
}

function beginningFacts(
  account: Account,
  call: Call,
  { asked, newId }: { asked: Preview; newId: NewId },
): InvoiceFacts | Refusal {
  const { customer: id, subscription_details: details } = asked;
  if (id === undefined) return refuse('Missing required param: customer.', 'customer', 'parameter_missing');
  const customer = living(account, id, 'customer');
  if (customer instanceof Refusal) return customer;
  const beginning = planBeginning(account, call, {
    asked: {
      customer: id,
      items: details?.items ?? [],
      backdate_start_date: details?.start_date,
      billing_cycle_anchor:
        details?.billing_cycle_anchor?.type === 'timestamp' ? details.billing_cycle_anchor.timestamp : undefined,
      proration_behavior: details?.proration_behavior,
      cancel_at: details?.cancel_at,
      cancel_at_period_end: details?.cancel_at_period_end,
    },
    newId,
  });
  if (beginning instanceof Refusal) return beginning;
  const { subscription, lines, period } = beginning;
  return { ...termsOf(subscription), subscription: null, reason: 'upcoming', period, lines: billed(lines) };
}

function changeFacts(
  account: Account,
  call: Call,
  { asked, id, newId }: { asked: Preview; id: string; newId: NewId },
): InvoiceFacts | Refusal {
  const subscription = account.find('subscription', id, 'subscription');
  if (subscription instanceof Refusal) return subscription;
  if (subscription.status === 'canceled') return nothingDue();
  const details = asked.subscription_details;
  const at = details?.proration_date ?? call.at;
  const gone = subscription.items.map((item) => ({ id: item.id, deleted: true }));
  const changes = details?.cancel_now === true ? gone : (details?.items ?? []);
  const plan: Amendment | Refusal =
    changes.length === 0
      ? { items: subscription.items, lines: [] }
      : planAmendment(account, subscription, { changes, at, newId: () => newId('si') });
  if (plan instanceof Refusal) return plan;
  const lines = details?.proration_behavior === 'none' ? [] : plan.lines;
  const amended: Subscription = { ...subscription, items: plan.items };
  if (details?.proration_behavior === 'always_invoice' || details?.cancel_now === true) {
    return prorationInvoice(account, call, { subscription: amended, lines, prorationDate: at }) ?? nothingDue();
  }
  return renewalFacts(account, { before: subscription, amended, lines, cancels: cancelsAtEnd(subscription, details) });
}

function cancelsAtEnd(subscription: Subscription, details: Preview['subscription_details']): boolean {
  const { end } = currentPeriod(subscription);
  const cancelAt = details?.cancel_at ?? subscription.cancel_at;
  return details?.cancel_at_period_end ?? (cancelAt !== null && cancelAt <= end);
}

/** The next invoice of the cycle: what waits, the prorations of the change, and the next period unless it ends. */
function renewalFacts(
  account: Account,
  asked: { before: Subscription; amended: Subscription; lines: Amendment['lines']; cancels: boolean },
): InvoiceFacts | Refusal {
  const { before, amended, lines, cancels } = asked;
  const { start, end } = currentPeriod(before);
  const cycle = cycleOf(account, amended);
  const next = { start: end, end: nextBoundary(cycle, end) };
  const renewal = cancels
    ? []
    : amended.items.map((item) => itemLine(account, item, { cycle, period: next, proration: null }));
  const all = [
    ...pendingItems(account, amended.customer, amended.id).map(lineOfItem),
    ...billed(lines),
    ...billed(renewal),
  ];
  if (all.length === 0) return nothingDue();
  return { ...termsOf(amended), reason: 'upcoming', period: { start, end }, lines: all };
}

function nothingDue(): Refusal {
  return new Refusal({ status: 404, code: 'invoice_upcoming_none', message: 'There is nothing to invoice.' });
}
