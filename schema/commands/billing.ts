import { z } from 'zod';
import { customerFacts } from './crm.ts';
import { civilDate, decimal, effectRef, moneyWire } from './values.ts';

/** What sagas ask of the billing subgraph: `billingCommand(name, command, key)`. Reads and previews take no key. */

/** One product to be billed; `unitPrice` is for one unit and year. */
export const billedLine = z
  .object({
    productId: z.string(),
    productCode: z.string(),
    productName: z.string(),
    quantity: decimal,
    unitPrice: decimal,
  })
  .readonly();
export type BilledLine = z.infer<typeof billedLine>;

/** `ensureCustomer`: finds or makes the billing customer. Outcome `customerOutcome`. */
export const ensureCustomer = z.object({ customer: customerFacts }).readonly();
export type EnsureCustomer = z.infer<typeof ensureCustomer>;
export const customerOutcome = z.object({ externalId: z.string(), effect: effectRef }).readonly();
export type CustomerOutcome = z.infer<typeof customerOutcome>;

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
    total: moneyWire,
    tax: moneyWire,
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
 * `amendSubscription` and its preview `previewAmendment`: from `effectiveOn` 00:00 UTC the subscription bills exactly
 * `lines`; billing writes the proration and its invoice. Outcome `subscriptionOutcome`, of the preview `invoiceFacts`.
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
  })
  .readonly();
export type AmendSubscription = z.infer<typeof amendSubscription>;

/** `restoreSubscription`: back to what it was before `amendKey`; VersionConflict when it has changed since. */
export const restoreSubscription = z.object({ contractId: z.string(), amendKey: z.string() }).readonly();
export type RestoreSubscription = z.infer<typeof restoreSubscription>;
