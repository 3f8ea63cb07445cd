import { z } from 'zod';
import { creditMemoFacts, creditsDrawn, invoiceFacts, invoiceIssuer, paymentFacts, refundFacts } from './billing.ts';
import { customerFacts } from './crm.ts';
import { civilDate, decimal, effectRef, moneyWire } from './values.ts';

/** What sagas ask of the ERP subgraph: `erpCommand(name, command, key)`. Reads and previews take no key. */

/**
 * `ensureCustomer`: finds or makes the ledger's customer in the entity, under the name and the parent given; found by our
 * id, never by name. Where the ledger has none but one of `mergedFrom`, ids that were merged into this customer, that one
 * is the customer's from now on and keeps its documents. A parent that the ledger does not have is left out. Outcome
 * `{ externalId, effect }`.
 */
export const ensureErpCustomer = z
  .object({
    customer: customerFacts,
    legalEntity: z.string(),
    currency: z.string().length(3),
    mergedFrom: z.array(z.string()).readonly().optional(),
  })
  .readonly();
export type EnsureErpCustomer = z.infer<typeof ensureErpCustomer>;
export const erpCustomerOutcome = z.object({ externalId: z.string(), effect: effectRef }).readonly();
export type ErpCustomerOutcome = z.infer<typeof erpCustomerOutcome>;

/**
 * `postInvoice` (and `previewInvoice`): receivable against what each product's account says, posted in `postingPeriod`
 * (YYYY-MM) where one is given, else in the month of issue. With the ERP as issuer the ledger gives the number.
 * Answers `MissingPrerequisite` of a CUSTOMER when the ledger has no such customer. An invoice below zero stands in the
 * ledger as a credit memo under the same document id, nothing of it applied: credit on account. Its total is above zero.
 */
export const postInvoice = z
  .object({
    invoice: invoiceFacts,
    contractId: z.string().nullable(),
    postingPeriod: z.string().optional(),
    invoiceIssuer: invoiceIssuer.optional(),
  })
  .readonly();
export type PostInvoice = z.infer<typeof postInvoice>;

/**
 * `applyCredit`: what of the customer's balance settled the invoice in billing settles it in the ledger, each part out of
 * the credit memo that stands for its document. `MissingPrerequisite` of an INVOICE_POSTING before that or the invoice
 * stands there; a part without a document needs a person (`Unmappable`). Outcome `creditApplication`.
 */
export const applyCredit = z
  .object({ invoiceId: z.string(), legalEntity: z.string(), credits: creditsDrawn })
  .readonly();
export type ApplyCredit = z.infer<typeof applyCredit>;
/** What is left to pay of the invoice in the ledger. */
export const creditApplication = z.object({ invoiceId: z.string(), open: moneyWire, effect: effectRef }).readonly();
export type CreditApplication = z.infer<typeof creditApplication>;

/**
 * `voidInvoice`: an invoice that billing voided owes nothing in the ledger either, and the credit that it had drawn is the
 * customer's again. Outcome `postingOutcome`.
 */
export const voidErpInvoice = z
  .object({
    invoiceId: z.string(),
    legalEntity: z.string(),
    voidedOn: civilDate,
    creditsDrawn: creditsDrawn.optional(),
    postingPeriod: z.string().optional(),
  })
  .readonly();
export type VoidErpInvoice = z.infer<typeof voidErpInvoice>;

/**
 * `postCreditMemo` (and `previewCreditMemo`): lowers the open receivable; what exceeds it stays as the customer's credit
 * on account, never as a negative receivable line. `MissingPrerequisite` of an INVOICE_POSTING before its invoice.
 */
export const postCreditMemo = z
  .object({ creditMemo: creditMemoFacts, postingPeriod: z.string().optional() })
  .readonly();
export type PostCreditMemo = z.infer<typeof postCreditMemo>;

/**
 * `applyPayment`: money received against the invoice's receivable. `reversePayment`: it was not, or is disputed: the
 * receivable stands again. `MissingPrerequisite` of an INVOICE_POSTING before the invoice is in the ledger.
 */
export const applyPayment = z.object({ payment: paymentFacts, postingPeriod: z.string().optional() }).readonly();
export type ApplyPayment = z.infer<typeof applyPayment>;

/** `postRefund`: money that went back. `MissingPrerequisite` of a PAYMENT_POSTING before its payment is in the ledger. */
export const postRefund = z.object({ refund: refundFacts, postingPeriod: z.string().optional() }).readonly();
export type PostRefund = z.infer<typeof postRefund>;

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
/**
 * `readPosting { documentId }`: the posting of an invoice, credit memo, payment or refund as `postingFacts`, or null.
 * `readReadiness { legalEntity, currency, productCodes }`: what would keep documents out of the ledger, `[]` when nothing.
 * `listPrices`: what the CRM's price book asks for one unit of these products, in `currency`. One that is not the base
 * price of the ledger's item in that currency is the obstacle `PRICE_MISMATCH` of the product, both values in `detail`;
 * 100 and 100.00 are the same. List prices are compared and not signed ones: a discount is sales' own, approved in the
 * CRM. A product without a list price, or whose item has no base price in the currency, is compared with nothing.
 */
export const postingFacts = z
  .object({
    documentId: z.string(),
    status: z.string(),
    documentNumber: z.string().nullable(),
    period: z.string().nullable(),
    total: moneyWire.nullable(),
  })
  .readonly();
export type PostingFacts = z.infer<typeof postingFacts>;
export const readReadiness = z
  .object({
    legalEntity: z.string(),
    currency: z.string().length(3),
    productCodes: z.array(z.string()).readonly(),
    listPrices: z
      .array(z.object({ productCode: z.string(), listPrice: decimal }).readonly())
      .readonly()
      .optional(),
  })
  .readonly();
export type ReadReadiness = z.infer<typeof readReadiness>;

/**
 * `readAdjustments { legalEntity, period }`: journals of a month (YYYY-MM) that people made in the ledger on accounts that
 * revenue is journalled on, the oldest first, at most 100; `reason` is what the ledger says of why.
 */
export const readAdjustments = z
  .object({ legalEntity: z.string(), period: z.string().regex(/^\d{4}-\d{2}$/) })
  .readonly();
export type ReadAdjustments = z.infer<typeof readAdjustments>;
export const adjustments = z
  .object({
    count: z.number().int(),
    /** Those that say no reason. */
    unexplained: z.number().int(),
    journals: z
      .array(
        z
          .object({
            journalEntryId: z.string(),
            number: z.string(),
            postedOn: civilDate,
            reason: z.string().nullable(),
            /** The sum of its debits. */
            amount: moneyWire,
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();
export type Adjustments = z.infer<typeof adjustments>;

/**
 * `publishMapping`: what a word of ours is in the ledger, from a day on; the next version, told by `mapping.published`.
 * Kinds and keys: ITEM by product code (an item's code), ACCOUNT by `ROLE` or `ROLE/PRODUCT` (an account number),
 * DEPARTMENT by product code or `*` (a name), TAX_CODE by billing's tax code or `NONE` (a name), DEFERRAL by product code,
 * `DEFERRED` or `IMMEDIATE` (a name). `legalEntity` is a code; left out = every entity. Outcome `mappingOutcome`.
 */
export const publishMapping = z
  .object({
    kind: z.enum(['ITEM', 'ACCOUNT', 'DEPARTMENT', 'TAX_CODE', 'DEFERRAL']),
    key: z.string().min(1),
    legalEntity: z.string().optional(),
    target: z.string().min(1),
    effectiveFrom: civilDate,
    author: z.string().min(1),
  })
  .readonly();
export type PublishMapping = z.infer<typeof publishMapping>;
export const mappingOutcome = z.object({ version: z.number().int() }).readonly();
export type MappingOutcome = z.infer<typeof mappingOutcome>;

export const obstacle = z.object({ code: z.string(), subject: z.string(), detail: z.string() }).readonly();
export type Obstacle = z.infer<typeof obstacle>;
/** `readLegalEntity { id } or { code }`: `legalEntityFacts` or null. */
export const legalEntityFacts = z.object({ id: z.string(), code: z.string(), currency: z.string() }).readonly();
export type LegalEntityFacts = z.infer<typeof legalEntityFacts>;
