import { z } from 'zod';
import { flag, instant, list, metadata, quantity, text } from '../wire/parameters.ts';
import { ONE_TIME_PRICE_DATA } from './catalogue.ts';

/** Parts that the parameters of several endpoints share. */
export const ITEM_CHANGE = z.strictObject({
  id: text.optional(),
  price: text.optional(),
  quantity: quantity.optional(),
  deleted: flag.optional(),
  metadata: metadata.optional(),
  billing_thresholds: z.union([z.literal(''), z.strictObject({ usage_gte: quantity })]).optional(),
});
export const PRORATION = z.enum(['create_prorations', 'always_invoice', 'none']);
export const COLLECTION = z.enum(['charge_automatically', 'send_invoice']);
/** All items end together here, so that the earliest end is the latest. */
export const CANCEL_AT = z.union([z.enum(['min_period_end', 'max_period_end']), instant]);

const BOUND = { timestamp: instant.optional() };

export const ADDED_ITEMS = list(
  z.strictObject({
    price: text.optional(),
    price_data: ONE_TIME_PRICE_DATA.optional(),
    quantity: quantity.optional(),
    metadata: metadata.optional(),
    period: z
      .strictObject({
        start: z.strictObject({ ...BOUND, type: z.enum(['max_item_period_start', 'now', 'timestamp']) }),
        end: z.strictObject({ ...BOUND, type: z.enum(['min_item_period_end', 'timestamp']) }),
      })
      .optional(),
  }),
);

/** Accepted and without effect here: how a payment is confirmed is not part of the stand-in. */
export const PAYMENT_WISHES = { payment_behavior: text.optional(), off_session: flag.optional() };
