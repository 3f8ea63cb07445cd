import type { CommandCall } from '#kit/commands/command-door.ts';
import type { PageArguments } from '#kit/mirror/paging.ts';
import type { ContractFilter, CustomerFilter, Freshness } from '#schema/generated/crm.ts';
import type { CrmContext } from './context.ts';
import { contractReference, contractResolvers, contractVersionResolvers } from './contract.ts';
import { contractLineResolvers } from './contract-line.ts';
import { contracts } from './contract-lists.ts';
import { customerReference, customerResolvers, customers } from './customer.ts';
import { opportunityReference, opportunityResolvers } from './opportunity.ts';
import { productReference, productResolvers } from './product.ts';

interface ReadArguments {
  readonly id: string;
  readonly freshness?: Freshness | null;
}

/** Every resolver of the CRM's schema. */
export const crmResolvers = {
  Query: {
    customer: async (_root: unknown, { id, freshness }: ReadArguments, context: CrmContext) => {
      if (freshness === 'LIVE') await context.refresh('customer', id);
      return customerReference({ id }, context);
    },
    customers: (
      _root: unknown,
      args: PageArguments & { readonly filter?: CustomerFilter | null },
      context: CrmContext,
    ) => customers(args, context),
    contract: async (_root: unknown, { id, freshness }: ReadArguments, context: CrmContext) => {
      if (freshness === 'LIVE') await context.refresh('contract', id);
      return contractReference({ id }, context);
    },
    contracts: (
      _root: unknown,
      args: PageArguments & { readonly filter?: ContractFilter | null },
      context: CrmContext,
    ) => contracts(args, context),
  },
  Customer: { __resolveReference: customerReference, ...customerResolvers },
  Opportunity: { __resolveReference: opportunityReference, ...opportunityResolvers },
  Contract: { __resolveReference: contractReference, ...contractResolvers },
  ContractVersion: contractVersionResolvers,
  ContractLine: contractLineResolvers,
  Product: { __resolveReference: productReference, ...productResolvers },
  Mutation: {
    crmCommand: (_root: unknown, call: CommandCall, context: CrmContext) => context.take(call),
  },
};
