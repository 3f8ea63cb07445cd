import { createHash } from 'node:crypto';
import { type DataSource, type EntityManager, type EntitySchema, In } from 'typeorm';
import { creditMemos } from '#billing/entities/credit-memo.ts';
import { creditMemoLines } from '#billing/entities/credit-memo-line.ts';
import { customers } from '#billing/entities/customer.ts';
import { disputes } from '#billing/entities/dispute.ts';
import { invoices } from '#billing/entities/invoice.ts';
import { invoiceLines } from '#billing/entities/invoice-line.ts';
import type { Mirrored } from '#billing/entities/origin.ts';
import { payments } from '#billing/entities/payment.ts';
import { products } from '#billing/entities/product.ts';
import { refunds } from '#billing/entities/refund.ts';
import { subscriptions } from '#billing/entities/subscription.ts';
import { subscriptionItems } from '#billing/entities/subscription-item.ts';
import type { BillingConnector } from '#billing/port.ts';
import type {
  BillingCreditMemo,
  BillingInvoice,
  BillingRecord,
  BillingRecords,
  BillingSubscription,
} from '#billing/port-records.ts';
import { canonicalJson } from '#kit/commands/canonical-json.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { noteAnswer } from '#kit/connections/connection-state.ts';
import { idsOf, mintedId } from '#kit/crosswalk/crosswalk.ts';
import type { EventBell } from '#kit/events/event-bell.ts';
import { appendEvents } from '#kit/events/event-log.ts';
import type { Logger } from '#kit/observability/log.ts';
import { rows } from '#kit/persistence/query.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import { type Cause, changedEvents } from './changed-events.ts';
import { markGone } from './gone.ts';

export const BILLING_SCHEMA = 'billing';

export interface MirrorParts {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly bell: EventBell;
  readonly log: Logger;
}

export type ChangedKind = 'customer' | 'subscription' | 'invoice' | 'creditMemo' | 'payment' | 'refund';

/** A record that really changed, by the vendor's id, and its status before; null where it was not known or has none. */
export interface Change {
  readonly externalId: string;
  readonly previousStatus: string | null;
}

/** What really changed: for the canonical events. */
export type Changed = Readonly<Record<ChangedKind, readonly Change[]>>;

/** Whose records and from which read. */
export interface Reading {
  readonly connection: string;
  readonly ticket: bigint;
  readonly asOf: Date;
}

/**
 * Reads from the vendor and puts what it said into the mirror, so that a read right after sees it. The ticket is drawn
 * before the vendor is asked: reads may overtake each other, and the one that began later has seen more.
 */
export async function readIntoMirror(
  parts: MirrorParts,
  { connection }: Pick<BillingConnector, 'connection'>,
  ask: () => Reply<BillingRecords>,
  cause: Cause,
): Reply<BillingRecords> {
  const ticket = await drawTicket(parts.dataSource.manager);
  const read = await ask();
  if (!read.ok) return read;
  await writeMirror(parts, { connection, ticket, asOf: parts.clock.now() }, read.value, cause);
  await noteAnswer(parts.dataSource.manager, BILLING_SCHEMA, connection, parts.clock);
  return read;
}

export async function drawTicket(em: EntityManager): Promise<bigint> {
  const [drawn] = await rows<{ ticket: string }>(em, `select nextval('billing.read_ticket') as ticket`);
  return BigInt(drawn?.ticket ?? '0');
}

/**
 * Puts what was read into the mirror and says what really changed in the event log, in one transaction; rings the bell
 * after it. `within` runs in the same transaction: a cursor moves with the records that it stands for.
 */
export async function writeMirror(
  parts: MirrorParts,
  reading: Reading,
  records: BillingRecords,
  cause: Cause,
  within: (em: EntityManager) => Promise<void> = async () => {},
): Promise<void> {
  const { connection } = reading;
  for (const { externalId, error } of records.unmappable) {
    parts.log.warn({ connection, externalId, error }, 'unmappable');
  }
  const eventCount = await inTransaction(parts.dataSource, async (em) => {
    // One writer a connection: two that compare with the same old row would both tell the change.
    await rows(em, 'select pg_advisory_xact_lock(hashtext($1))', [`billing mirror ${connection}`]);
    const changed = await writeAll(em, reading, records);
    const events = await changedEvents(em, connection, changed, cause, parts);
    await appendEvents(em, events);
    await within(em);
    return events.length;
  });
  if (eventCount > 0) parts.bell.ring();
}

async function writeAll(em: EntityManager, reading: Reading, records: BillingRecords): Promise<Changed> {
  const write = (table: EntitySchema, kind: string | null, found: readonly Writable[]) =>
    writeKind(em, reading, { table, kind }, found);
  const customer = await write(
    customers,
    'customer',
    records.customers.map(({ customerId, ...row }) => ({ row, ours: customerId })),
  );
  await write(products, null, records.products.map(alone));
  await makeWay(em, reading, records.subscriptions);
  const subscription = await write(
    subscriptions,
    'subscription',
    records.subscriptions.map(({ items, ...row }) => ({
      row: mirrored(row),
      parts: items,
      ours: idBefore(reading, row),
    })),
  );
  await replaceItems(em, reading, pick(records.subscriptions, subscription));
  const invoice = await write(
    invoices,
    'invoice',
    records.invoices.map(({ lines, ...row }) => ({ row, parts: lines })),
  );
  await replaceLines(em, reading, pick(records.invoices, invoice));
  const creditMemo = await write(
    creditMemos,
    'creditMemo',
    records.creditMemos.map(({ lines, ...row }) => ({ row, parts: lines })),
  );
  await replaceCreditLines(em, reading, pick(records.creditMemos, creditMemo));
  const payment = await write(payments, 'payment', records.payments.map(alone));
  const refund = await write(refunds, 'refund', records.refunds.map(alone));
  await write(disputes, null, records.disputes.map(alone));
  const gone = await markGone(em, reading, records.gone);
  return {
    customer,
    subscription: [...subscription, ...gone.subscription],
    invoice: [...invoice, ...gone.invoice],
    creditMemo,
    payment,
    refund,
  };
}

/** What only a command asks of the vendor's answer is not kept. */
function mirrored({ rhythm: _1, contractNumber: _2, paymentTermDays: _3, ...row }: Omit<BillingSubscription, 'items'>) {
  return row;
}

/** What has begun stands in the place of the plan that it came from, under the same id. */
async function makeWay(em: EntityManager, { connection }: Reading, begun: readonly BillingSubscription[]) {
  const plans = begun.flatMap(({ scheduleExternalId }) => scheduleExternalId ?? []);
  if (plans.length === 0) return;
  await em.delete(subscriptionItems, { connection, subscriptionExternalId: In(plans) });
  await em.delete(subscriptions, { connection, externalId: In(plans) });
}

function alone(row: BillingRecord): Writable {
  return { row };
}

/** A row to be; `parts` are kept in a table of their own and belong to its meaning. */
interface Writable {
  readonly row: BillingRecord;
  readonly parts?: unknown;
  readonly ours?: string | null;
}

/** Writes the rows of one kind that no later read has seen already; answers those whose meaning changed. */
async function writeKind(
  em: EntityManager,
  { connection, ticket, asOf }: Reading,
  { table, kind }: { readonly table: EntitySchema; readonly kind: string | null },
  found: readonly Writable[],
): Promise<readonly Change[]> {
  // A page and its continuation may both hold a record; the later one is the newer.
  const latest = [...new Map(found.map((one) => [one.row.externalId, one])).values()];
  if (latest.length === 0) return [];
  const externalIds = latest.map(({ row }) => row.externalId);
  const hasStatus = 'status' in table.options.columns;
  const known = await em.find<BillingRecord & Mirrored & { readonly status?: string }>(table, {
    where: { connection, externalId: In(externalIds) },
    select: { connection: true, externalId: true, version: true, digest: true, ...(hasStatus ? { status: true } : {}) },
  });
  const before = new Map(known.map((row) => [row.externalId, row]));
  const newer = latest.filter(({ row }) => (before.get(row.externalId)?.version ?? 0n) <= ticket);
  if (newer.length === 0) return [];
  const ids = await identify(em, connection, kind, newer);
  const written = newer.map(({ row, parts }, index) => {
    const { raw, ...meaning } = row;
    const digest = digestOf({ ...meaning, parts, ...ids[index] });
    return { ...meaning, raw, ...ids[index], connection, asOf, version: ticket, digest };
  });
  await em.upsert(table, written, ['connection', 'externalId']);
  return written
    .filter(({ externalId, digest }) => before.get(externalId)?.digest !== digest)
    .map(({ externalId }) => ({ externalId, previousStatus: before.get(externalId)?.status ?? null }));
}

async function identify(em: EntityManager, connection: string, kind: string | null, found: readonly Writable[]) {
  if (kind === null) return found.map(() => ({}));
  const keys = found.map(({ row: { externalId }, ours }) => ({
    kind,
    connection,
    externalId,
    ...(ours === null || ours === undefined ? {} : { ours }),
  }));
  return (await idsOf(em, BILLING_SCHEMA, keys)).map((id) => ({ id }));
}

/** Fields of the vendor that mean nothing to us do not count as a change. */
function digestOf(meaning: unknown): string {
  return createHash('sha256').update(canonicalJson(meaning)).digest('hex');
}

async function replaceItems(em: EntityManager, { connection }: Reading, changed: readonly BillingSubscription[]) {
  if (changed.length === 0) return;
  await em.delete(subscriptionItems, {
    connection,
    subscriptionExternalId: In(changed.map(({ externalId }) => externalId)),
  });
  await em.insert(
    subscriptionItems,
    changed.flatMap(({ externalId: subscriptionExternalId, items }) =>
      items.map((item, position) => ({ ...item, connection, subscriptionExternalId, position })),
    ),
  );
}

async function replaceLines(em: EntityManager, { connection }: Reading, changed: readonly BillingInvoice[]) {
  if (changed.length === 0) return;
  await em.delete(invoiceLines, { connection, invoiceExternalId: In(changed.map(({ externalId }) => externalId)) });
  const lines = changed.flatMap(({ externalId: invoiceExternalId, lines }) =>
    lines.map((line, position) => ({ ...line, connection, invoiceExternalId, position })),
  );
  if (lines.length > 0) await em.insert(invoiceLines, lines);
}

async function replaceCreditLines(em: EntityManager, { connection }: Reading, changed: readonly BillingCreditMemo[]) {
  if (changed.length === 0) return;
  const creditMemoExternalIds = changed.map(({ externalId }) => externalId);
  await em.delete(creditMemoLines, { connection, creditMemoExternalId: In(creditMemoExternalIds) });
  const lines = changed.flatMap(({ externalId: creditMemoExternalId, lines }) =>
    lines.map((line, position) => ({ ...line, connection, creditMemoExternalId, position })),
  );
  if (lines.length > 0) await em.insert(creditMemoLines, lines);
}

/** What the vendor began from a plan of its own keeps the id under which the plan was known. */
function idBefore({ connection }: Reading, { scheduleExternalId }: Pick<BillingSubscription, 'scheduleExternalId'>) {
  if (scheduleExternalId === null) return null;
  return mintedId({ kind: 'subscription', connection, externalId: scheduleExternalId });
}

function pick<One extends BillingRecord>(found: readonly One[], changes: readonly Change[]): readonly One[] {
  const byId = new Map(found.map((one) => [one.externalId, one]));
  return changes.flatMap(({ externalId }) => byId.get(externalId) ?? []);
}
