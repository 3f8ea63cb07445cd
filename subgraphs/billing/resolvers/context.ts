import type { EntityManager } from 'typeorm';
import type { InvoiceRow } from '#billing/entities/invoice.ts';
import type { SubscriptionRow } from '#billing/entities/subscription.ts';
import type { Loaders } from '#billing/loaders.ts';
import type { CommandCall } from '#kit/commands/command-door.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { type MirroredRow, type Provenance, provenanceOf } from '#kit/mirror/provenance.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import { formatAmount, type Money } from '#schema/canonical/money.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import type { Result } from '#schema/errors/result.ts';

/** What the resolvers of one request stand on. */
export interface BillingContext {
  readonly principal: Principal;
  readonly loaders: Loaders;
  readonly em: EntityManager;
  readonly clock: Clock;
  /** Renews the mirror's invoice from the vendor. When the vendor is silent the mirror answers as it is, and says so. */
  readonly refreshInvoice: (id: string) => Promise<void>;
  readonly take: (call: CommandCall) => Promise<Result<unknown, ConnectorError>>;
}

/**
 * The resolvers of a graph type over a row of the mirror: only fields of the type may stand there. What each answers is
 * checked by the executable schema.
 */
export type FieldsOf<Type, Row> = {
  readonly [Field in Exclude<keyof Type, '__typename'>]?: (row: Row, args: never, context: BillingContext) => unknown;
};

interface OfCustomer {
  readonly connection: string;
  readonly customerExternalId: string;
}

/** A foreign id reads like a missing one: whose legal entity is not the principal's is not there. */
export async function visible<Row extends InvoiceRow | SubscriptionRow>(
  row: Row | null,
  context: BillingContext,
): Promise<Row | null> {
  return row !== null && (await isOwn(row.legalEntity, row, context)) ? row : null;
}

/** As `visible`, for what belongs to its invoice's entity. */
export async function visibleOfInvoice<Row extends OfCustomer & { readonly invoiceExternalId: string | null }>(
  row: Row | null,
  context: BillingContext,
): Promise<Row | null> {
  if (row === null) return null;
  const invoice = await invoiceOf(row, context);
  return (await isOwn(invoice?.legalEntity ?? null, row, context)) ? row : null;
}

export async function invoiceOf(
  { connection, invoiceExternalId }: { readonly connection: string; readonly invoiceExternalId: string | null },
  { loaders }: BillingContext,
): Promise<InvoiceRow | null> {
  return invoiceExternalId === null ? null : loaders.invoice.load({ connection, externalId: invoiceExternalId });
}

async function isOwn(named: string | null, row: OfCustomer, { loaders, principal }: BillingContext): Promise<boolean> {
  const { connection, customerExternalId: externalId } = row;
  const legalEntity = named ?? (await loaders.customer.load({ connection, externalId }))?.legalEntity ?? null;
  return legalEntity !== null && principal.entities.includes(legalEntity);
}

/** A reference to the CRM's customer; null when the billing customer has not been read yet. */
export async function customerRefOf({ connection, customerExternalId }: OfCustomer, { loaders }: BillingContext) {
  const customer = await loaders.customer.load({ connection, externalId: customerExternalId });
  return customer === null ? null : { __typename: 'Customer', id: customer.id };
}

export function contractRefOf({ contractId }: { readonly contractId: string | null }) {
  return contractId === null ? null : { __typename: 'Contract', id: contractId };
}

/** Null for a product that the vendor's catalogue does not know as one of ours. */
export async function productRefOf(
  { connection, productExternalId }: { readonly connection: string; readonly productExternalId: string | null },
  { loaders }: BillingContext,
) {
  if (productExternalId === null) return null;
  const product = await loaders.product.load({ connection, externalId: productExternalId });
  const id = product?.productId ?? null;
  return id === null ? null : { __typename: 'Product', id };
}

export function moneyOf(money: Money) {
  return { amount: formatAmount(money), currency: money.currency };
}

export async function provenance(row: MirroredRow, { loaders, clock }: BillingContext): Promise<Provenance> {
  return provenanceOf('BILLING', row, await loaders.connections(), clock.now());
}
