import { type EntityManager, In } from 'typeorm';
import { type CreditMemoRow, creditMemos } from '#billing/entities/credit-memo.ts';
import { creditMemoLines } from '#billing/entities/credit-memo-line.ts';
import { customers } from '#billing/entities/customer.ts';
import { type InvoiceRow, invoices } from '#billing/entities/invoice.ts';
import { invoiceLines } from '#billing/entities/invoice-line.ts';
import { type PaymentRow, payments } from '#billing/entities/payment.ts';
import { type RefundRow, refunds } from '#billing/entities/refund.ts';
import type { BillingCreditMemo } from '#billing/port-records.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { mintedId } from '#kit/crosswalk/crosswalk.ts';
import { toMoneyWire } from '#schema/canonical/money.ts';
import type { CreditMemoFacts, InvoiceStateFacts, PaymentFacts, RefundFacts } from '#schema/commands/billing.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { invoiceFactsOf, productsOf } from './invoice-facts.ts';
import type { CommandParts } from './parts.ts';

/** Records of the mirror as sagas take them, with our ids in place of the vendor's. */

interface Whose {
  readonly customerId: string;
  readonly contractId: string | null;
  readonly legalEntity: string;
}

interface OfInvoice {
  readonly connection: string;
  readonly externalId: string;
  readonly customerExternalId: string;
  readonly invoiceExternalId: string | null;
}

/** Customer, contract and legal entity of what belongs to an invoice, or to a customer alone. */
async function whoseIs(em: EntityManager, row: OfInvoice): Promise<Result<Whose, ConnectorError>> {
  const { connection, customerExternalId, invoiceExternalId } = row;
  const customer = await em.findOneBy(customers, { connection, externalId: customerExternalId });
  const invoice =
    invoiceExternalId === null ? null : await em.findOneBy(invoices, { connection, externalId: invoiceExternalId });
  // Read by somebody before its customer was: it will be there in a moment.
  if (customer === null) return missingCustomer(customerExternalId);
  const legalEntity = invoice?.legalEntity ?? customer.legalEntity;
  if (legalEntity === null) {
    return fail({ kind: 'Unmappable', field: 'legalEntity', detail: `${row.externalId} has none` });
  }
  return ok({ customerId: customer.id, contractId: invoice?.contractId ?? null, legalEntity });
}

function missingCustomer(id: string): Result<never, ConnectorError> {
  return fail({ kind: 'MissingPrerequisite', prerequisite: 'CUSTOMER', id });
}

function idOf(kind: 'invoice' | 'payment' | 'creditMemo', connection: string, externalId: string): string;
function idOf(kind: 'invoice' | 'payment' | 'creditMemo', connection: string, externalId: string | null): string | null;
function idOf(kind: string, connection: string, externalId: string | null): string | null {
  // Ids are derived from the vendor's, so these are the crosswalk's own.
  return externalId === null ? null : mintedId({ kind, connection, externalId });
}

export async function paymentFactsOf({ dataSource }: CommandParts, row: PaymentRow): Reply<PaymentFacts> {
  const whose = await whoseIs(dataSource.manager, row);
  if (!whose.ok) return whose;
  const { id: paymentId, externalId, status, currency, attempts, final } = row;
  return ok({
    paymentId,
    externalId,
    status,
    invoiceId: idOf('invoice', row.connection, row.invoiceExternalId),
    ...whose.value,
    amount: toMoneyWire({ minor: row.amountMinor, currency }),
    refunded: toMoneyWire({ minor: row.refundedMinor, currency }),
    receivedOn: row.receivedAt.toISOString().slice(0, 10),
    attempts,
    final,
  });
}

export async function refundFactsOf({ dataSource }: CommandParts, row: RefundRow): Reply<RefundFacts> {
  const whose = await whoseIs(dataSource.manager, row);
  if (!whose.ok) return whose;
  const { id: refundId, externalId, status, connection, currency } = row;
  return ok({
    refundId,
    externalId,
    status,
    paymentId: idOf('payment', connection, row.paymentExternalId),
    invoiceId: idOf('invoice', connection, row.invoiceExternalId),
    creditMemoId: idOf('creditMemo', connection, row.creditMemoExternalId),
    ...whose.value,
    amount: toMoneyWire({ minor: row.amountMinor, currency }),
    refundedOn: row.refundedOn,
  });
}

/** A credit memo of the vendor, or one that it would issue, as sagas take it. */
export async function creditMemoFactsOf(
  parts: CommandParts,
  connection: string,
  memo: BillingCreditMemo,
): Reply<CreditMemoFacts> {
  const { manager } = parts.dataSource;
  const whose = await whoseIs(manager, { connection, ...memo });
  if (!whose.ok) return whose;
  const codes = await productCodesOf(parts, connection, memo);
  if (!codes.ok) return codes;
  const { externalId, currency, number, status, issuedOn, reason } = memo;
  // Money that left after the memo was issued is on account no longer.
  const since = await refundedSince(manager, connection, externalId);
  const money = (minor: bigint) => toMoneyWire({ minor, currency });
  return ok({
    creditMemoId: idOf('creditMemo', connection, externalId),
    externalId,
    number,
    status,
    invoiceId: idOf('invoice', connection, memo.invoiceExternalId),
    ...whose.value,
    currency,
    issuedOn,
    total: money(memo.totalMinor),
    tax: money(memo.taxMinor),
    reducesInvoice: money(memo.reducesInvoiceMinor),
    onAccount: money(memo.onAccountMinor - since),
    refunded: money(memo.refundedMinor + since),
    reason,
    lines: memo.lines.map((line) => ({
      productCode: codes.value.get(line.invoiceLineExternalId ?? '') ?? null,
      description: line.description,
      amount: money(line.amountMinor),
      serviceStartsOn: line.serviceStartsOn,
      serviceEndsOn: line.serviceEndsOn,
    })),
  });
}

export async function refundedSince(em: EntityManager, connection: string, creditMemoExternalId: string) {
  const given = await em.findBy(refunds, { connection, creditMemoExternalId });
  return given
    .filter(({ status }) => status !== 'FAILED' && status !== 'CANCELLED')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

/** The product's code of each credited line of the invoice. */
async function productCodesOf(
  parts: CommandParts,
  connection: string,
  { invoiceExternalId }: BillingCreditMemo,
): Promise<Result<ReadonlyMap<string, string | null>, ConnectorError>> {
  const connector = parts.connectors.get(connection);
  if (connector === undefined) return fail({ kind: 'Unavailable', status: null });
  if (invoiceExternalId === null) return ok(new Map());
  const lines = await parts.dataSource.manager.findBy(invoiceLines, { connection, invoiceExternalId });
  const known = await productsOf(parts, connector, lines);
  if (!known.ok) return known;
  return ok(
    new Map(
      lines.map((line) => [line.externalId, known.value.get(line.productExternalId ?? '')?.code ?? null] as const),
    ),
  );
}

/** The credit memo of the mirror with its lines. */
export async function mirroredCreditMemo(em: EntityManager, row: CreditMemoRow): Promise<BillingCreditMemo> {
  const { connection, externalId: creditMemoExternalId } = row;
  const lines = await em.find(creditMemoLines, {
    where: { connection, creditMemoExternalId },
    order: { position: 'ASC' },
  });
  return { ...row, lines };
}

export async function creditMemosOfInvoices(
  em: EntityManager,
  connection: string,
  invoiceExternalIds: readonly string[],
): Promise<readonly BillingCreditMemo[]> {
  const found = await em.find(creditMemos, {
    where: { connection, invoiceExternalId: In([...invoiceExternalIds]) },
    order: { issuedOn: 'ASC', id: 'ASC' },
  });
  return Promise.all(found.map((row) => mirroredCreditMemo(em, row)));
}

/** An invoice of the mirror, what is still owed of it, and everything that was tried or paid for it. */
export async function invoiceStateOf(parts: CommandParts, row: InvoiceRow): Reply<InvoiceStateFacts> {
  const { manager } = parts.dataSource;
  const { connection, externalId: invoiceExternalId, currency } = row;
  const connector = parts.connectors.get(connection);
  if (connector === undefined) return fail({ kind: 'Unavailable', status: null });
  const where = { connection, invoiceExternalId };
  const lines = await manager.find(invoiceLines, { where, order: { position: 'ASC' } });
  const invoice = await invoiceFactsOf(parts, connector, { ...row, lines });
  if (!invoice.ok) return invoice;
  const tried: PaymentFacts[] = [];
  for (const payment of await manager.find(payments, { where, order: { receivedAt: 'ASC', id: 'ASC' } })) {
    const facts = await paymentFactsOf(parts, payment);
    if (!facts.ok) return facts;
    tried.push(facts.value);
  }
  return ok({
    invoice: invoice.value,
    amountDue: toMoneyWire({ minor: row.amountDueMinor, currency }),
    amountPaid: toMoneyWire({ minor: row.amountPaidMinor, currency }),
    payments: tried,
  });
}
