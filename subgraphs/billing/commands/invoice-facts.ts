import { In } from 'typeorm';
import { customers } from '#billing/entities/customer.ts';
import { products } from '#billing/entities/product.ts';
import { TOLD_BY_VENDOR } from '#billing/intake/changed-events.ts';
import { readIntoMirror } from '#billing/intake/mirror-writer.ts';
import { invoiceLineId } from '#billing/line-id.ts';
import type { BillingConnector, InvoicePreview } from '#billing/port.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import { toMoneyWire } from '#schema/canonical/money.ts';
import type { InvoiceFacts } from '#schema/commands/billing.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { creditsDrawnBy } from './drawn-credit.ts';
import type { CommandParts } from './parts.ts';

/** What a preview knows of an invoice that the vendor has not marked yet. */
export interface InvoiceAbout {
  readonly contractId?: string;
  readonly legalEntity?: string;
  /** Whom a preview was made for that billing does not know. */
  readonly customerId?: string;
}

/** An invoice as sagas take it, with our ids in place of the vendor's. */
export async function invoiceFactsOf(
  parts: CommandParts,
  connector: BillingConnector,
  invoice: InvoicePreview,
  about: InvoiceAbout = {},
): Reply<InvoiceFacts> {
  const { connection } = connector;
  const { currency, externalId, customerExternalId } = invoice;
  const customer =
    customerExternalId === null
      ? customerToBe(externalId, about)
      : await customerOf(parts, connector, customerExternalId);
  if (!customer.ok) return customer;
  const legalEntity = invoice.legalEntity ?? about.legalEntity ?? customer.value.legalEntity;
  if (legalEntity === null) return fail({ kind: 'Unmappable', field: 'legalEntity', detail: `${externalId} has none` });
  const known = await productsOf(parts, connector, invoice.lines);
  if (!known.ok) return known;
  const drawn = await creditsDrawnBy(connector, invoice);
  if (!drawn.ok) return drawn;
  return ok({
    // Ids are derived from the vendor's, so this is the crosswalk's own.
    invoiceId: mintedId({ kind: 'invoice', connection, externalId }),
    externalId,
    number: invoice.number,
    status: invoice.status,
    customerId: customer.value.id,
    contractId: invoice.contractId ?? about.contractId ?? null,
    legalEntity,
    currency,
    issuedOn: invoice.issuedOn,
    dueOn: invoice.dueOn,
    total: toMoneyWire({ minor: invoice.totalMinor, currency }),
    tax: toMoneyWire({ minor: invoice.taxMinor, currency }),
    ...(drawn.value.length === 0 ? {} : { creditsDrawn: drawn.value }),
    lines: invoice.lines.map((line) => {
      const product = known.value.get(line.productExternalId ?? '');
      return {
        id: invoiceLineId(connection, line.externalId),
        description: line.description,
        productId: product?.productId ?? null,
        productCode: product?.code ?? null,
        quantity: line.quantity,
        amount: toMoneyWire({ minor: line.amountMinor, currency }),
        serviceStartsOn: line.serviceStartsOn,
        serviceEndsOn: line.serviceEndsOn,
        proration: line.proration,
        taxCode: product?.taxCode ?? null,
      };
    }),
  });
}

interface InvoicedCustomer {
  readonly id: string;
  readonly legalEntity: string | null;
}

function customerToBe(
  invoiceId: string,
  { customerId, legalEntity }: InvoiceAbout,
): Result<InvoicedCustomer, ConnectorError> {
  if (customerId !== undefined) return ok({ id: customerId, legalEntity: legalEntity ?? null });
  return fail({ kind: 'Unmappable', field: 'customer', detail: `${invoiceId} has none` });
}

async function customerOf(
  parts: CommandParts,
  connector: BillingConnector,
  externalId: string,
): Reply<InvoicedCustomer> {
  const { connection } = connector;
  const find = () => parts.dataSource.manager.findOneBy(customers, { connection, externalId });
  const known = await find();
  if (known !== null) return ok(known);
  const read = await readIntoMirror(parts, connector, () => connector.customer(externalId), TOLD_BY_VENDOR);
  if (!read.ok) return read;
  const found = await find();
  return found === null ? fail({ kind: 'NotFound', externalId }) : ok(found);
}

/** What the lines are for; asked of the vendor where the mirror does not know it. */
export async function productsOf(
  parts: CommandParts,
  connector: BillingConnector,
  lines: readonly { readonly productExternalId: string | null }[],
) {
  const { connection } = connector;
  const externalIds = [...new Set(lines.flatMap(({ productExternalId }) => productExternalId ?? []))];
  const find = () => parts.dataSource.manager.find(products, { where: { connection, externalId: In(externalIds) } });
  let found = await find();
  const missing = externalIds.filter((externalId) => found.every((product) => product.externalId !== externalId));
  if (missing.length > 0) {
    const read = await readIntoMirror(parts, connector, () => connector.products(missing), TOLD_BY_VENDOR);
    if (!read.ok) return read;
    found = await find();
  }
  return ok(new Map(found.map((product) => [product.externalId, product])));
}
