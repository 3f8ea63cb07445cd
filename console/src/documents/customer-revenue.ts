import { z } from 'zod';
import { defineDocument } from '../graph/document.ts';
import { money } from './values.ts';

const revenueSummary = z.object({
  legalEntity: z.object({ code: z.string(), name: z.string() }).nullable(),
  contracted: money,
  billed: money,
  recognized: money,
  deferred: money,
  unbilled: money,
  remainingObligation: money,
});
export type RevenueSummary = z.infer<typeof revenueSummary>;

/** The figures at the end of a day; `asOf` null is the server's today. */
export const customerRevenueDocument = defineDocument<{ readonly id: string; readonly asOf: string | null }>()(
  `query ConsoleCustomerRevenue($id: ID!, $asOf: Date) {
  customer(id: $id) {
    id
    revenue(asOf: $asOf) {
      legalEntity { code name }
      contracted { amount currency }
      billed { amount currency }
      recognized { amount currency }
      deferred { amount currency }
      unbilled { amount currency }
      remainingObligation { amount currency }
    }
  }
}`,
  z.object({ customer: z.object({ id: z.string(), revenue: z.array(revenueSummary).nullable() }).nullable() }),
);
