import { type EntityManager, type EntitySchema, In } from 'typeorm';
import { creditMemos } from '#billing/entities/credit-memo.ts';
import { customers } from '#billing/entities/customer.ts';
import { invoices } from '#billing/entities/invoice.ts';
import { payments } from '#billing/entities/payment.ts';
import { refunds } from '#billing/entities/refund.ts';
import { subscriptions } from '#billing/entities/subscription.ts';
import { idsOf, mintedId } from '#kit/crosswalk/crosswalk.ts';
import type { NewEvent, RecordedRow } from '#kit/events/event.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import { toMoneyWire } from '#schema/canonical/money.ts';
import type { CanonicalEvent } from '#schema/events/catalogue.ts';
import { recordsOf, TABLES } from './event-records.ts';
import type { Change, Changed } from './mirror-writer.ts';

/** Why the mirror is written: by a command of an operation, or because the vendor told us (all null). */
export interface Cause {
  readonly operationId: string | null;
  /** What brought it about, such as the vendor's message. */
  readonly causationId: string | null;
}

export const TOLD_BY_VENDOR: Cause = { operationId: null, causationId: null };

type About = Pick<NewEvent, 'legalEntity' | 'customerId' | 'contractId'>;

/** The canonical events of what changed, read from the mirror as it stands now. */
export async function changedEvents(
  em: EntityManager,
  connection: string,
  changed: Changed,
  { operationId, causationId }: Cause,
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
): Promise<readonly NewEvent[]> {
  const occurredAt = clock.now();
  const told = [
    ...(await contestedNames(em, connection, changed.customer)),
    ...(await subscriptionEvents(em, connection, changed.subscription)),
    ...(await invoiceEvents(em, connection, changed.invoice)),
    ...(await creditMemoEvents(em, connection, changed.creditMemo)),
    ...(await paymentEvents(em, connection, changed.payment)),
    ...(await refundEvents(em, connection, changed.refund)),
  ];
  if (told.length === 0) return [];
  const correlationId = operationId ?? ids.next('corr');
  return told.map(([{ type, schemaVersion, data }, about, record]) => ({
    type,
    schemaVersion,
    data,
    record,
    ...about,
    origin: 'SOURCE',
    occurredAt,
    operationId,
    correlationId,
    causationId,
  }));
}

type Told = readonly [CanonicalEvent, About, readonly RecordedRow[]];

/** Who owns a customer's name is the CRM: another one at billing is told, and left to whoever decides. */
async function contestedNames(em: EntityManager, connection: string, changes: readonly Change[]): Promise<Told[]> {
  const found = await rowsOf(em, customers, connection, changes);
  const renamed = found.filter(({ name, givenName }) => givenName !== null && name !== givenName);
  const record = await recordsOf(em, connection, TABLES.customer, renamed);
  return renamed.map(({ id, externalId, name: value, legalEntity }) => [
    {
      type: 'ownership.contested',
      schemaVersion: 1,
      data: { entity: 'customer', id, field: 'name', system: 'BILLING', value },
    },
    { legalEntity, customerId: id, contractId: null },
    record({ externalId }),
  ]);
}

async function subscriptionEvents(em: EntityManager, connection: string, changes: readonly Change[]): Promise<Told[]> {
  const found = await rowsOf(em, subscriptions, connection, changes);
  const whose = await whoseAre(em, connection, found);
  const before = statusBefore(changes);
  const record = await recordsOf(em, connection, TABLES.subscription, found);
  return found.map((row) => [
    {
      type: 'subscription.changed',
      schemaVersion: 2,
      data: { subscriptionId: row.id, status: row.status, previousStatus: before(row) },
    },
    { ...whose(row), legalEntity: row.legalEntity ?? whose(row).legalEntity, contractId: row.contractId },
    record(row),
  ]);
}

async function invoiceEvents(em: EntityManager, connection: string, changes: readonly Change[]): Promise<Told[]> {
  const found = await rowsOf(em, invoices, connection, changes);
  const whose = await whoseAre(em, connection, found);
  const before = statusBefore(changes);
  const record = await recordsOf(em, connection, TABLES.invoice, found);
  return found.map((row) => {
    const total = toMoneyWire({ minor: row.totalMinor, currency: row.currency });
    const data = { invoiceId: row.id, status: row.status, previousStatus: before(row), total };
    return [
      { type: 'invoice.changed', schemaVersion: 2, data },
      { ...whose(row), legalEntity: row.legalEntity ?? whose(row).legalEntity, contractId: row.contractId },
      record(row),
    ];
  });
}

async function creditMemoEvents(em: EntityManager, connection: string, changes: readonly Change[]): Promise<Told[]> {
  const found = await rowsOf(em, creditMemos, connection, changes);
  const [whose, ofInvoice] = await Promise.all([whoseAre(em, connection, found), invoicesOf(em, connection, found)]);
  const before = statusBefore(changes);
  const record = await recordsOf(em, connection, TABLES.creditMemo, found);
  return found.map((row) => {
    const invoice = ofInvoice(row);
    const total = toMoneyWire({ minor: row.totalMinor, currency: row.currency });
    const { id: creditMemoId, status } = row;
    const data = { creditMemoId, invoiceId: invoice.id, status, previousStatus: before(row), total };
    return [{ type: 'creditMemo.changed', schemaVersion: 2, data }, aboutOf(whose(row), invoice), record(row)];
  });
}

async function paymentEvents(em: EntityManager, connection: string, changes: readonly Change[]): Promise<Told[]> {
  const found = await rowsOf(em, payments, connection, changes);
  const [whose, ofInvoice] = await Promise.all([whoseAre(em, connection, found), invoicesOf(em, connection, found)]);
  const before = statusBefore(changes);
  const record = await recordsOf(em, connection, TABLES.payment, found);
  return found.map((row) => {
    const invoice = ofInvoice(row);
    const { id: paymentId, status, attempts, final, currency } = row;
    const data = {
      paymentId,
      invoiceId: invoice.id,
      status,
      previousStatus: before(row),
      amount: toMoneyWire({ minor: row.amountMinor, currency }),
      refunded: toMoneyWire({ minor: row.refundedMinor, currency }),
      attempts,
      final,
    };
    return [{ type: 'payment.changed', schemaVersion: 2, data }, aboutOf(whose(row), invoice), record(row)];
  });
}

async function refundEvents(em: EntityManager, connection: string, changes: readonly Change[]): Promise<Told[]> {
  const found = await rowsOf(em, refunds, connection, changes);
  const [whose, ofInvoice] = await Promise.all([whoseAre(em, connection, found), invoicesOf(em, connection, found)]);
  const before = statusBefore(changes);
  const record = await recordsOf(em, connection, TABLES.refund, found);
  return found.map((row) => {
    const { id: refundId, status, currency, paymentExternalId: externalId } = row;
    // Ids are derived from the vendor's, so this is the crosswalk's own.
    const paymentId = mintedId({ kind: 'payment', connection, externalId });
    const amount = toMoneyWire({ minor: row.amountMinor, currency });
    const data = { refundId, paymentId, status, previousStatus: before(row), amount };
    return [{ type: 'refund.changed', schemaVersion: 1, data }, aboutOf(whose(row), ofInvoice(row)), record(row)];
  });
}

function statusBefore(changes: readonly Change[]): (row: { readonly externalId: string }) => string | null {
  const known = new Map(changes.map(({ externalId, previousStatus }) => [externalId, previousStatus]));
  return ({ externalId }) => known.get(externalId) ?? null;
}

type Whose = Pick<About, 'legalEntity' | 'customerId'>;

function aboutOf(whose: Whose, invoice: InvoiceAbout): About {
  return { ...whose, legalEntity: invoice.legalEntity ?? whose.legalEntity, contractId: invoice.contractId };
}

async function rowsOf<Row extends { readonly connection: string; readonly externalId: string }>(
  em: EntityManager,
  table: EntitySchema<Row>,
  connection: string,
  sought: readonly { readonly externalId: string }[],
): Promise<readonly Row[]> {
  if (sought.length === 0) return [];
  const where = { connection, externalId: In([...new Set(sought.map(({ externalId }) => externalId))]) };
  const found = await em.find<{ connection: string; externalId: string }>(table, { where });
  return found.map((row) => row as Row);
}

/** Customer and legal entity of records below a customer. */
async function whoseAre(
  em: EntityManager,
  connection: string,
  found: readonly { readonly customerExternalId: string }[],
): Promise<(row: { readonly customerExternalId: string }) => Whose> {
  const sought = found.map(({ customerExternalId: externalId }) => ({ externalId }));
  const known = new Map((await rowsOf(em, customers, connection, sought)).map((row) => [row.externalId, row]));
  // A customer that was not read yet is named later, by its own marks: until then nobody's.
  return ({ customerExternalId }) => {
    const customer = known.get(customerExternalId);
    return { legalEntity: customer?.legalEntity ?? null, customerId: customer?.id ?? null };
  };
}

interface InvoiceAbout {
  readonly id: string | null;
  readonly legalEntity: string | null;
  readonly contractId: string | null;
}

async function invoicesOf(
  em: EntityManager,
  connection: string,
  found: readonly { readonly invoiceExternalId: string | null }[],
): Promise<(row: { readonly invoiceExternalId: string | null }) => InvoiceAbout> {
  const externalIds = [...new Set(found.flatMap(({ invoiceExternalId }) => invoiceExternalId ?? []))];
  const ids = await idsOf(
    em,
    'billing',
    externalIds.map((externalId) => ({ kind: 'invoice', connection, externalId })),
  );
  const sought = externalIds.map((externalId) => ({ externalId }));
  const known = new Map((await rowsOf(em, invoices, connection, sought)).map((row) => [row.externalId, row]));
  const idOf = new Map(externalIds.map((externalId, index) => [externalId, ids[index] ?? null]));
  return ({ invoiceExternalId }) => {
    const row = known.get(invoiceExternalId ?? '');
    return {
      id: idOf.get(invoiceExternalId ?? '') ?? null,
      legalEntity: row?.legalEntity ?? null,
      contractId: row?.contractId ?? null,
    };
  };
}
