import { z } from 'zod';
import type { Route } from '#sandboxes/kit/server.ts';
import type { Account, Call } from '../account.ts';
import { prorationInvoice, termsOf } from '../billing/change-subscription.ts';
import { nextBoundary } from '../billing/cycle.ts';
import { billed, composeInvoice, type InvoiceFacts, lineOfItem, pendingItems } from '../billing/invoice.ts';
import { cycleOf, periodLines } from '../billing/lines.ts';
import { planBeginning } from '../billing/new-subscription.ts';
import { oneTimeLines } from '../billing/one-time.ts';
import { currentPeriod } from '../billing/period.ts';
import type { ItemChange } from '../billing/plan.ts';
import { planChange } from '../billing/plan-change.ts';
import { withStatedPrices } from '../billing/price.ts';
import { usageLines } from '../billing/usage.ts';
import { endpoint } from '../door.ts';
import type { DraftLine, Subscription } from '../objects/records.ts';
import { wireOf } from '../objects/wire.ts';
import {
  address,
  currency,
  flag,
  instant,
  integer,
  list,
  metadata,
  parameters,
  quantity,
  text,
} from '../wire/parameters.ts';
import { Refusal, refuse } from '../wire/refusal.ts';
import { ONE_TIME_PRICE_DATA, PRICE_DATA } from './catalogue.ts';
import { living } from './customers.ts';
import { CANCEL_AT, ITEM_CHANGE, PRORATION } from './subscription-parameters.ts';
import { cancellationOf, planEnd } from './subscription-update.ts';

const PREVIEW = parameters({
  customer: text.optional(),
  // Without effect here: it is the tax that would look at it.
  customer_details: z.strictObject({ address: address.optional() }).optional(),
  subscription: text.optional(),
  currency: currency.optional(),
  preview_mode: z.literal('next').optional(),
  invoice_items: list(
    z.strictObject({
      price: text.optional(),
      price_data: ONE_TIME_PRICE_DATA.optional(),
      amount: integer.optional(),
      currency: currency.optional(),
      description: text.optional(),
      quantity: quantity.optional(),
      metadata: metadata.optional(),
      period: z.strictObject({ start: instant, end: instant }).optional(),
    }),
  ).optional(),
  subscription_details: z
    .strictObject({
      items: list(ITEM_CHANGE.extend({ price_data: PRICE_DATA.optional() })).optional(),
      proration_behavior: PRORATION.optional(),
      proration_date: instant.optional(),
      // evidence: sdk: stripe 23.1.0, an object here while the creation takes a bare instant
      billing_cycle_anchor: z
        .union([
          z.strictObject({ type: z.literal('timestamp'), timestamp: instant }),
          z.strictObject({ type: z.enum(['now', 'unchanged']) }),
        ])
        .optional(),
      start_date: instant.optional(),
      cancel_at: z.union([z.literal(''), CANCEL_AT]).optional(),
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
      cancel_at: typeof details?.cancel_at === 'number' ? details.cancel_at : undefined,
      cancel_at_period_end: details?.cancel_at_period_end,
    },
    newId,
  });
  if (beginning instanceof Refusal) return beginning;
  const { subscription, lines, period } = beginning;
  const once = onceFacts(account, call, { asked, currency: subscription.currency, newId });
  if (once instanceof Refusal) return once;
  const all = billed([...lines, ...once]);
  return { ...termsOf(subscription), subscription: null, reason: 'upcoming', period, lines: all };
}

function changeFacts(
  account: Account,
  call: Call,
  { asked, items, id, newId }: { asked: Preview; items: readonly ItemChange[]; id: string; newId: NewId },
): InvoiceFacts | Refusal {
  const subscription = account.find('subscription', id, 'subscription');
  if (subscription instanceof Refusal) return subscription;
  if (subscription.status === 'canceled') return nothingDue();
  const details = asked.subscription_details ?? {};
  const prorationDate = details.proration_date ?? call.at;
  const end = cancellationOf(subscription, details);
  const cancelAt = end.at === 'period_end' ? null : end.at;
  const planned =
    details.cancel_now === true
      ? planEnd(account, subscription, prorationDate)
      : planChange(account, subscription, {
          changes: items,
          at: prorationDate,
          now: call.at,
          cancelAt,
          anchor: anchorOf(details.billing_cycle_anchor),
          newId: () => newId('si'),
        });
  if (planned instanceof Refusal) return planned;
  const { subscription: amended, fresh } = planned;
  const once = onceFacts(account, call, { asked, currency: amended.currency, newId });
  if (once instanceof Refusal) return once;
  const prorations = details.proration_behavior === 'none' ? [] : planned.prorations;
  const lines = [...prorations, ...fresh, ...once];
  if (details.proration_behavior === 'always_invoice' || details.cancel_now === true || fresh.length > 0) {
    return prorationInvoice(account, call, { subscription: amended, lines, prorationDate }) ?? nothingDue();
  }
  const cancels = end.at === 'period_end' || (cancelAt !== null && cancelAt <= currentPeriod(amended).end);
  return renewalFacts(account, { before: subscription, amended, lines, cancels, cancelAt });
}

function anchorOf(
  asked: NonNullable<Preview['subscription_details']>['billing_cycle_anchor'],
): 'now' | 'unchanged' | null {
  return asked === undefined || asked.type === 'timestamp' ? null : asked.type;
}

/** The next invoice of the cycle: what waits, the prorations, what was used, and the next period unless it ends. */
function renewalFacts(
  account: Account,
  asked: {
    before: Subscription;
    amended: Subscription;
    lines: readonly DraftLine[];
    cancels: boolean;
    cancelAt: number | null;
  },
): InvoiceFacts | Refusal {
  const { before, amended, lines, cancels, cancelAt } = asked;
  const period = currentPeriod(amended);
  const cycle = cycleOf(account, amended);
  const following = Math.min(nextBoundary(cycle, period.end), cancelAt ?? Number.POSITIVE_INFINITY);
  const next = { start: period.end, end: following };
  const renewal = cancels ? [] : periodLines(account, amended.items, { cycle, period: next });
  const all = [
    ...pendingItems(account, amended.customer, amended.id).map(lineOfItem),
    ...billed(lines),
    ...billed([...usageLines(account, before, currentPeriod(before)), ...renewal]),
  ];
  if (all.length === 0) return nothingDue();
  return { ...termsOf(amended), reason: 'upcoming', period, lines: all };
}

/** The one-time charges that are stated for the preview alone. */
function onceFacts(
  account: Account,
  call: Call,
  { asked, currency: money, newId }: { asked: Preview; currency: string; newId: NewId },
): readonly DraftLine[] | Refusal {
  const once = oneTimeLines(account, call, {
    charges: asked.invoice_items ?? [],
    context: { currency: money, period: { start: call.at, end: call.at }, newId, within: 'invoice_items' },
  });
  return once instanceof Refusal ? once : once.lines;
}

function nothingDue(): Refusal {
  return new Refusal({ status: 404, code: 'invoice_upcoming_none', message: 'There is nothing to invoice.' });
}
