import { type EntityManager, type EntitySchema, In } from 'typeorm';
import { creditMemos } from '#billing/entities/credit-memo.ts';
import { customers } from '#billing/entities/customer.ts';
import { invoices } from '#billing/entities/invoice.ts';
import { payments } from '#billing/entities/payment.ts';
import { subscriptions } from '#billing/entities/subscription.ts';
import { idsOf } from '#kit/crosswalk/crosswalk.ts';
import type { NewEvent } from '#kit/events/event.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import { toMoneyWire } from '#schema/canonical/money.ts';
import type { CanonicalEvent } from '#schema/events/catalogue.ts';
import type { Changed } from './mirror-writer.ts';

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
    ...(await subscriptionEvents(em, connection, changed.subscription)),
    ...(await invoiceEvents(em, connection, changed.invoice)),
    ...(await creditMemoEvents(em, connection, changed.creditMemo)),
    ...(await paymentEvents(em, connection, changed.payment)),
  ];
  if (told.length === 0) return [];
  const correlationId = operationId ?? ids.next('corr');
  return told.map(([{ type, schemaVersion, data }, about]) => ({
    type,
    schemaVersion,
    data,
    ...about,
    origin: 'SOURCE',
    occurredAt,
    operationId,
    correlationId,
    causationId,
  }));
}

type Told = readonly [CanonicalEvent, About];

async function subscriptionEvents(em: EntityManager, connection: string, ids: readonly string[]): Promise<Told[]> {
  const found = await rowsOf(em, subscriptions, connection, ids);
  const whose = await whoseAre(em, connection, found);
  return found.map((row) => [
    { type: 'subscription.changed', schemaVersion: 1, data: { subscriptionId: row.id, status: row.status } },
    { ...whose(row), legalEntity: row.legalEntity ?? whose(row).legalEntity, contractId: row.contractId },
  ]);
}

async function invoiceEvents(em: EntityManager, connection: string, ids: readonly string[]): Promise<Told[]> {
  const found = await rowsOf(em, invoices, connection, ids);
  const whose = await whoseAre(em, connection, found);
  return found.map((row) => {
    const total = toMoneyWire({ minor: row.totalMinor, currency: row.currency });
    return [
      { type: 'invoice.changed', schemaVersion: 1, data: { invoiceId: row.id, status: row.status, total } },
      { ...whose(row), legalEntity: row.legalEntity ?? whose(row).legalEntity, contractId: row.contractId },
    ];
  });
}

async function creditMemoEvents(em: EntityManager, connection: string, ids: readonly string[]): Promise<Told[]> {
  const found = await rowsOf(em, creditMemos, connection, ids);
  const [whose, ofInvoice] = await Promise.all([whoseAre(em, connection, found), invoicesOf(em, connection, found)]);
  return found.map((row) => {
    const invoice = ofInvoice(row);
    const total = toMoneyWire({ minor: row.totalMinor, currency: row.currency });
    const data = { creditMemoId: row.id, invoiceId: invoice.id, total };
    return [{ type: 'creditMemo.changed', schemaVersion: 1, data }, aboutOf(whose(row), invoice)];
  });
}

async function paymentEvents(em: EntityManager, connection: string, ids: readonly string[]): Promise<Told[]> {
  const found = await rowsOf(em, payments, connection, ids);
  const [whose, ofInvoice] = await Promise.all([whoseAre(em, connection, found), invoicesOf(em, connection, found)]);
  return found.map((row) => {
    const invoice = ofInvoice(row);
    const amount = toMoneyWire({ minor: row.amountMinor, currency: row.currency });
    const data = { paymentId: row.id, invoiceId: invoice.id, status: row.status, amount };
    return [{ type: 'payment.changed', schemaVersion: 1, data }, aboutOf(whose(row), invoice)];
  });
}

type Whose = Pick<About, 'legalEntity' | 'customerId'>;

function aboutOf(whose: Whose, invoice: InvoiceAbout): About {
  return { ...whose, legalEntity: invoice.legalEntity ?? whose.legalEntity, contractId: invoice.contractId };
}

async function rowsOf<Row extends { readonly connection: string; readonly externalId: string }>(
  em: EntityManager,
  table: EntitySchema<Row>,
  connection: string,
  ids: readonly string[],
): Promise<readonly Row[]> {
  if (ids.length === 0) return [];
  const where = { connection, externalId: In([...new Set(ids)]) };
  const found = await em.find<{ connection: string; externalId: string }>(table, { where });
  return found.map((row) => row as Row);
}

/** Customer and legal entity of records below a customer. */
async function whoseAre(
  em: EntityManager,
  connection: string,
  found: readonly { readonly customerExternalId: string }[],
): Promise<(row: { readonly customerExternalId: string }) => Whose> {
  const externalIds = [...new Set(found.map(({ customerExternalId }) => customerExternalId))];
  const known = new Map((await rowsOf(em, customers, connection, externalIds)).map((row) => [row.externalId, row]));
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
  const known = new Map((await rowsOf(em, invoices, connection, externalIds)).map((row) => [row.externalId, row]));
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
