import type { OpportunityRow } from '#crm/entities/opportunity.ts';
import { formatAmount } from '#schema/canonical/money.ts';
import type { Opportunity } from '#schema/generated/crm.ts';
import { type CrmContext, type FieldsOf, provenance, visible } from './context.ts';
import { customerAt } from './customer.ts';

export const opportunityResolvers = {
  amount: ({ amountMinor, currency }) =>
    amountMinor === null ? null : { amount: formatAmount({ minor: amountMinor, currency }), currency },
  // Whoever may see the deal may see whose it is, also where the account belongs to another entity.
  customer: ({ connection, accountExternalId }, _args, context) =>
    customerAt({ connection, externalId: accountExternalId }, context),
  contract: async ({ connection, contractExternalId, changesContractExternalId }, _args, context) => {
    const externalId = contractExternalId ?? changesContractExternalId;
    return externalId === null
      ? null
      : visible(await context.loaders.contract.load({ connection, externalId }), context);
  },
  provenance: (row, _args, context) => provenance(row, context),
} satisfies FieldsOf<Opportunity, OpportunityRow>;

export async function opportunityReference({ id }: { readonly id: string }, context: CrmContext) {
  return visible(await context.loaders.opportunityById.load(id), context);
}
