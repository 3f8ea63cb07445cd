import { z } from 'zod';
import type { Account, Call } from '../account.ts';
import { amend, type ProrationBehavior } from '../billing/change-subscription.ts';
import { chargesOf, keepStated, type OneTimeLines, oneTimeLines } from '../billing/one-time.ts';
import { currentPeriod } from '../billing/period.ts';
import { mergedMetadata } from '../billing/plan.ts';
import { type PlannedChange, planChange } from '../billing/plan-change.ts';
import { billReached } from '../billing/threshold.ts';
import { usageLines } from '../billing/usage.ts';
import type { Answer } from '../door.ts';
import { record } from '../events.ts';
import type { PauseCollection, Subscription } from '../objects/records.ts';
import { wireOf } from '../objects/wire.ts';
import { flag, instant, list, metadata, parameters, text } from '../wire/parameters.ts';
import { Refusal, refuse } from '../wire/refusal.ts';
import {
  ADDED_ITEMS,
  CANCEL_AT,
  COLLECTION,
  ITEM_CHANGE,
  PAYMENT_WISHES,
  PRORATION,
} from './subscription-parameters.ts';

const PAUSE = z.union([
  z.literal(''),
  z.strictObject({
    behavior: z.enum(['keep_as_draft', 'mark_uncollectible', 'void']),
    resumes_at: instant.optional(),
  }),
]);

/** Why somebody leaves: told back as it came. */
const DETAILS = z.strictObject({ comment: text.optional(), feedback: text.optional() });

export const SUBSCRIPTION_UPDATE = parameters({
  items: list(ITEM_CHANGE).optional(),
  add_invoice_items: ADDED_ITEMS.optional(),
  proration_behavior: PRORATION.optional(),
  proration_date: instant.optional(),
  cancel_at: z.union([z.literal(''), CANCEL_AT]).optional(),
  cancel_at_period_end: flag.optional(),
  cancellation_details: DETAILS.optional(),
  // evidence: sdk: stripe 23.1.0, an object since this version
  billing_cycle_anchor: z.strictObject({ type: z.enum(['now', 'unchanged']) }).optional(),
  collection_method: COLLECTION.optional(),
  days_until_due: instant.optional(),
  default_payment_method: text.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  pause_collection: PAUSE.optional(),
  ...PAYMENT_WISHES,
});

export const CANCELLATION = parameters({
  prorate: flag.optional(),
  invoice_now: flag.optional(),
  cancellation_details: DETAILS.optional(),
});

type Fields = z.output<typeof SUBSCRIPTION_UPDATE>;

export function updateSubscription(
  account: Account,
  call: Call,
  { subscription, fields }: { subscription: Subscription; fields: Fields },
): Answer {
  const terms = withTerms(subscription, call, fields);
  if (terms instanceof Refusal) return terms;
  const planned = isPlanned(fields) ? planUpdate(account, call, { terms, fields }) : unmoved(terms);
  if (planned instanceof Refusal) return planned;
  const once = onceWith(account, call, planned.subscription, fields);
  if (once instanceof Refusal) return once;
  keepStated(account, call, once.prices);
  const changes = isPlanned(fields) || once.lines.length > 0;
  const behavior: ProrationBehavior = fields.proration_behavior ?? 'create_prorations';
  const prorationDate = fields.proration_date ?? call.at;
  const next = planned.subscription;
  const stored = changes
    ? amend(account, call, { ...planned, added: once.lines, behavior, prorationDate })
    : record(account, call, { kind: 'subscription', type: 'customer.subscription.updated', next });
  return wireOf(account, 'subscription', billReached(account, call, stored));
}

/** Whether something is changed that moves money or periods. */
function isPlanned({ items = [], billing_cycle_anchor: anchor, ...fields }: Fields): boolean {
  if (items.length > 0 || anchor?.type === 'now') return true;
  return fields.cancel_at !== undefined || fields.cancel_at_period_end !== undefined;
}

function unmoved(subscription: Subscription): PlannedChange {
  return { subscription, prorations: [], fresh: [] };
}

function planUpdate(
  account: Account,
  call: Call,
  { terms, fields }: { terms: Subscription; fields: Fields },
): PlannedChange | Refusal {
  const end = cancellationOf(terms, fields);
  if (typeof end.at === 'number' && end.at < call.at) return refuse('cancel_at must lie in the future.', 'cancel_at');
  const planned = planChange(account, terms, {
    changes: fields.items ?? [],
    at: fields.proration_date ?? call.at,
    now: call.at,
    cancelAt: end.at === 'period_end' ? null : end.at,
    anchor: fields.billing_cycle_anchor?.type ?? null,
    newId: () => account.newId('si'),
  });
  if (planned instanceof Refusal) return planned;
  if (planned.subscription.items.length === 0) return refuse('A subscription must keep at least one item.', 'items');
  const cancelAt = end.at === 'period_end' ? currentPeriod(planned.subscription).end : end.at;
  return {
    ...planned,
    subscription: {
      ...planned.subscription,
      cancel_at: cancelAt,
      cancel_at_period_end: end.flagged,
      canceled_at: cancelAt === null ? null : (terms.canceled_at ?? call.at),
    },
  };
}

/** When the subscription is to end: a date, the end of the period that the change leaves it in, or never. */
interface End {
  readonly at: number | 'period_end' | null;
  readonly flagged: boolean;
}

export function cancellationOf(
  subscription: Pick<Subscription, 'cancel_at' | 'cancel_at_period_end'>,
  { cancel_at: cancelAt, cancel_at_period_end: flagged }: Pick<Fields, 'cancel_at' | 'cancel_at_period_end'>,
): End {
  if (flagged === true) return { at: 'period_end', flagged: true };
  if (cancelAt === '') return { at: null, flagged: false };
  if (typeof cancelAt === 'number') return { at: cancelAt, flagged: false };
  if (cancelAt !== undefined) return { at: 'period_end', flagged: false };
  if (!subscription.cancel_at_period_end) return { at: subscription.cancel_at, flagged: false };
  return flagged === false ? { at: null, flagged: false } : { at: 'period_end', flagged: true };
}

function onceWith(
  account: Account,
  call: Call,
  subscription: Subscription,
  { add_invoice_items: added = [] }: Fields,
): OneTimeLines | Refusal {
  const period = currentPeriod(subscription);
  const newId = (prefix: string) => account.newId(prefix);
  return oneTimeLines(account, call, {
    charges: chargesOf(added, call, period),
    context: { currency: subscription.currency, period, newId, within: 'add_invoice_items' },
  });
}

function withTerms(subscription: Subscription, call: Call, fields: Fields): Subscription | Refusal {
  const method = fields.collection_method ?? subscription.collection_method;
  const days = method === 'send_invoice' ? (fields.days_until_due ?? subscription.days_until_due) : null;
  if (method === 'send_invoice' && days === null) {
    return refuse('With send_invoice, days_until_due is needed.', 'days_until_due', 'parameter_missing');
  }
  const pause = pauseOf(subscription, call, fields.pause_collection);
  if (pause instanceof Refusal) return pause;
  const { description, metadata: entries, cancellation_details: details } = fields;
  return {
    ...subscription,
    pause_collection: pause,
    default_payment_method: fields.default_payment_method ?? subscription.default_payment_method,
    collection_method: method,
    days_until_due: days,
    description: description === undefined ? subscription.description : description || null,
    metadata: mergedMetadata(subscription.metadata, entries),
    cancellation_comment: details?.comment ?? subscription.cancellation_comment,
    cancellation_feedback: details?.feedback ?? subscription.cancellation_feedback,
  };
}

function pauseOf(
  subscription: Subscription,
  call: Call,
  asked: Fields['pause_collection'],
): PauseCollection | null | Refusal {
  if (asked === undefined) return subscription.pause_collection;
  if (asked === '') return null;
  const { behavior, resumes_at: resumesAt = null } = asked;
  if (resumesAt !== null && resumesAt <= call.at) {
    return refuse('resumes_at must lie in the future.', 'pause_collection[resumes_at]');
  }
  return { behavior, resumes_at: resumesAt };
}

/** Ends a subscription at once: unused time is credited and what waits is billed where that is asked for. */
export function cancelSubscription(
  account: Account,
  call: Call,
  { subscription, fields }: { subscription: Subscription; fields: z.output<typeof CANCELLATION> },
): Answer {
  const { prorate = false, invoice_now: invoiceNow = false, cancellation_details: details } = fields;
  const planned = planEnd(account, subscription, call.at);
  if (planned instanceof Refusal) return planned;
  const ended: Subscription = {
    ...subscription,
    status: 'canceled',
    canceled_at: call.at,
    ended_at: call.at,
    cancellation_reason: 'cancellation_requested',
    cancellation_comment: details?.comment ?? subscription.cancellation_comment,
    cancellation_feedback: details?.feedback ?? subscription.cancellation_feedback,
  };
  if (!prorate && !invoiceNow) forgetProrations(account, call, subscription);
  const { start } = currentPeriod(subscription);
  const used = invoiceNow ? usageLines(account, subscription, { start, end: call.at }) : [];
  const stored = amend(account, call, {
    subscription: ended,
    prorations: prorate ? planned.prorations : [],
    added: used,
    behavior: invoiceNow ? 'always_invoice' : 'create_prorations',
    prorationDate: call.at,
    type: 'customer.subscription.deleted',
  });
  return wireOf(account, 'subscription', stored);
}

/** What taking every item out at `at` gives back. */
export function planEnd(account: Account, subscription: Subscription, at: number): PlannedChange | Refusal {
  return planChange(account, subscription, {
    changes: subscription.items.map(({ id }) => ({ id, deleted: true })),
    at,
    now: at,
    cancelAt: null,
    anchor: 'unchanged',
    newId: () => '',
  });
}

// evidence: docs: at an immediate cancellation pending prorations go when neither invoice_now nor prorate is asked for
function forgetProrations(account: Account, call: Call, subscription: Subscription): void {
  const waiting = account
    .records('invoiceitem')
    .filter((item) => item.subscription === subscription.id && item.invoice === null && item.proration);
  for (const item of waiting) {
    record(account, call, { kind: 'invoiceitem', type: 'invoiceitem.deleted', next: item });
    account.records('invoiceitem').delete(item.id);
  }
}
