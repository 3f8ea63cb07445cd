import { z } from 'zod';
import { customerFacts } from './crm.ts';
import { civilDate, decimal, moneyWire } from './values.ts';

/**
 * What sagas ask of systems that stand beside the four: each command comes under a key and has one effect a key. A step
 * for a system that nobody connected is left out.
 */

/** `provision` (ENTITLEMENT): from `effectiveOn` on the customer may use exactly this. Outcome `{ effect }`. */
export const provision = z
  .object({
    contractId: z.string(),
    customerId: z.string(),
    version: z.number().int(),
    effectiveOn: civilDate,
    status: z.enum(['ACTIVE', 'SUSPENDED', 'ENDED']),
    grants: z.array(z.object({ productCode: z.string(), quantity: decimal }).readonly()).readonly(),
  })
  .readonly();
export type Provision = z.infer<typeof provision>;

/** `restore` (ENTITLEMENT): back to what held before `provisionKey`. Answers `{}`. */
export const restoreEntitlement = z.object({ contractId: z.string(), provisionKey: z.string() }).readonly();
export type RestoreEntitlement = z.infer<typeof restoreEntitlement>;

/** `assess` (TAX, a read): the tax of a deal; `Rejected` TAX_UNDETERMINED where it cannot be said. */
export const assessTax = z
  .object({ customer: customerFacts, legalEntity: z.string(), currency: z.string(), productCodes: z.array(z.string()) })
  .readonly();
export type AssessTax = z.infer<typeof assessTax>;

/** `reportHealth` (SUCCESS): how a customer's billing stands, for those who look after it. Outcome `{ effect }`. */
export const reportHealth = z
  .object({
    customerId: z.string(),
    contractId: z.string().nullable(),
    asOf: z.string(),
    invoiceStatus: z.string().nullable(),
    paymentStatus: z.string().nullable(),
    openBalance: moneyWire.nullable(),
  })
  .readonly();
export type ReportHealth = z.infer<typeof reportHealth>;
