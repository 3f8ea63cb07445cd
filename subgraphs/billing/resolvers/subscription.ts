import type { SubscriptionRow } from '#billing/entities/subscription.ts';
import type { SubscriptionItemRow } from '#billing/entities/subscription-item.ts';
import { formatAmount, parseAmount } from '#schema/canonical/money.ts';
import type { BillingSubscription, SubscriptionItem } from '#schema/generated/billing.ts';
import {
  type BillingContext,
  contractRefOf,
  customerRefOf,
  type FieldsOf,
  productRefOf,
  provenance,
  visible,
} from './context.ts';

export const subscriptionResolvers = {
  customer: (row, _args, context) => customerRefOf(row, context),
  contract: (row) => contractRefOf(row),
  items: async (row, _args, { loaders }) =>
    (await loaders.itemsOfSubscription.load(row)).map((item) => ({ ...item, currency: row.currency })),
  provenance: (row, _args, context) => provenance(row, context),
} satisfies FieldsOf<BillingSubscription, SubscriptionRow>;

export const subscriptionItemResolvers = {
  product: (item, _args, context) => productRefOf(item, context),
  unitPrice: ({ unitPrice, currency }) =>
    unitPrice === null ? null : { amount: amountText(unitPrice, currency), currency },
} satisfies FieldsOf<SubscriptionItem, SubscriptionItemRow & { readonly currency: string }>;

export async function subscriptionReference({ id }: { readonly id: string }, context: BillingContext) {
  return visible(await context.loaders.subscriptionById.load(id), context);
}

/** What bills the contract, of the principal's entities. */
export async function subscriptionOfContract({ id }: { readonly id: string }, _args: unknown, context: BillingContext) {
  return visible(await context.loaders.subscriptionByContract.load(id), context);
}

/** With the currency's own digits; a price that is finer than its currency keeps all of its own. */
function amountText(price: string, currency: string): string {
  const exact = parseAmount(price, currency);
  return exact === null ? price : formatAmount(exact);
}
