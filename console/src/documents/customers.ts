import { z } from 'zod';
import { defineDocument } from '../graph/document.ts';

const listedCustomer = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  syncState: z.object({ status: z.string(), runningOperations: z.number(), openExceptions: z.number() }).nullable(),
});
export type ListedCustomer = z.infer<typeof listedCustomer>;

export interface CustomerFilter {
  readonly search?: string;
  readonly status?: string;
}

/** A page of the customers by name; go on with `endCursor`. */
export const customersDocument = defineDocument<{ readonly filter: CustomerFilter; readonly after: string | null }>()(
  `query ConsoleCustomers($filter: CustomerFilter, $after: String) {
  customers(first: 50, after: $after, filter: $filter) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges { node { id name status syncState { status runningOperations openExceptions } } }
  }
}`,
  z.object({
    customers: z.object({
      totalCount: z.number(),
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      edges: z.array(z.object({ node: listedCustomer })),
    }),
  }),
);
