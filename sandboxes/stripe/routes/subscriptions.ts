import { z } from 'zod';
import type { Route } from '#sandboxes/kit/server.ts';
import type { Account, Call } from '../account.ts';
import { amend, begin, type ProrationBehavior } from '../billing/change-subscription.ts';
import { planBeginning } from '../billing/new-subscription.ts';
import { currentPeriod } from '../billing/period.ts';
import { mergedMetadata, planAmendment } from '../billing/plan.ts';
import { type Answer, endpoint } from '../door.ts';
import { record } from '../events.ts';
import type { PauseCollection, Subscription } from '../objects/records.ts';
import { subscriptionItemWire, wireOf } from '../objects/wire.ts';
import { is, page, pageOf, within } from '../wire/page.ts';
import {
  currency,
  flag,
  instant,
  LIST_PARAMETERS,
  list,
  metadata,
  parameters,
  quantity,
  range,
  text,
} from '../wire/parameters.ts';
import { Refusal, refuse } from '../wire/refusal.ts';
import { living } from './customers.ts';

export const ITEM_CHANGE = z.strictObject({
  id: text.optional(),
  price: text.optional(),
  quantity: quantity.optional(),
  deleted: flag.optional(),
  metadata: metadata.optional(),
});
const NEW_ITEMS = list(z.strictObject({ price: text, quantity: quantity.optional(), metadata: metadata.optional() }));
export const PRORATION = z.enum(['create_prorations', 'always_invoice', 'none']);
const COLLECTION = z.enum(['charge_automatically', 'send_invoice']);

/** Accepted and without effect here: how a payment is confirmed is not part of the stand-in. */
const PAYMENT_WISHES = { payment_behavior: text.optional(), off_session: flag.optional() };

const PAUSE = z.union([
  z.literal(''),
  z.strictObject({
    behavior: z.enum(['keep_as_draft', 'mark_uncollectible', 'void']),
    resumes_at: instant.optional(),
  }),
]);

const UPDATE = parameters({
  items: list(ITEM_CHANGE).optional(),
  proration_behavior: PRORATION.optional(),
  proration_date: instant.optional(),
  cancel_at: z.union([z.literal(''), instant]).optional(),
  cancel_at_period_end: flag.optional(),
  // evidence: sdk: stripe 23.1.0, an object since this version; moving the anchor is not modelled
  billing_cycle_anchor: z.strictObject({ type: z.literal('unchanged') }).optional(),
  collection_method: COLLECTION.optional(),
  days_until_due: instant.optional(),
  default_payment_method: text.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  pause_collection: PAUSE.optional(),
  ...PAYMENT_WISHES,
});

export function subscriptionRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'POST /v1/subscriptions',
      takes: parameters({
        customer: text,
        items: NEW_ITEMS,
        collection_method: COLLECTION.optional(),
        days_until_due: instant.optional(),
        backdate_start_date: instant.optional(),
        billing_cycle_anchor: instant.optional(),
        proration_behavior: PRORATION.optional(),
        cancel_at: instant.optional(),
        cancel_at_period_end: flag.optional(),
        currency: currency.optional(),
        default_payment_method: text.optional(),
        description: text.optional(),
        metadata: metadata.optional(),
        ...PAYMENT_WISHES,
      }),
      answer: ({ metadata: entries, ...asked }, call) => {
        const customer = living(account, asked.customer, 'customer');
        if (customer instanceof Refusal) return customer;
        const beginning = planBeginning(account, call, {
          asked: { ...asked, metadata: mergedMetadata({}, entries) },
          newId: (prefix) => account.newId(prefix),
        });
        if (beginning instanceof Refusal) return beginning;
        return wireOf(account, 'subscription', begin(account, call, beginning));
      },
    }),
    ...readRoutes(account),
    endpoint(account, {
      at: 'POST /v1/subscriptions/:id',
      takes: UPDATE,
      answer: (fields, call, { id = '' }) => {
        const subscription = live(account, id);
        return subscription instanceof Refusal ? subscription : update(account, call, { subscription, fields });
      },
    }),
    endpoint(account, {
      at: 'DELETE /v1/subscriptions/:id',
      takes: parameters({ prorate: flag.optional(), invoice_now: flag.optional() }),
      answer: (fields, call, { id = '' }) => {
        const subscription = live(account, id);
        return subscription instanceof Refusal ? subscription : cancel(account, call, { subscription, ...fields });
      },
    }),
    ...itemRoutes(account),
  ];
}

function readRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'GET /v1/subscriptions',
      takes: parameters({
        ...LIST_PARAMETERS,
        customer: text.optional(),
        price: text.optional(),
        created: range.optional(),
        collection_method: COLLECTION.optional(),
        status: z.enum(['active', 'canceled', 'ended', 'incomplete', 'past_due', 'unpaid', 'all']).optional(),
      }),
      answer: ({ customer, price, created, collection_method: method, status, ...paging }) =>
        pageOf(account, 'subscription', {
          url: '/v1/subscriptions',
          paging,
          where: (subscription) =>
            is(customer, subscription.customer) &&
            is(method, subscription.collection_method) &&
            within(subscription.created, created) &&
            (price === undefined || subscription.items.some((item) => item.price === price)) &&
            hasStatus(subscription, status),
        }),
    }),
    endpoint(account, {
      at: 'GET /v1/subscriptions/:id',
      takes: parameters({}),
      answer: (_, __, { id = '' }) => {
        const subscription = account.find('subscription', id);
        return subscription instanceof Refusal ? subscription : wireOf(account, 'subscription', subscription);
      },
    }),
  ];
}

function itemRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'GET /v1/subscription_items',
      takes: parameters({ ...LIST_PARAMETERS, subscription: text }),
      answer: ({ subscription: id, ...paging }) => {
        const subscription = account.find('subscription', id, 'subscription');
        if (subscription instanceof Refusal) return subscription;
        const url = '/v1/subscription_items';
        return page(url, subscription.items, { paging, show: (item) => subscriptionItemWire(account, item) });
      },
    }),
    endpoint(account, {
      at: 'GET /v1/subscription_items/:id',
      takes: parameters({}),
      answer: (_, __, { id = '' }) => {
        const items = account
          .records('subscription')
          .values()
          .flatMap((subscription) => subscription.items);
        const item = items.find((one) => one.id === id);
        if (item !== undefined) return subscriptionItemWire(account, item);
        return new Refusal({ status: 404, code: 'resource_missing', message: `No such subscription_item: '${id}'` });
      },
    }),
  ];
}

// evidence: docs: without a status the list leaves canceled ones out
function hasStatus({ status }: Subscription, wanted: string | undefined): boolean {
  if (wanted === undefined) return status !== 'canceled';
  return wanted === 'all' || wanted === status || (wanted === 'ended' && status === 'canceled');
}

function live(account: Account, id: string): Subscription | Refusal {
  const subscription = account.find('subscription', id);
  if (subscription instanceof Refusal || subscription.status !== 'canceled') return subscription;
  return new Refusal({ status: 404, code: 'resource_missing', message: `No such subscription: '${id}'`, param: 'id' });
}

interface Update {
  readonly subscription: Subscription;
  readonly fields: z.output<typeof UPDATE>;
}

function update(account: Account, call: Call, { subscription, fields }: Update): Answer {
  const terms = withTerms(subscription, call, fields);
  if (terms instanceof Refusal) return terms;
  const at = fields.proration_date ?? call.at;
  const changes = fields.items ?? [];
  const behavior: ProrationBehavior = fields.proration_behavior ?? 'create_prorations';
  const plan =
    changes.length === 0
      ? { items: terms.items, lines: [] }
      : planAmendment(account, terms, { changes, at, newId: () => account.newId('si') });
  if (plan instanceof Refusal) return plan;
  if (plan.items.length === 0) return refuse('A subscription must keep at least one item.', 'items');
  const amended = { ...terms, items: plan.items };
  const prorations = behavior === 'none' ? [] : plan.lines;
  const stored =
    changes.length === 0
      ? record(account, call, { kind: 'subscription', type: 'customer.subscription.updated', next: amended })
      : amend(account, call, { subscription: amended, lines: prorations, behavior, prorationDate: at });
  return wireOf(account, 'subscription', stored);
}

function withTerms(subscription: Subscription, call: Call, fields: Update['fields']): Subscription | Refusal {
  const cancelAt = cancelDate(subscription, fields);
  if (cancelAt !== null && cancelAt < call.at) return refuse('cancel_at must lie in the future.', 'cancel_at');
  const method = fields.collection_method ?? subscription.collection_method;
  const days = method === 'send_invoice' ? (fields.days_until_due ?? subscription.days_until_due) : null;
  if (method === 'send_invoice' && days === null) {
    return refuse('With send_invoice, days_until_due is needed.', 'days_until_due', 'parameter_missing');
  }
  const pause = pauseOf(subscription, call, fields.pause_collection);
  if (pause instanceof Refusal) return pause;
  const { description, metadata: entries } = fields;
  return {
    ...subscription,
    pause_collection: pause,
    default_payment_method: fields.default_payment_method ?? subscription.default_payment_method,
    collection_method: method,
    days_until_due: days,
    description: description === undefined ? subscription.description : description || null,
    metadata: mergedMetadata(subscription.metadata, entries),
    cancel_at: cancelAt,
    cancel_at_period_end: fields.cancel_at_period_end ?? (cancelAt !== null && subscription.cancel_at_period_end),
    canceled_at: cancelAt === null ? null : (subscription.canceled_at ?? call.at),
  };
}

function pauseOf(
  subscription: Subscription,
  call: Call,
  asked: z.output<typeof PAUSE> | undefined,
): PauseCollection | null | Refusal {
  if (asked === undefined) return subscription.pause_collection;
  if (asked === '') return null;
  const { behavior, resumes_at: resumesAt = null } = asked;
  if (resumesAt !== null && resumesAt <= call.at) {
    return refuse('resumes_at must lie in the future.', 'pause_collection[resumes_at]');
  }
  return { behavior, resumes_at: resumesAt };
}

function cancelDate(subscription: Subscription, fields: Update['fields']): number | null {
  if (fields.cancel_at_period_end === true) return currentPeriod(subscription).end;
  if (fields.cancel_at === '') return null;
  if (fields.cancel_at !== undefined) return fields.cancel_at;
  return fields.cancel_at_period_end === false && subscription.cancel_at_period_end ? null : subscription.cancel_at;
}

function cancel(
  account: Account,
  call: Call,
  asked: { subscription: Subscription; prorate?: boolean | undefined; invoice_now?: boolean | undefined },
): Answer {
  const { subscription, prorate = false, invoice_now: invoiceNow = false } = asked;
  const changes = subscription.items.map(({ id }) => ({ id, deleted: true }));
  const plan = planAmendment(account, subscription, { changes, at: call.at, newId: () => '' });
  if (plan instanceof Refusal) return plan;
  const ended: Subscription = {
    ...subscription,
    status: 'canceled',
    canceled_at: call.at,
    ended_at: call.at,
    cancellation_reason: 'cancellation_requested',
  };
  const lines = prorate ? plan.lines : [];
  const behavior = invoiceNow ? 'always_invoice' : 'create_prorations';
  const type = 'customer.subscription.deleted';
  return wireOf(
    account,
    'subscription',
    amend(account, call, { subscription: ended, lines, behavior, prorationDate: call.at, type }),
  );
}
