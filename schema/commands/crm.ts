import { z } from 'zod';
import { civilDate, decimal, effectRef } from './values.ts';

/** What sagas ask of the CRM subgraph: `crmCommand(name, command, key)`. Reads take no key. */

/** One product of a deal or contract as the CRM holds it. Prices are per unit and year. */
export const soldLine = z
  .object({
    productId: z.string(),
    productCode: z.string(),
    productName: z.string(),
    quantity: decimal,
    unitPrice: decimal,
    /** The price book's price in this currency: the observable standalone selling price. Null when it has none. */
    listPrice: decimal.nullable(),
    startsOn: civilDate,
    endsOn: civilDate,
  })
  .readonly();
export type SoldLine = z.infer<typeof soldLine>;

export const customerFacts = z
  .object({
    customerId: z.string(),
    externalId: z.string(),
    name: z.string(),
    country: z.string().nullable(),
    /** Code of the legal entity that sells to it, such as US. */
    legalEntity: z.string(),
  })
  .readonly();
export type CustomerFacts = z.infer<typeof customerFacts>;

/** `readOpportunity { opportunityId }`: the deal as it stands in the CRM now, or null. */
export const opportunityFacts = z
  .object({
    opportunityId: z.string(),
    externalId: z.string(),
    name: z.string(),
    stage: z.string(),
    won: z.boolean(),
    currency: z.string().length(3),
    legalEntity: z.string(),
    closedOn: civilDate.nullable(),
    startsOn: civilDate.nullable(),
    endsOn: civilDate.nullable(),
    paymentTermDays: z.number().int(),
    /** Set once a contract came of the deal. */
    contractId: z.string().nullable(),
    customer: customerFacts,
    lines: z.array(soldLine).readonly(),
  })
  .readonly();
export type OpportunityFacts = z.infer<typeof opportunityFacts>;

/** `readContract { contractId, freshness }`: from the mirror (CACHED) or the CRM (LIVE), or null. */
export const contractFacts = z
  .object({
    contractId: z.string(),
    externalId: z.string(),
    number: z.string(),
    version: z.number().int(),
    status: z.string(),
    currency: z.string().length(3),
    legalEntity: z.string(),
    startsOn: civilDate,
    endsOn: civilDate,
    opportunityId: z.string().nullable(),
    customer: customerFacts,
    /** What holds under this version, one line a product and price. */
    lines: z.array(soldLine).readonly(),
  })
  .readonly();
export type ContractFacts = z.infer<typeof contractFacts>;

/** `readProducts { codes, currency }`: in the order asked, null where the catalogue has none. */
export const productFacts = z
  .object({
    productId: z.string(),
    code: z.string(),
    name: z.string(),
    active: z.boolean(),
    /** Of the standard price book in that currency. */
    listPrice: decimal.nullable(),
  })
  .readonly();
export type ProductFacts = z.infer<typeof productFacts>;

/** `activateContract`: makes the contract and its first version of a won deal. Outcome `contractOutcome`. */
export const activateContract = z.object({ opportunityId: z.string(), requestedBy: z.string() }).readonly();
export type ActivateContract = z.infer<typeof activateContract>;

/** A signed difference of one product and price; a changed price is a negative line and a positive one. */
export const lineDelta = z
  .object({ productCode: z.string(), quantity: decimal, unitPrice: decimal, startsOn: civilDate, endsOn: civilDate })
  .readonly();
export type LineDelta = z.infer<typeof lineDelta>;

/** `amendContract`: writes the next version. VersionConflict when the contract is not at `expectedVersion`. */
export const amendContract = z
  .object({
    contractId: z.string(),
    expectedVersion: z.number().int(),
    effectiveOn: civilDate,
    kind: z.string(),
    reason: z.string().nullable(),
    requestedBy: z.string(),
    operationId: z.string(),
    deltas: z.array(lineDelta).readonly(),
  })
  .readonly();
export type AmendContract = z.infer<typeof amendContract>;

export const contractOutcome = z.object({ contract: contractFacts, effect: effectRef }).readonly();
export type ContractOutcome = z.infer<typeof contractOutcome>;

/**
 * `restoreContract`: takes the version back that `amendKey` wrote. VersionConflict when the contract has moved on since.
 * `deactivateContract { activateKey }`: takes back the contract that `activateKey` made. Both answer `{}`.
 */
export const restoreContract = z.object({ contractId: z.string(), amendKey: z.string() }).readonly();
export type RestoreContract = z.infer<typeof restoreContract>;
export const deactivateContract = z.object({ opportunityId: z.string(), activateKey: z.string() }).readonly();
export type DeactivateContract = z.infer<typeof deactivateContract>;

/** `reportStatus`: shows on the deal what came of it. Outcome `{ effect }`. */
export const reportStatus = z
  .object({
    opportunityId: z.string(),
    contractVersion: z.number().int(),
    /** Units of the contract's leading product. */
    seats: decimal,
    invoiceNumber: z.string().nullable(),
    postingStatus: z.string(),
    syncStatus: z.string(),
  })
  .readonly();
export type ReportStatus = z.infer<typeof reportStatus>;
