import { type AgedAmount, type ReceivablePosition, receivables } from '#erp/receivable.ts';
import type { AgeingBucket, Receivable } from '#schema/generated/erp.ts';
import { type ErpContext, type FieldsOf, moneyOf } from './context.ts';
import { legalEntityOf } from './legal-entity.ts';

/** The CRM owns customers: a reference is taken as it is, and what the ledger has not heard of has no receivable. */
export const customerResolvers = {
  __resolveReference: (reference: { readonly id: string }) => reference,
  receivable: async ({ id }: { readonly id: string }, _args: unknown, context: ErpContext) => {
    const { loaders, principal, clock } = context;
    const known = await loaders.customersById.load(id);
    if (known.length === 0) return null;
    const open = await Promise.all(known.map((customer) => loaders.openByCustomer.load(customer)));
    const seen = open.flat().filter(({ legalEntity }) => principal.entities.includes(legalEntity));
    return receivables(seen, clock.today());
  },
};

export const receivableResolvers = {
  legalEntity: (row, _args, context) => legalEntityOf(row, context),
  balance: ({ balanceMinor, currency }) => moneyOf({ minor: balanceMinor, currency }),
  overdue: ({ overdueMinor, currency }) => moneyOf({ minor: overdueMinor, currency }),
  ageing: ({ ageing, currency }) => ageing.map((bucket) => ({ ...bucket, currency })),
} satisfies FieldsOf<Receivable, ReceivablePosition>;

export const ageingBucketResolvers = {
  amount: ({ amountMinor, currency }) => moneyOf({ minor: amountMinor, currency }),
} satisfies FieldsOf<AgeingBucket, AgedAmount & { readonly currency: string }>;
