import { z } from 'zod';
import type { Route } from '#sandboxes/kit/server.ts';
import type { Account, Call } from '../account.ts';
import { mergedMetadata } from '../billing/plan.ts';
import { composePrice } from '../billing/price.ts';
import { type Answer, endpoint } from '../door.ts';
import { record } from '../events.ts';
import type { Product } from '../objects/records.ts';
import { wireOf } from '../objects/wire.ts';
import { is, pageOf, within } from '../wire/page.ts';
import {
  currency,
  decimal,
  flag,
  integer,
  LIST_PARAMETERS,
  list,
  metadata,
  parameters,
  range,
  text,
} from '../wire/parameters.ts';
import { Refusal, refuse } from '../wire/refusal.ts';

const PRODUCT = {
  active: flag.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  unit_label: text.optional(),
  tax_code: text.optional(),
};

const NEW_PRODUCT = parameters({ ...PRODUCT, name: text.min(1), id: text.min(1).optional() });

const RECURRING = z.strictObject({
  interval: z.enum(['day', 'week', 'month', 'year']),
  interval_count: integer.optional(),
  usage_type: z.enum(['licensed', 'metered']).optional(),
  meter: text.optional(),
});
const AMOUNTS = { unit_amount: integer.optional(), unit_amount_decimal: decimal.optional() };

/** A price stated where it is used. */
// evidence: spec: stripe 2026-10-28 (derived), InvoiceCreatePreviewParams.SubscriptionDetails.Item.PriceData
export const PRICE_DATA = z.strictObject({ currency, product: text, recurring: RECURRING, ...AMOUNTS });
/** The same for what is charged once. */
export const ONE_TIME_PRICE_DATA = z.strictObject({ currency, product: text, ...AMOUNTS });

const NEW_PRICE = parameters({
  currency,
  product: text,
  ...AMOUNTS,
  recurring: RECURRING.optional(),
  active: flag.optional(),
  billing_scheme: z.literal('per_unit').optional(),
  lookup_key: text.optional(),
  metadata: metadata.optional(),
  nickname: text.optional(),
});

export function productRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'POST /v1/products',
      takes: NEW_PRODUCT,
      answer: (fields, call) => newProduct(account, call, fields),
    }),
    endpoint(account, {
      at: 'GET /v1/products',
      takes: parameters({
        ...LIST_PARAMETERS,
        active: flag.optional(),
        created: range.optional(),
        ids: list(text).optional(),
      }),
      answer: ({ active, created, ids, ...paging }) =>
        pageOf(account, 'product', {
          url: '/v1/products',
          paging,
          where: (product) =>
            is(active, product.active) &&
            within(product.created, created) &&
            (ids === undefined || ids.includes(product.id)),
        }),
    }),
    endpoint(account, {
      at: 'GET /v1/products/:id',
      takes: parameters({}),
      answer: (_, __, { id = '' }) => {
        const product = account.find('product', id);
        return product instanceof Refusal ? product : wireOf(account, 'product', product);
      },
    }),
    endpoint(account, {
      at: 'POST /v1/products/:id',
      takes: parameters({ ...PRODUCT, name: text.optional() }),
      answer: (fields, call, { id = '' }) => {
        const product = account.find('product', id);
        if (product instanceof Refusal) return product;
        const next: Product = {
          ...product,
          updated: call.at,
          name: fields.name ?? product.name,
          active: fields.active ?? product.active,
          description: fields.description ?? product.description,
          unit_label: fields.unit_label ?? product.unit_label,
          tax_code: fields.tax_code ?? product.tax_code,
          metadata: mergedMetadata(product.metadata, fields.metadata),
        };
        return wireOf(account, 'product', record(account, call, { kind: 'product', type: 'product.updated', next }));
      },
    }),
  ];
}

function newProduct(account: Account, call: Call, fields: z.output<typeof NEW_PRODUCT>): Answer {
  const id = fields.id ?? account.newId('prod');
  if (account.records('product').get(id) !== undefined) {
    return refuse(`Product already exists: ${id}`, 'id', 'resource_already_exists');
  }
  const next: Product = {
    id,
    object: 'product',
    created: call.at,
    updated: call.at,
    name: fields.name,
    active: fields.active ?? true,
    description: fields.description ?? null,
    unit_label: fields.unit_label ?? null,
    tax_code: fields.tax_code ?? null,
    metadata: mergedMetadata({}, fields.metadata),
  };
  return wireOf(account, 'product', record(account, call, { kind: 'product', type: 'product.created', next }));
}

export function priceRoutes(account: Account): Route[] {
  return [
    endpoint(account, {
      at: 'POST /v1/prices',
      takes: NEW_PRICE,
      answer: (fields, call) => newPrice(account, call, fields),
    }),
    endpoint(account, {
      at: 'GET /v1/prices',
      takes: parameters({
        ...LIST_PARAMETERS,
        active: flag.optional(),
        created: range.optional(),
        currency: currency.optional(),
        lookup_keys: list(text).optional(),
        product: text.optional(),
        type: z.enum(['recurring', 'one_time']).optional(),
      }),
      answer: ({ active, created, currency: money, lookup_keys: keys, product, type, ...paging }) =>
        pageOf(account, 'price', {
          url: '/v1/prices',
          paging,
          where: (price) =>
            is(active, price.active) &&
            is(money, price.currency) &&
            is(product, price.product) &&
            is(type, price.recurring === null ? 'one_time' : 'recurring') &&
            within(price.created, created) &&
            (keys === undefined || (price.lookup_key !== null && keys.includes(price.lookup_key))),
        }),
    }),
    endpoint(account, {
      at: 'GET /v1/prices/:id',
      takes: parameters({}),
      answer: (_, __, { id = '' }) => {
        const price = account.find('price', id);
        return price instanceof Refusal ? price : wireOf(account, 'price', price);
      },
    }),
    endpoint(account, {
      at: 'POST /v1/prices/:id',
      takes: parameters({
        active: flag.optional(),
        lookup_key: text.optional(),
        metadata: metadata.optional(),
        nickname: text.optional(),
      }),
      answer: (fields, call, { id = '' }) => {
        const price = account.find('price', id);
        if (price instanceof Refusal) return price;
        const next = {
          ...price,
          active: fields.active ?? price.active,
          lookup_key: fields.lookup_key ?? price.lookup_key,
          nickname: fields.nickname ?? price.nickname,
          metadata: mergedMetadata(price.metadata, fields.metadata),
        };
        return wireOf(account, 'price', record(account, call, { kind: 'price', type: 'price.updated', next }));
      },
    }),
  ];
}

function newPrice(account: Account, call: Call, fields: z.output<typeof NEW_PRICE>): Answer {
  const { lookup_key = null } = fields;
  if (lookup_key !== null && account.records('price').find((price) => price.lookup_key === lookup_key) !== undefined) {
    return refuse(`A price has the lookup key ${lookup_key} already.`, 'lookup_key');
  }
  const composed = composePrice(account, call, { terms: fields, newId: () => account.newId('price'), within: null });
  if (composed instanceof Refusal) return composed;
  const price = record(account, call, {
    kind: 'price',
    type: 'price.created',
    next: {
      ...composed,
      active: fields.active ?? true,
      nickname: fields.nickname ?? null,
      lookup_key,
      metadata: mergedMetadata({}, fields.metadata),
    },
  });
  return wireOf(account, 'price', price);
}
