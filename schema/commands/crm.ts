import { z } from 'zod';
import { civilDate, decimal, effectRef, moneyWire } from './values.ts';

/** What sagas ask of the CRM subgraph: `crmCommand(name, command, key)`. Reads take no key. */

/** How a line is charged; a line that names none is PER_UNIT. */
export const chargeModel = z.enum(['PER_UNIT', 'ONE_TIME', 'MILESTONE', 'USAGE']);
export type ChargeModel = z.infer<typeof chargeModel>;

/** How often a contract is billed; one that names none is ANNUAL. PREPAID bills the whole term in advance. */
export const billingFrequency = z.enum(['MONTHLY', 'QUARTERLY', 'SEMI_ANNUAL', 'ANNUAL', 'PREPAID']);
export type BillingFrequency = z.infer<typeof billingFrequency>;

/**
 * One product of a deal or contract as the CRM holds it, from `startsOn` to `endsOn`; a ramp has a line for each of its
 * steps. The price is for one unit and year; of ONE_TIME and MILESTONE for one unit, of USAGE for one unit consumed.
 */
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
    chargeModel: chargeModel.optional(),
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
    /** The customer above it in the account hierarchy. */
    parentId: z.string().nullable().optional(),
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
    billingFrequency: billingFrequency.optional(),
    /** NEW where it is left out. An AMENDMENT's lines are signed differences, a RENEWAL's what the new term holds. */
    kind: z.enum(['NEW', 'AMENDMENT', 'RENEWAL']).optional(),
    /** Of an AMENDMENT or RENEWAL: the contract, and its version when the quote was made. */
    changesContractId: z.string().nullable().optional(),
    quotedVersion: z.number().int().nullable().optional(),
    /** How far the CRM's own approval of the deal has come; left out where it knows none. */
    approval: z.enum(['NOT_REQUIRED', 'PENDING', 'APPROVED', 'REJECTED', 'UNKNOWN']).optional(),
    /** What sales says the deal is worth. */
    amount: moneyWire.nullable().optional(),
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
    billingFrequency: billingFrequency.optional(),
    customer: customerFacts,
    /** What holds under this version, one line a product and price. */
    lines: z.array(soldLine).readonly(),
    /** Price of the whole term as the CRM has it now. */
    totalValue: moneyWire.optional(),
    /** The same by what our own commands wrote; null where somebody else wrote a version. They differ when sales edited it. */
    bookedValue: moneyWire.nullable().optional(),
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
    /** How it is sold; PER_UNIT where it is left out. */
    chargeModel: chargeModel.optional(),
  })
  .readonly();
export type ProductFacts = z.infer<typeof productFacts>;

/** `activateContract`: makes the contract and its first version of a won deal. Outcome `contractOutcome`. */
export const activateContract = z.object({ opportunityId: z.string(), requestedBy: z.string() }).readonly();
export type ActivateContract = z.infer<typeof activateContract>;

/** A signed difference of one product and price; a changed price is a negative line and a positive one. */
export const lineDelta = z
  .object({
    productCode: z.string(),
    quantity: decimal,
    unitPrice: decimal,
    startsOn: civilDate,
    endsOn: civilDate,
    chargeModel: chargeModel.optional(),
  })
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
    /** What the contract's head says from then on; what is left out stays. A status is one of `ContractStatus`. */
    endsOn: civilDate.optional(),
    status: z.enum(['ACTIVE', 'SUSPENDED', 'CANCELLED']).optional(),
    billingFrequency: billingFrequency.optional(),
    /** The deal that asked for the change, when sales did: it then shows the contract. */
    opportunityId: z.string().nullable().optional(),
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

/**
 * `readCustomer`: `customerFacts` as the mirror holds them, or null. `requireCustomer`: the same, but
 * `MissingPrerequisite` of a CUSTOMER where the CRM has none yet.
 */
export const readCustomer = z.object({ customerId: z.string() }).readonly();
export type ReadCustomer = z.infer<typeof readCustomer>;

/**
 * `reportAccount`: shows on the customer's account how its latest invoice and payment stand. Outcome `{ effect }`.
 * `asOf` is when that was so: an older report never overwrites a later one.
 */
export const reportAccount = z
  .object({
    customerId: z.string(),
    asOf: z.string(),
    invoiceNumber: z.string().nullable(),
    invoiceStatus: z.string().nullable(),
    paymentStatus: z.string().nullable(),
    openBalance: moneyWire.nullable(),
  })
  .readonly();
export type ReportAccount = z.infer<typeof reportAccount>;

/**
 * `linkExternalRef`: says that a record of a connection is the one of ours with this id. Said again it changes nothing; of
 * a record that is linked to another id it is Rejected IMMUTABLE_REF. Answers `{}`.
 */
export const linkExternalRef = z
  .object({
    kind: z.enum(['customer', 'opportunity', 'contract', 'product']),
    connection: z.string(),
    externalId: z.string(),
    id: z.string(),
  })
  .readonly();
export type LinkExternalRef = z.infer<typeof linkExternalRef>;
