import { z } from 'zod';
import { creditMemoFacts, invoiceFacts, refundFacts } from './billing.ts';
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
    /** Left out: nothing is to be posted with it, so the outcome has no journals. */
    window: postingWindow.optional(),
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
    /** Of `AmendmentKind`; QUANTITY where it is left out. */
    kind: z.string().optional(),
    /** The term's new last day, where it moves. */
    endsOn: civilDate.optional(),
    window: postingWindow.optional(),
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

/**
 * `recordInvoice`: a later invoice of the contract (its next year, an overage). `recordCreditMemo` (and
 * `previewCreditMemo`): a credit lowers the transaction price. `recordRefund`: money went back. Each answers
 * `MissingPrerequisite` of a REVENUE_CONTRACT while the contract is unknown. Outcome `revenueOutcome`.
 */
export const recordInvoice = z
  .object({
    contractId: z.string(),
    operationId: z.string(),
    invoice: invoiceFacts,
    /** Billing took the invoice back on that day: what was billed falls by all of it, the price does not. */
    voidedOn: civilDate.optional(),
    window: postingWindow.optional(),
  })
  .readonly();
export type RecordInvoice = z.infer<typeof recordInvoice>;
export const recordCreditMemo = z
  .object({
    contractId: z.string(),
    operationId: z.string(),
    creditMemo: creditMemoFacts,
    /** It puts an invoice right that was wrong: what was billed falls, the price does not. */
    correctsInvoice: z.boolean().optional(),
    window: postingWindow.optional(),
  })
  .readonly();
export type RecordCreditMemo = z.infer<typeof recordCreditMemo>;
export const recordRefund = z
  .object({ contractId: z.string(), operationId: z.string(), refund: refundFacts, window: postingWindow.optional() })
  .readonly();
export type RecordRefund = z.infer<typeof recordRefund>;

/**
 * `terminateContract` (and `previewTermination`): nothing is promised from `effectiveOn` on. `credits` are the credit
 * memos that came with it; what was paid for the rest and is not credited is earned on that day. Outcome `revenueOutcome`.
 */
export const terminateContract = z
  .object({
    contractId: z.string(),
    operationId: z.string(),
    version: z.number().int(),
    effectiveOn: civilDate,
    credits: z.array(creditMemoFacts).readonly(),
    window: postingWindow.optional(),
  })
  .readonly();
export type TerminateContract = z.infer<typeof terminateContract>;

/** `recordMilestone` (and `previewMilestone`): evidence that an obligation is met, wholly or to a percentage of 0 to 100. */
export const recordMilestone = z
  .object({
    contractId: z.string(),
    operationId: z.string(),
    /** The obligation's id or its product's code. */
    obligation: z.string(),
    completedOn: civilDate,
    percentComplete: decimal.nullable(),
    evidence: z.string(),
    window: postingWindow.optional(),
  })
  .readonly();
export type RecordMilestone = z.infer<typeof recordMilestone>;

/**
 * `withdraw`: what that operation recorded of the contract counts no more; history keeps it. `VersionConflict` when a
 * later change was built on it. Answers `{}`.
 */
export const withdraw = z.object({ contractId: z.string(), operationId: z.string() }).readonly();
export type Withdraw = z.infer<typeof withdraw>;

/** `dueJournals` (read): the journals of a contract up to the end of the window that no entry is recorded for. */
export const dueJournals = z
  .object({ legalEntity: z.string(), contractId: z.string(), window: postingWindow })
  .readonly();
export type DueJournals = z.infer<typeof dueJournals>;
export const dueJournalsAnswer = z.object({ journals: z.array(journalBatch).readonly() }).readonly();
export type DueJournalsAnswer = z.infer<typeof dueJournalsAnswer>;

/**
 * `draftJournals` (read to its caller: once more drafts nothing more): puts into journals what the next contracts of an
 * entity, after one of them, earned up to the end of the window. A journal has no more than `linesMax` lines, unless one
 * contract alone has more. Contracts that have not changed since all of it was in journals are not looked at.
 */
export const draftJournals = z
  .object({
    legalEntity: z.string(),
    linesMax: z.number().int().positive().optional(),
    window: postingWindow,
    after: z.string().nullable(),
    /** How many contracts are looked at, in one transaction. */
    limit: z.number().int().min(1).max(10_000),
    /** How many were left after the last time; left out: they are counted. */
    left: z.number().int().min(0).optional(),
  })
  .readonly();
export type DraftJournals = z.infer<typeof draftJournals>;
export const draftJournalsAnswer = z
  .object({
    /** Contracts looked at this time, and how many are left. */
    looked: z.number().int(),
    left: z.number().int(),
    /** Where to go on; null = all of them were looked at. */
    after: z.string().nullable(),
  })
  .readonly();
export type DraftJournalsAnswer = z.infer<typeof draftJournalsAnswer>;

const month = z.string().regex(/^\d{4}-\d{2}$/);
const journalPlace = z.object({ period: z.string(), batchKey: z.string() }).readonly();

/** `readOpenJournals` (read): the next journals of an entity up to a month that no entry is recorded for, after one of them. */
export const readOpenJournals = z
  .object({
    legalEntity: z.string(),
    through: month,
    after: journalPlace.nullable(),
    limit: z.number().int().min(1).max(100),
  })
  .readonly();
export type OpenJournals = z.infer<typeof readOpenJournals>;
export const readOpenJournalsAnswer = z
  .object({
    journals: z
      .array(
        z
          .object({
            period: z.string(),
            batchKey: z.string(),
            /** Whose revenue is in it. */
            contracts: z
              .array(
                z
                  .object({
                    contractId: z.string(),
                    obligations: z.array(z.object({ obligationId: z.string() }).readonly()).readonly(),
                  })
                  .readonly(),
              )
              .readonly(),
          })
          .readonly(),
      )
      .readonly(),
    /** How many come after them. */
    left: z.number().int(),
  })
  .readonly();
export type OpenJournalsAnswer = z.infer<typeof readOpenJournalsAnswer>;

/** `readJournals` (read): journals by key, as `postJournals` takes them. What stands under a key never changes. */
export const readJournals = z.object({ batchKeys: z.array(z.string()).readonly() }).readonly();
export type ReadJournals = z.infer<typeof readJournals>;

/** `readDueCounts` (read): journals that no entry is recorded for, and contracts that the month's run has to look at. */
export const readDueCounts = z.object({ legalEntity: z.string(), through: month }).readonly();
export const dueCounts = z.object({ journals: z.number().int(), contracts: z.number().int() }).readonly();
export type DueCounts = z.infer<typeof dueCounts>;

/**
 * `recordPosted`: these batches stand in the ledger under these entries. The same again changes nothing. `batches` are what
 * was sent; one that differs from its draft is refused. Who keeps no copy leaves them out.
 */
export const recordPosted = z
  .object({ batches: z.array(journalBatch).readonly().optional(), entries: z.array(postedJournal).readonly() })
  .readonly();
export type RecordPosted = z.infer<typeof recordPosted>;
