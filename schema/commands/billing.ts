import { z } from 'zod';
import { billingFrequency, chargeModel, customerFacts } from './crm.ts';
import { civilDate, decimal, effectRef, moneyWire } from './values.ts';

/** What sagas ask of the billing subgraph: `billingCommand(name, command, key)`. Reads and previews take no key. */

/**
 * One product to be billed, its price as in `soldLine`. ONE_TIME and MILESTONE are billed once, at `startsOn` or with the
 * next invoice; USAGE is metered and billed in arrears. Days bound a step of a ramp; without them the whole term is meant.
 */
export const billedLine = z
  .object({
    productId: z.string(),
    productCode: z.string(),
    productName: z.string(),
    quantity: decimal,
    unitPrice: decimal,
    chargeModel: chargeModel.optional(),
    startsOn: civilDate.optional(),
    endsOn: civilDate.optional(),
  })
  .readonly();
export type BilledLine = z.infer<typeof billedLine>;

/** Who numbers and sends the invoice. With ERP, billing keeps its own as a draft until the ledger has issued it. */
export const invoiceIssuer = z.enum(['BILLING', 'ERP']);
export type InvoiceIssuer = z.infer<typeof invoiceIssuer>;

/** `ensureCustomer`: finds or makes the billing customer, under the name given. Outcome `customerOutcome`. */
export const ensureCustomer = z.object({ customer: customerFacts }).readonly();
export type EnsureCustomer = z.infer<typeof ensureCustomer>;
export const customerOutcome = z.object({ externalId: z.string(), effect: effectRef }).readonly();
export type CustomerOutcome = z.infer<typeof customerOutcome>;

/** Parts of the customer's balance that an invoice drew, by the document that had brought each; null = none of ours. */
export const creditsDrawn = z
  .array(z.object({ documentId: z.string().nullable(), amount: moneyWire }).readonly())
  .readonly();
export type CreditsDrawn = z.infer<typeof creditsDrawn>;

/** The invoice that billing wrote, or would write, with its figures. */
export const invoiceFacts = z
  .object({
    invoiceId: z.string(),
    externalId: z.string(),
    number: z.string(),
    status: z.string(),
    customerId: z.string(),
    contractId: z.string().nullable(),
    legalEntity: z.string(),
    currency: z.string().length(3),
    issuedOn: civilDate,
    dueOn: civilDate.nullable(),
    /** Below zero where billing gives more back than it bills: all of that is the customer's balance at once. */
    total: moneyWire,
    tax: moneyWire,
    /** What of the customer's balance settled it; left out where nothing did. */
    creditsDrawn: creditsDrawn.optional(),
    lines: z
      .array(
        z
          .object({
            id: z.string(),
            description: z.string(),
            productId: z.string().nullable(),
            productCode: z.string().nullable(),
            quantity: decimal.nullable(),
            amount: moneyWire,
            /** First and last day of service. */
            serviceStartsOn: civilDate.nullable(),
            serviceEndsOn: civilDate.nullable(),
            proration: z.boolean(),
            taxCode: z.string().nullable(),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();
export type InvoiceFacts = z.infer<typeof invoiceFacts>;

/** `startSubscription` and its preview `previewStart`: bills the lines from `startsOn` to `endsOn`, in advance. */
export const startSubscription = z
  .object({
    customer: customerFacts,
    contractId: z.string(),
    contractNumber: z.string(),
    legalEntity: z.string(),
    currency: z.string().length(3),
    startsOn: civilDate,
    endsOn: civilDate,
    paymentTermDays: z.number().int(),
    lines: z.array(billedLine).readonly(),
    frequency: billingFrequency.optional(),
    invoiceIssuer: invoiceIssuer.optional(),
  })
  .readonly();
export type StartSubscription = z.infer<typeof startSubscription>;

export const subscriptionOutcome = z
  .object({
    subscriptionId: z.string(),
    externalId: z.string(),
    /** Null when the change cost nothing. */
    invoice: invoiceFacts.nullable(),
    effect: effectRef,
  })
  .readonly();
export type SubscriptionOutcome = z.infer<typeof subscriptionOutcome>;

/** `cancelStarted { startKey }`: takes back a subscription that was started under that key; voids its invoice. */
export const cancelStarted = z.object({ contractId: z.string(), startKey: z.string() }).readonly();
export type CancelStarted = z.infer<typeof cancelStarted>;

/**
 * `amendSubscription` and its preview `previewAmendment`: from `effectiveOn` 00:00 UTC the contract is billed exactly
 * `lines`; billing writes the proration and its invoice. A term that was signed ahead bills from its first day on what of
 * `lines` lies in it. Outcome `subscriptionOutcome`, of the preview `invoiceFacts`.
 */
export const amendSubscription = z
  .object({
    contractId: z.string(),
    legalEntity: z.string(),
    currency: z.string().length(3),
    effectiveOn: civilDate,
    /** The contract's version that these lines belong to. */
    version: z.number().int(),
    lines: z.array(billedLine).readonly(),
    /** The term's new last day and the new frequency, where they change. */
    endsOn: civilDate.optional(),
    frequency: billingFrequency.optional(),
    invoiceIssuer: invoiceIssuer.optional(),
  })
  .readonly();
export type AmendSubscription = z.infer<typeof amendSubscription>;

/**
 * `renewSubscription` and its preview `previewRenewal`: bills `lines` from `startsOn`, the day after the term that ends,
 * to `endsOn`. The renewal's first invoice comes at once when that day has come, else on that day. Outcome
 * `subscriptionOutcome`, of the preview `invoiceFacts` or null; undone by `restoreSubscription`.
 */
export const renewSubscription = z
  .object({
    contractId: z.string(),
    legalEntity: z.string(),
    currency: z.string().length(3),
    startsOn: civilDate,
    endsOn: civilDate,
    version: z.number().int(),
    lines: z.array(billedLine).readonly(),
    frequency: billingFrequency.optional(),
    invoiceIssuer: invoiceIssuer.optional(),
  })
  .readonly();
export type RenewSubscription = z.infer<typeof renewSubscription>;

/**
 * `cancelSubscription` and its preview `previewCancellation`: service ends with the day before `effectiveOn`; nothing is
 * billed from then on. PRORATED and FULL say what of the invoices is to be credited, NONE credits nothing. Outcome
 * `cancellationOutcome`, of the preview its `credits`; undone by `restoreSubscription`.
 */
export const cancelSubscription = z
  .object({
    contractId: z.string(),
    legalEntity: z.string(),
    effectiveOn: civilDate,
    refund: z.enum(['NONE', 'PRORATED', 'FULL']),
    version: z.number().int(),
  })
  .readonly();
export type CancelSubscription = z.infer<typeof cancelSubscription>;

/**
 * `endPlannedTerms`: what billing was to begin for a contract later, as a renewal that was signed ahead, never begins; what
 * runs is not touched. Asked for once a cancellation stands, since a term that was ended so is not planned again by itself.
 * Outcome `endedTerms`: the vendor's ids of what was planned.
 */
export const endPlannedTerms = z.object({ contractId: z.string(), legalEntity: z.string() }).readonly();
export type EndPlannedTerms = z.infer<typeof endPlannedTerms>;
export const endedTerms = z
  .object({ externalIds: z.array(z.string()).readonly(), effect: effectRef.nullable() })
  .readonly();
export type EndedTerms = z.infer<typeof endedTerms>;

/** What is to be credited of an invoice, and how it falls on its lines; the parts add up to the amount. */
export const credit = z
  .object({
    invoiceId: z.string(),
    amount: moneyWire,
    lines: z
      .array(
        z
          .object({
            invoiceLineId: z.string(),
            productCode: z.string().nullable(),
            amount: moneyWire,
            serviceStartsOn: civilDate.nullable(),
            serviceEndsOn: civilDate.nullable(),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();
export type Credit = z.infer<typeof credit>;
export const cancellationOutcome = z
  .object({
    subscriptionId: z.string(),
    externalId: z.string(),
    credits: z.array(credit).readonly(),
    effect: effectRef,
  })
  .readonly();
export type CancellationOutcome = z.infer<typeof cancellationOutcome>;

/**
 * `pauseSubscription` and `resumeSubscription`: billing stops collecting, and goes on. Outcome `subscriptionOutcome`;
 * each is undone by `restoreSubscription`.
 */
export const pauseSubscription = z
  .object({ contractId: z.string(), legalEntity: z.string(), effectiveOn: civilDate, version: z.number().int() })
  .readonly();
export type PauseSubscription = z.infer<typeof pauseSubscription>;

/** `issueInvoice`: finalises a draft under the number that the ledger gave it. Outcome `{ invoice, effect }`. */
export const issueInvoice = z.object({ invoiceId: z.string(), number: z.string() }).readonly();
export type IssueInvoice = z.infer<typeof issueInvoice>;
export const invoiceOutcome = z.object({ invoice: invoiceFacts, effect: effectRef }).readonly();
export type InvoiceOutcome = z.infer<typeof invoiceOutcome>;

/** A credit memo with its figures. `reducesInvoice`, `onAccount` and `refunded` add up to `total`. */
export const creditMemoFacts = z
  .object({
    creditMemoId: z.string(),
    externalId: z.string(),
    number: z.string(),
    status: z.string(),
    invoiceId: z.string().nullable(),
    customerId: z.string(),
    contractId: z.string().nullable(),
    legalEntity: z.string(),
    currency: z.string().length(3),
    issuedOn: civilDate,
    total: moneyWire,
    tax: moneyWire,
    /** What the open invoice is lowered by. */
    reducesInvoice: moneyWire,
    /** What the customer keeps as a balance for later invoices. */
    onAccount: moneyWire,
    refunded: moneyWire,
    reason: z.string().nullable(),
    lines: z
      .array(
        z
          .object({
            productCode: z.string().nullable(),
            description: z.string(),
            amount: moneyWire,
            serviceStartsOn: civilDate.nullable(),
            serviceEndsOn: civilDate.nullable(),
          })
          .readonly(),
      )
      .readonly(),
  })
  .readonly();
export type CreditMemoFacts = z.infer<typeof creditMemoFacts>;

/**
 * `issueCreditMemos` and its preview `previewCreditMemos`: one credit memo for each credit. What exceeds an invoice's open
 * balance becomes the customer's balance on account. A credit without lines falls on the invoice's lines by their
 * amounts, the parts adding up. Outcome `creditMemosOutcome`, of the preview its `creditMemos`.
 */
export const issueCreditMemos = z
  .object({
    contractId: z.string().nullable(),
    credits: z
      .array(
        z
          .object({ invoiceId: z.string(), amount: moneyWire, lines: credit.unwrap().shape.lines.optional() })
          .readonly(),
      )
      .readonly(),
    reason: z.string(),
  })
  .readonly();
export type IssueCreditMemos = z.infer<typeof issueCreditMemos>;
export const creditMemosOutcome = z
  .object({ creditMemos: z.array(creditMemoFacts).readonly(), effect: effectRef.nullable() })
  .readonly();
export type CreditMemosOutcome = z.infer<typeof creditMemosOutcome>;

/** `voidCreditMemos { issueKey }`: takes back the credit memos that were issued under that key. Answers `{}`. */
export const voidCreditMemos = z.object({ contractId: z.string().nullable(), issueKey: z.string() }).readonly();
export type VoidCreditMemos = z.infer<typeof voidCreditMemos>;

/** A payment as it stands. `final` says of a failed one that billing will not try again by itself. */
export const paymentFacts = z
  .object({
    paymentId: z.string(),
    externalId: z.string(),
    status: z.enum(['PENDING', 'SUCCEEDED', 'FAILED', 'REFUNDED', 'PARTIALLY_REFUNDED', 'DISPUTED', 'UNKNOWN']),
    invoiceId: z.string().nullable(),
    customerId: z.string(),
    contractId: z.string().nullable(),
    legalEntity: z.string(),
    amount: moneyWire,
    refunded: moneyWire,
    receivedOn: civilDate,
    attempts: z.number().int(),
    final: z.boolean(),
  })
  .readonly();
export type PaymentFacts = z.infer<typeof paymentFacts>;

/** Money that went back to the customer; `creditMemoId` names the credit it settles, if any. */
export const refundFacts = z
  .object({
    refundId: z.string(),
    externalId: z.string(),
    status: z.string(),
    paymentId: z.string(),
    invoiceId: z.string().nullable(),
    creditMemoId: z.string().nullable(),
    customerId: z.string(),
    contractId: z.string().nullable(),
    legalEntity: z.string(),
    amount: moneyWire,
    refundedOn: civilDate,
  })
  .readonly();
export type RefundFacts = z.infer<typeof refundFacts>;

/**
 * `refundPayments`: gives money back, one refund for each entry; `creditMemoId` takes it from that credit's balance on
 * account. Refused when more than the payment still holds. Outcome `refundsOutcome`. Not undone: money has left.
 */
export const refundPayments = z
  .object({
    refunds: z
      .array(z.object({ paymentId: z.string(), amount: moneyWire, creditMemoId: z.string().nullable() }).readonly())
      .readonly(),
    reason: z.string(),
  })
  .readonly();
export type RefundPayments = z.infer<typeof refundPayments>;
export const refundsOutcome = z
  .object({ refunds: z.array(refundFacts).readonly(), effect: effectRef.nullable() })
  .readonly();
export type RefundsOutcome = z.infer<typeof refundsOutcome>;

/**
 * Reads, as the mirror holds them now, or null: `readInvoice { invoiceId }`: `invoiceStateFacts`; `readPayment
 * { paymentId }`: `paymentFacts`; `readCreditMemo { creditMemoId }`: `creditMemoFacts`; `readRefund { refundId }`:
 * `refundFacts`; `readContractBilling { contractId }`: `contractBillingFacts`.
 */
export const invoiceStateFacts = z
  .object({
    invoice: invoiceFacts,
    amountDue: moneyWire,
    amountPaid: moneyWire,
    payments: z.array(paymentFacts).readonly(),
  })
  .readonly();
export type InvoiceStateFacts = z.infer<typeof invoiceStateFacts>;

/** All that billing holds of a contract, oldest first: what a cancellation or a suspension decides on. */
export const contractBillingFacts = z
  .object({
    subscriptionId: z.string(),
    status: z.string(),
    contractVersion: z.number().int().nullable(),
    invoices: z.array(invoiceStateFacts).readonly(),
  })
  .readonly();
export type ContractBillingFacts = z.infer<typeof contractBillingFacts>;

/** `restoreSubscription`: back to what it was before `amendKey`; VersionConflict when it has changed since. */
export const restoreSubscription = z.object({ contractId: z.string(), amendKey: z.string() }).readonly();
export type RestoreSubscription = z.infer<typeof restoreSubscription>;
