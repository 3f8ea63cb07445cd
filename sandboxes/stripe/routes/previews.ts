import { z } from 'zod';
import type { Route } from '#sandboxes/kit/server.ts';
import type { Account, Call } from '../account.ts';
import { prorationInvoice, termsOf } from '../billing/change-subscription.ts';
import { nextBoundary } from '../billing/cycle.ts';
import { billed, composeInvoice, type InvoiceFacts, lineOfItem, pendingItems } from '../billing/invoice.ts';
import { planBeginning } from '../billing/new-subscription.ts';
import { currentPeriod } from '../billing/period.ts';
import { type Amendment, cycleOf, type ItemChange, itemLine, planAmendment } from '../billing/plan.ts';
import { withStatedPrices } from '../billing/price.ts';
import { endpoint } from '../door.ts';
import type { Subscription } from '../objects/records.ts';
import { wireOf } from '../objects/wire.ts';
import { address, currency, flag, instant, list, metadata, parameters, text } from '../wire/parameters.ts';
import { Refusal, refuse } from '../wire/refusal.ts';
import { PRICE_DATA } from './catalogue.ts';
import { living } from './customers.ts';
import { ITEM_CHANGE, PRORATION } from './subscriptions.ts';

const PREVIEW = parameters({
  customer: text.optional(),
  // Without effect here: it is the tax that would look at it.
  customer_details: z.strictObject({ address: address.optional() }).optional(),
  subscription: text.optional(),
  currency: currency.optional(),
  preview_mode: z.literal('next').optional(),
  subscription_details: z
    .strictObject({
      items: list(ITEM_CHANGE.extend({ price_data: PRICE_DATA.optional() })).optional(),
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
        const priced = withStatedPrices(account, call, {
          items: asked.subscription_details?.items ?? [],
          newId,
          within: 'subscription_details[items]',
        });
        if (priced instanceof Refusal) return priced;
        const { items } = priced;
        const facts =
          asked.subscription === undefined
            ? beginningFacts(priced.account, call, { asked, items, newId })
            : changeFacts(priced.account, call, { asked, items, id: asked.subscription, newId });
        if (facts instanceof Refusal) return facts;
        const wire = wireOf(account, 'invoice', composeInvoice(account, call, { facts, newId }));
        return isForNobody(asked) ? { ...wire, customer: null } : wire;
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

// evidence: spec: one of customer, customer_details and subscription is asked for with automatic tax only
function isForNobody({ customer, subscription }: Preview): boolean {
  return customer === undefined && subscription === undefined;
}

/** Whom a start is for. Somebody who is no customer yet has an id for this calculation and no balance. */
function beginner(account: Account, { customer, currency: money }: Preview, newId: NewId): string | Refusal {
  if (customer !== undefined) {
    const found = living(account, customer, 'customer');
    return found instanceof Refusal ? found : found.id;
  }
  // evidence: spec: the currency defaults to that of the customer; refusing without either is ours [?]
  return money === undefined
    ? refuse('Missing required param: currency.', 'currency', 'parameter_missing')
    : newId('cus');
}

function beginningFacts(
  account: Account,
  call: Call,
  { asked, items, newId }: { asked: Preview; items: readonly ItemChange[]; newId: NewId },
): InvoiceFacts | Refusal {
  const { subscription_details: details } = asked;
  const customer = beginner(account, asked, newId);
  if (customer instanceof Refusal) return customer;
  const beginning = planBeginning(account, call, {
    asked: {
      customer,
      items,
      currency: asked.currency,
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
  { asked, items, id, newId }: { asked: Preview; items: readonly ItemChange[]; id: string; newId: NewId },
): InvoiceFacts | Refusal {
  const subscription = account.find('subscription', id, 'subscription');
  if (subscription instanceof Refusal) return subscription;
  if (subscription.status === 'canceled') return nothingDue();
  const details = asked.subscription_details;
  const at = details?.proration_date ?? call.at;
  const gone = subscription.items.map((item) => ({ id: item.id, deleted: true }));
  const changes = details?.cancel_now === true ? gone : items;
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
