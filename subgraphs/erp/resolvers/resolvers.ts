import type { CommandCall } from '#kit/commands/command-door.ts';
import { accountingPeriodReference, accountingPeriodResolvers } from './accounting-period.ts';
import type { ErpContext } from './context.ts';
import { ageingBucketResolvers, customerResolvers, receivableResolvers } from './customer.ts';
import { journalEntryReference, journalEntryResolvers, journalLineResolvers } from './journal-entry.ts';
import { legalEntityReference, legalEntityResolvers } from './legal-entity.ts';
import { documentResolvers, postingReference, postingResolvers } from './posting.ts';
import { productResolvers } from './product.ts';

/** Every resolver of the ledger's schema. */
export const erpResolvers = {
  Customer: customerResolvers,
  Receivable: receivableResolvers,
  AgeingBucket: ageingBucketResolvers,
  Invoice: documentResolvers,
  CreditMemo: documentResolvers,
  Payment: documentResolvers,
  Product: productResolvers,
  LegalEntity: { __resolveReference: legalEntityReference, ...legalEntityResolvers },
  AccountingPeriod: { __resolveReference: accountingPeriodReference, ...accountingPeriodResolvers },
  ErpPosting: { __resolveReference: postingReference, ...postingResolvers },
  JournalEntry: { __resolveReference: journalEntryReference, ...journalEntryResolvers },
  JournalLine: journalLineResolvers,
  Mutation: {
    erpCommand: (_root: unknown, call: CommandCall, context: ErpContext) => context.take(call),
  },
};
