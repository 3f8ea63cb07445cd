import { z } from 'zod';
import { defineDocument } from '../graph/document.ts';
import { money, period } from './values.ts';

const revenuePeriod = z.object({
  period: period.nullable(),
  originPeriod: z.string().nullable(),
  amount: money,
});
export type RevenuePeriod = z.infer<typeof revenuePeriod>;

const journalEntry = z.object({
  id: z.string(),
  postedOn: z.string(),
  lines: z.array(
    z.object({
      account: z.string(),
      accountName: z.string().nullable(),
      debit: money.nullable(),
      credit: money.nullable(),
    }),
  ),
});
export type JournalEntry = z.infer<typeof journalEntry>;

const preview = z.object({
  treatment: z.string().nullable(),
  approvalsRequired: z.array(z.string()),
  warnings: z.array(z.string()),
  invoiceTotal: money.nullable(),
  invoiceLines: z.array(
    z.object({
      id: z.string(),
      description: z.string(),
      quantity: z.string().nullable(),
      amount: money,
      servicePeriodStartsOn: z.string().nullable(),
      servicePeriodEndsOn: z.string().nullable(),
      proration: z.boolean(),
    }),
  ),
  revenueBefore: z.array(revenuePeriod),
  revenueAfter: z.array(revenuePeriod),
  journalEntries: z.array(journalEntry),
});
export type Preview = z.infer<typeof preview>;

const userError = z.object({ field: z.array(z.string()).nullable(), message: z.string(), code: z.string() });
export type UserError = z.infer<typeof userError>;

export type ContractChange =
  | { readonly setQuantity: { readonly productCode: string; readonly quantity: string } }
  | { readonly addProduct: { readonly productCode: string; readonly quantity: string; readonly unitPrice?: string } };

export interface AmendContractInput {
  readonly contractId: string;
  readonly expectedVersion: number;
  readonly effectiveOn: string;
  readonly changes: readonly ContractChange[];
  readonly reason?: string;
  readonly idempotencyKey: string;
  readonly dryRun: boolean;
}

/** Previews with `dryRun`, else starts the operation. Refusals are in `userErrors`, with nothing written. */
export const amendContractDocument = defineDocument<{ readonly input: AmendContractInput }>()(
  `mutation ConsoleAmendContract($input: AmendContractInput!) {
  amendContract(input: $input) {
    operation { id status }
    preview {
      treatment approvalsRequired warnings
      invoiceTotal { amount currency }
      invoiceLines {
        id description quantity
        amount { amount currency }
        servicePeriodStartsOn servicePeriodEndsOn proration
      }
      revenueBefore { period { name startsOn } originPeriod amount { amount currency } }
      revenueAfter { period { name startsOn } originPeriod amount { amount currency } }
      journalEntries {
        id postedOn
        lines { account accountName debit { amount currency } credit { amount currency } }
      }
    }
    userErrors { field message code }
    replayed
  }
}`,
  z.object({
    amendContract: z.object({
      operation: z.object({ id: z.string(), status: z.string() }).nullable(),
      preview: preview.nullable(),
      userErrors: z.array(userError),
      replayed: z.boolean(),
    }),
  }),
);
