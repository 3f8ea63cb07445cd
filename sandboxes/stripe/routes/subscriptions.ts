import { z } from 'zod';
import type { Route } from '#sandboxes/kit/server.ts';
import type { Account } from '../account.ts';
import { begin } from '../billing/change-subscription.ts';
import { planBeginning } from '../billing/new-subscription.ts';
import { mergedMetadata } from '../billing/plan.ts';
import { endpoint } from '../door.ts';
import type { Subscription } from '../objects/records.ts';
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
import { Refusal } from '../wire/refusal.ts';
import { living } from './customers.ts';
import { ADDED_ITEMS, CANCEL_AT, COLLECTION, PAYMENT_WISHES, PRORATION } from './subscription-parameters.ts';
import { CANCELLATION, cancelSubscription, SUBSCRIPTION_UPDATE, updateSubscription } from './subscription-update.ts';

const NEW_ITEMS = list(z.strictObject({ price: text, quantity: quantity.optional(), metadata: metadata.optional() }));

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
        cancel_at: CANCEL_AT.optional(),
        cancel_at_period_end: flag.optional(),
        add_invoice_items: ADDED_ITEMS.optional(),
        currency: currency.optional(),
        default_payment_method: text.optional(),
        description: text.optional(),
        metadata: metadata.optional(),
        ...PAYMENT_WISHES,
      }),
      answer: ({ metadata: entries, cancel_at: cancelAt, ...asked }, call) => {
        const customer = living(account, asked.customer, 'customer');
        if (customer instanceof Refusal) return customer;
        const beginning = planBeginning(account, call, {
          asked: {
            ...asked,
            metadata: mergedMetadata({}, entries),
            cancel_at: typeof cancelAt === 'number' ? cancelAt : undefined,
            cancels_at_first_end: typeof cancelAt === 'string',
          },
          newId: (prefix) => account.newId(prefix),
        });
        if (beginning instanceof Refusal) return beginning;
        return wireOf(account, 'subscription', begin(account, call, beginning));
      },
    }),
    ...readRoutes(account),
    endpoint(account, {
      at: 'POST /v1/subscriptions/:id',
      takes: SUBSCRIPTION_UPDATE,
      answer: (fields, call, { id = '' }) => {
        const subscription = live(account, id);
        return subscription instanceof Refusal
          ? subscription
          : updateSubscription(account, call, { subscription, fields });
      },
    }),
    endpoint(account, {
      at: 'DELETE /v1/subscriptions/:id',
      takes: CANCELLATION,
      answer: (fields, call, { id = '' }) => {
        const subscription = live(account, id);
        return subscription instanceof Refusal
          ? subscription
          : cancelSubscription(account, call, { subscription, fields });
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
