import { z } from 'zod';
import { defineDocument } from '../graph/document.ts';
import { money, period, product, provenance } from './values.ts';

const contractLine = z.object({
  id: z.string(),
  product,
  quantity: z.string(),
  unitPrice: money,
  startsOn: z.string(),
  endsOn: z.string(),
  chargeModel: z.string(),
});

const contractVersion = z.object({
  version: z.number(),
  effectiveOn: z.string(),
  recordedAt: z.string(),
  totalValue: money,
  amendment: z.object({ kind: z.string(), reason: z.string().nullable(), requestedBy: z.string() }).nullable(),
  lines: z.array(z.object({ id: z.string(), quantity: z.string(), product })),
});
export type ContractVersion = z.infer<typeof contractVersion>;

const contract = z.object({
  id: z.string(),
  number: z.string(),
  version: z.number(),
  status: z.string(),
  startsOn: z.string(),
  endsOn: z.string(),
  totalValue: money,
  annualValue: money,
  legalEntity: z.object({ code: z.string(), name: z.string() }).nullable(),
  lines: z.array(contractLine),
  versions: z.array(contractVersion),
  provenance,
});
export type Contract = z.infer<typeof contract>;

const invoice = z.object({
  id: z.string(),
  number: z.string(),
  status: z.string(),
  issuedOn: z.string(),
  total: money,
  amountDue: money,
  provenance,
  posting: z
    .object({
      status: z.string(),
      documentNumber: z.string().nullable(),
      period: period.extend({ status: z.string() }).nullable(),
      variance: money.nullable(),
      provenance,
    })
    .nullable(),
});
export type Invoice = z.infer<typeof invoice>;

const listedOperation = z.object({
  id: z.string(),
  kind: z.string(),
  status: z.string(),
  commitment: z.string(),
  finalization: z.string(),
  requestedBy: z.string(),
  requestedAt: z.string(),
  contract: z.object({ id: z.string() }).nullable(),
});

const syncState = z.object({
  status: z.string(),
  runningOperations: z.number(),
  openExceptions: z.number(),
  lastSyncedAt: z.string().nullable(),
  systems: z.array(
    z.object({
      system: z.string(),
      vendor: z.string(),
      status: z.string(),
      asOf: z.string(),
      lagSeconds: z.number(),
    }),
  ),
});
export type SyncState = z.infer<typeof syncState>;

/** A page of rows and how many there are in all. */
function page<Row extends z.ZodType>(row: Row) {
  return z.object({ totalCount: z.number(), edges: z.array(z.object({ node: row })) }).nullable();
}

const customerState = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  salesOwner: z.string().nullable(),
  provenance,
  syncState: syncState.nullable(),
  contracts: page(contract),
  invoices: page(invoice),
  operations: page(listedOperation),
});
export type CustomerState = z.infer<typeof customerState>;

/** One customer as all systems see it, the revenue figures aside: those move with their own date. */
export const customerStateDocument = defineDocument<{ readonly id: string }>()(
  `query ConsoleCustomerState($id: ID!) {
  customer(id: $id) {
    id name status salesOwner
    provenance { ...Origin }
    syncState { status runningOperations openExceptions lastSyncedAt systems { system vendor status asOf lagSeconds } }
    contracts(first: 10) {
      totalCount
      edges { node {
        id number version status startsOn endsOn
        totalValue { amount currency }
        annualValue { amount currency }
        legalEntity { code name }
        lines { id product { code name } quantity unitPrice { amount currency } startsOn endsOn chargeModel }
        versions {
          version effectiveOn recordedAt
          totalValue { amount currency }
          amendment { kind reason requestedBy }
          lines { id quantity product { code name } }
        }
        provenance { ...Origin }
      } }
    }
    invoices(first: 25) {
      totalCount
      edges { node {
        id number status issuedOn
        total { amount currency }
        amountDue { amount currency }
        provenance { ...Origin }
        posting {
          status documentNumber
          period { name startsOn status }
          variance { amount currency }
          provenance { ...Origin }
        }
      } }
    }
    operations(first: 10) {
      totalCount
      edges { node { id kind status commitment finalization requestedBy requestedAt contract { id } } }
    }
  }
}
fragment Origin on Provenance { system vendor externalId asOf stale }`,
  z.object({ customer: customerState.nullable() }),
);
