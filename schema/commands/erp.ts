import { z } from 'zod';
import { invoiceFacts } from './billing.ts';
import { customerFacts } from './crm.ts';
import { civilDate, effectRef, moneyWire } from './values.ts';

/** What sagas ask of the ERP subgraph: `erpCommand(name, command, key)`. Reads and previews take no key. */

/** `ensureCustomer`: finds or makes the ledger's customer in the entity. Outcome `{ externalId, effect }`. */
export const ensureErpCustomer = z
  .object({ customer: customerFacts, legalEntity: z.string(), currency: z.string().length(3) })
  .readonly();
export type EnsureErpCustomer = z.infer<typeof ensureErpCustomer>;
export const erpCustomerOutcome = z.object({ externalId: z.string(), effect: effectRef }).readonly();
export type ErpCustomerOutcome = z.infer<typeof erpCustomerOutcome>;

/** `postInvoice` (and `previewInvoice`): receivable against what each product's account says. */
export const postInvoice = z.object({ invoice: invoiceFacts, contractId: z.string() }).readonly();
export type PostInvoice = z.infer<typeof postInvoice>;

/** One line of a journal; exactly one of debit and credit is above zero. */
export const journalLineFacts = z
  .object({
    account: z.string(),
    accountName: z.string().nullable(),
    debit: moneyWire.nullable(),
    credit: moneyWire.nullable(),
    dimensions: z.array(z.object({ name: z.string(), value: z.string() }).readonly()).readonly(),
  })
  .readonly();
export type JournalLineFacts = z.infer<typeof journalLineFacts>;

export const journalFacts = z
  .object({
    id: z.string(),
    postedOn: civilDate,
    periodId: z.string(),
    legalEntityId: z.string(),
    lines: z.array(journalLineFacts).readonly(),
  })
  .readonly();
export type JournalFacts = z.infer<typeof journalFacts>;

export const postingOutcome = z
  .object({
    postingId: z.string(),
    documentNumber: z.string(),
    /** VERIFIED once read back with the billed total; POSTED otherwise. */
    status: z.enum(['POSTED', 'VERIFIED']),
    /** YYYY-MM. */
    period: z.string(),
    total: moneyWire,
    effect: effectRef,
  })
  .readonly();
export type PostingOutcome = z.infer<typeof postingOutcome>;

/** The part an amount plays in the books; the ERP subgraph maps it to an account. */
export const accountRole = z.enum([
  'AR',
  'UNBILLED_AR',
  'CONTRACT_ASSET',
  'CONTRACT_LIABILITY',
  'REVENUE',
  'REFUND_LIABILITY',
]);

/** A balanced entry by account role, for one entity and month. */
export const journalDraft = z
  .object({
    legalEntity: z.string(),
    currency: z.string().length(3),
    /** The month it is posted in, YYYY-MM; the ledger refuses a closed one with ClosedPeriod. */
    period: z.string(),
    postedOn: civilDate,
    memo: z.string(),
    lines: z
      .array(
        z
          .object({
            role: accountRole,
            productCode: z.string().nullable(),
            contractId: z.string().nullable(),
            obligationId: z.string().nullable(),
            /** The month it was earned in, when that is not the journal's own; YYYY-MM. */
            originPeriod: z.string().nullable(),
            debit: moneyWire.nullable(),
            credit: moneyWire.nullable(),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();
export type JournalDraft = z.infer<typeof journalDraft>;

/** A draft under the business key that stands for it in the ledger: one key, one entry. */
export const journalBatch = z.object({ batchKey: z.string(), journal: journalDraft }).readonly();
export type JournalBatch = z.infer<typeof journalBatch>;

/** `postJournals` posts each batch once; `previewJournals { journals }` answers `journalFacts[]` and writes nothing. */
export const postJournals = z.object({ batches: z.array(journalBatch).readonly() }).readonly();
export type PostJournals = z.infer<typeof postJournals>;
export const postedJournal = z
  .object({ batchKey: z.string(), journalEntryId: z.string(), documentNumber: z.string(), period: z.string() })
  .readonly();
export type PostedJournal = z.infer<typeof postedJournal>;
export const journalsOutcome = z
  .object({ entries: z.array(postedJournal).readonly(), effect: effectRef.nullable() })
  .readonly();
export type JournalsOutcome = z.infer<typeof journalsOutcome>;

/** `readPeriods { legalEntity }`: months in order with `OPEN`, `AR_LOCKED` or `CLOSED`. */
export const periodFacts = z
  .object({
    id: z.string(),
    key: z.string(),
    startsOn: civilDate,
    endsOn: civilDate,
    status: z.enum(['OPEN', 'AR_LOCKED', 'CLOSED', 'UNKNOWN']),
  })
  .readonly();
export type PeriodFacts = z.infer<typeof periodFacts>;
/** `readLegalEntity { id } or { code }`: `legalEntityFacts` or null. */
export const legalEntityFacts = z.object({ id: z.string(), code: z.string(), currency: z.string() }).readonly();
export type LegalEntityFacts = z.infer<typeof legalEntityFacts>;
