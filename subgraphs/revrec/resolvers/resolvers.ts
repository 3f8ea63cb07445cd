import type { CommandCall } from '#kit/commands/command-door.ts';
import type { RevrecContext } from './context.ts';
import { customerRevenue } from './customer-revenue.ts';
import { obligationReference } from './obligation.ts';
import { revenueContractOf, revenueContractReference, revenueContractResolvers } from './revenue-contract.ts';
import { revenueDelays } from './revenue-delays.ts';
import { revenueDisclosures } from './revenue-disclosures.ts';

interface Reference {
  readonly id: string;
}

/** Every resolver of the revenue schema. Customer and Contract are the CRM's: theirs is any id that is asked for. */
export const revrecResolvers = {
  Query: { revenueDisclosures, revenueDelays },
  Customer: {
    __resolveReference: ({ id }: Reference) => ({ __typename: 'Customer', id }),
    revenue: customerRevenue,
  },
  Contract: {
    __resolveReference: ({ id }: Reference) => ({ __typename: 'Contract', id }),
    revenueContract: (contract: Reference, _args: unknown, context: RevrecContext) =>
      revenueContractOf(contract, context),
  },
  RevenueContract: { __resolveReference: revenueContractReference, ...revenueContractResolvers },
  PerformanceObligation: { __resolveReference: obligationReference },
  Mutation: {
    revrecCommand: (_root: unknown, call: CommandCall, context: RevrecContext) => context.take(call),
  },
};
