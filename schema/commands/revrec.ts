import { z } from 'zod';
import { invoiceFacts } from './billing.ts';
import { contractFacts, lineDelta } from './crm.ts';
import { journalBatch, journalDraft, postedJournal } from './erp.ts';
import { civilDate, decimal, effectRef, moneyWire } from './values.ts';

/** What sagas ask of the revenue subgraph: `revrecCommand(name, command, key)`. Reads and previews take no key. */

/**
 * Which months are to be in the ledger after the command: all up to and with `through` (YYYY-MM). What belongs to a month
 * that is not among `openPeriods` goes into the first later one that is, with its origin kept.
 */
export const postingWindow = z.object({ through: z.string(), openPeriods: z.array(z.string()).readonly() }).readonly();
export type PostingWindow = z.infer<typeof postingWindow>;

/** `recognizeContract` (and `previewContract`): takes up a new contract and its first invoice. */
export const recognizeContract = z
  .object({
    contract: contractFacts,
    invoice: invoiceFacts.nullable(),
    operationId: z.string(),
    window: postingWindow,
  })
  .readonly();
export type RecognizeContract = z.infer<typeof recognizeContract>;

/** `modifyContract` (and `previewModification`): takes up an amendment and what billing made of it. */
export const modifyContract = z
  .object({
    contractId: z.string(),
    operationId: z.string(),
    version: z.number().int(),
    effectiveOn: civilDate,
    deltas: z.array(lineDelta).readonly(),
    /** Per product code: the name, and the price book's price, the observable standalone selling price. */
    products: z
      .array(
        z
          .object({
            productId: z.string(),
            productCode: z.string(),
            productName: z.string(),
            listPrice: decimal.nullable(),
          })
          .readonly(),
      )
      .readonly(),
    invoice: invoiceFacts.nullable(),
    window: postingWindow,
  })
  .readonly();
export type ModifyContract = z.infer<typeof modifyContract>;

/** A check of ours against billing's figure. Differences within the tolerance are explained rounding. */
export const prorationCheck = z
  .object({ billed: moneyWire, recomputed: moneyWire, difference: moneyWire, explained: z.boolean(), note: z.string() })
  .readonly();
export type ProrationCheck = z.infer<typeof prorationCheck>;

export const revenueOutcome = z
  .object({
    revenueContractId: z.string(),
    version: z.number().int(),
    treatment: z.enum(['SEPARATE_CONTRACT', 'PROSPECTIVE', 'CUMULATIVE_CATCH_UP', 'MIXED']).nullable(),
    transactionPrice: moneyWire,
    prorationCheck: prorationCheck.nullable(),
    /** What is to be posted now; the same until it is recorded as posted. */
    journals: z.array(journalBatch).readonly(),
    effect: effectRef,
  })
  .readonly();
export type RevenueOutcome = z.infer<typeof revenueOutcome>;

/** A row of a schedule as `RevenuePeriod` shows it. */
export const revenueRow = z
  .object({
    period: z.string(),
    periodStartsOn: civilDate,
    obligation: z
      .object({
        id: z.string(),
        name: z.string(),
        productId: z.string().nullable(),
        method: z.string(),
        standaloneSellingPrice: moneyWire,
        allocated: moneyWire,
        recognized: moneyWire,
        startsOn: civilDate.nullable(),
        endsOn: civilDate.nullable(),
        status: z.string(),
        explanation: z
          .array(
            z.object({ rule: z.string(), ruleVersion: z.string(), inputs: z.unknown(), result: z.string() }).readonly(),
          )
          .readonly(),
      })
      .readonly(),
    amount: moneyWire,
    originPeriod: z.string().nullable(),
    posted: z.boolean(),
    cumulative: moneyWire,
  })
  .readonly();
export type RevenueRow = z.infer<typeof revenueRow>;

/** Answer of `previewContract` and `previewModification`. */
export const revenuePreview = z
  .object({
    before: z.array(revenueRow).readonly(),
    after: z.array(revenueRow).readonly(),
    treatment: z.enum(['SEPARATE_CONTRACT', 'PROSPECTIVE', 'CUMULATIVE_CATCH_UP', 'MIXED']).nullable(),
    prorationCheck: prorationCheck.nullable(),
    journals: z.array(journalDraft).readonly(),
    warnings: z.array(z.string()).readonly(),
  })
  .readonly();
export type RevenuePreview = z.infer<typeof revenuePreview>;

/** `dueJournals` (read): what an entity's contracts earned up to the end of the window and no journal is recorded for. */
export const dueJournals = z.object({ legalEntity: z.string(), window: postingWindow }).readonly();
export type DueJournals = z.infer<typeof dueJournals>;
export const dueJournalsAnswer = z.object({ journals: z.array(journalBatch).readonly() }).readonly();
export type DueJournalsAnswer = z.infer<typeof dueJournalsAnswer>;

/** `recordPosted`: these batches stand in the ledger under these entries. The same again changes nothing. */
export const recordPosted = z
  .object({ batches: z.array(journalBatch).readonly(), entries: z.array(postedJournal).readonly() })
  .readonly();
export type RecordPosted = z.infer<typeof recordPosted>;
