import type { CommandCall } from '#kit/commands/command-door.ts';
import type { PageArguments } from '#kit/mirror/paging.ts';
import type { Freshness, InvoiceFilter } from '#schema/generated/billing.ts';
import type { BillingContext } from './context.ts';
import { customerReference, customerResolvers } from './customer.ts';
import {
  creditMemoReference,
  creditMemoResolvers,
  invoiceLineResolvers,
  invoiceReference,
  invoiceResolvers,
  paymentReference,
  paymentResolvers,
} from './invoice.ts';
import { invoices } from './invoices.ts';
import {
  subscriptionItemResolvers,
  subscriptionOfContract,
  subscriptionReference,
  subscriptionResolvers,
} from './subscription.ts';

/** Every resolver of billing's schema. */
export const billingResolvers = {
  Query: {
    invoice: async (
      _root: unknown,
      { id, freshness }: { readonly id: string; readonly freshness?: Freshness | null },
      context: BillingContext,
    ) => {
      // Nobody makes us ask the vendor for what is not theirs to see.
      if (freshness !== 'LIVE' || (await invoiceReference({ id }, context)) === null) {
        return invoiceReference({ id }, context);
      }
      await context.refreshInvoice(id);
      context.loaders.invoiceById.clear(id);
      return invoiceReference({ id }, context);
    },
    invoices: (
      _root: unknown,
      args: PageArguments & { readonly filter?: InvoiceFilter | null },
      context: BillingContext,
    ) => invoices(args, context),
  },
  Customer: { __resolveReference: customerReference, ...customerResolvers },
  Contract: {
    // The CRM owns contracts: whether there is one is its word.
    __resolveReference: ({ id }: { readonly id: string }) => ({ __typename: 'Contract', id }),
    subscription: subscriptionOfContract,
  },
  BillingSubscription: { __resolveReference: subscriptionReference, ...subscriptionResolvers },
  SubscriptionItem: subscriptionItemResolvers,
  Invoice: { __resolveReference: invoiceReference, ...invoiceResolvers },
  InvoiceLine: invoiceLineResolvers,
  CreditMemo: { __resolveReference: creditMemoReference, ...creditMemoResolvers },
  Payment: { __resolveReference: paymentReference, ...paymentResolvers },
  Mutation: {
    billingCommand: (_root: unknown, call: CommandCall, context: BillingContext) => context.take(call),
  },
};
