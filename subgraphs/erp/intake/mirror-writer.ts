import { type DataSource, type EntityManager, type EntitySchema, In } from 'typeorm';
import { accounts } from '#erp/entities/account.ts';
import { type AccountingPeriodRow, accountingPeriods } from '#erp/entities/accounting-period.ts';
import { type CustomerRow, customers } from '#erp/entities/customer.ts';
import { dimensions } from '#erp/entities/dimension.ts';
import { items } from '#erp/entities/item.ts';
import { legalEntities } from '#erp/entities/legal-entity.ts';
import type { Mirrored } from '#erp/entities/origin.ts';
import { type PostingRow, postings } from '#erp/entities/posting.ts';
import type { ErpConnector, ErpDocument, ErpPeriod, ErpRecord, ErpRecords } from '#erp/port.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { noteAnswer } from '#kit/connections/connection-state.ts';
import { idsOf } from '#kit/crosswalk/crosswalk.ts';
import { accountingPeriodId, legalEntityId } from '#kit/crosswalk/well-known-ids.ts';
import type { EventBell } from '#kit/events/event-bell.ts';
import { appendEvents } from '#kit/events/event-log.ts';
import type { Logger } from '#kit/observability/log.ts';
import { rows } from '#kit/persistence/query.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import { type Cause, changedEvents } from './changed-events.ts';
import { type ChangedEntry, writeEntries } from './entry-writer.ts';
import { ERP_SCHEMA, meaningOf, type Origin } from './meaning.ts';

export interface MirrorParts {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly bell: EventBell;
  readonly log: Logger;
}

/** What really changed: for the canonical events. */
export interface Changed {
  /** `previousStatus` is null for one that was not known. */
  readonly postings: readonly (PostingRow & { readonly previousStatus: string | null })[];
  readonly periods: readonly AccountingPeriodRow[];
  readonly entries: readonly ChangedEntry[];
  readonly customers: readonly CustomerRow[];
}

export async function drawTicket({ dataSource }: MirrorParts): Promise<bigint> {
  const [drawn] = await rows<{ ticket: string }>(dataSource, `select nextval('erp.read_ticket') as ticket`);
  return BigInt(drawn?.ticket ?? '0');
}

/** Reads from the ledger and puts what it said into the mirror, so that a read right after sees it. */
export async function readIntoMirror(
  parts: MirrorParts,
  { connection }: Pick<ErpConnector, 'connection'>,
  ask: () => Reply<ErpRecords>,
  cause: Cause,
): Reply<ErpRecords> {
  const ticket = await drawTicket(parts);
  const read = await ask();
  if (!read.ok) return read;
  await writeMirror(parts, { connection, ticket }, read.value, cause);
  await noteAnswer(parts.dataSource.manager, ERP_SCHEMA, connection, parts.clock);
  return read;
}

/**
 * Puts what was read into the mirror and says what really changed in the event log, in one transaction; rings the bell
 * after it. Of two reads the one that began later wins, by the tickets that they drew before the ledger was asked: the
 * vendor's stamps have whole seconds only, and what is open on an invoice or a credit changes without a new one. `within` runs in the same transaction: a cursor moves with the records that it stands for.
 */
export async function writeMirror(
  parts: MirrorParts,
  { connection, ticket }: Pick<Origin, 'connection' | 'ticket'>,
  records: ErpRecords,
  cause: Cause,
  within: (em: EntityManager) => Promise<void> = async () => {},
): Promise<void> {
  for (const { externalId, error } of records.unmappable)
    parts.log.warn({ connection, externalId, error }, 'unmappable');
  const eventCount = await inTransaction(parts.dataSource, async (em) => {
    // One writer a connection: two that compare with the same old row would both tell the change.
    await rows(em, 'select pg_advisory_xact_lock(hashtext($1))', [`erp mirror ${connection}`]);
    const changed = await writeAll(em, { connection, ticket, asOf: parts.clock.now() }, records);
    const events = await changedEvents(em, connection, changed, cause, parts);
    await appendEvents(em, events);
    await within(em);
    return events.length;
  });
  if (eventCount > 0) parts.bell.ring();
}

async function writeAll(em: EntityManager, origin: Origin, records: ErpRecords): Promise<Changed> {
  await write(
    em,
    origin,
    legalEntities,
    records.legalEntities.map((row) => ({ ...row, id: legalEntityId(row.code) })),
  );
  await write(em, origin, accounts, records.accounts);
  await write(em, origin, items, records.items);
  await write(em, origin, dimensions, records.dimensions);
  const renewed = await write(em, origin, customers, records.customers);
  return {
    customers: renewed.map(({ row }) => row),
    entries: await writeEntries(em, origin, records.entries),
    periods: await changedPeriods(em, origin, records.periods),
    postings: await changedPostings(em, origin, records.documents),
  };
}

async function changedPeriods(em: EntityManager, origin: Origin, read: readonly ErpPeriod[]) {
  const all = await periodsOfEntities(em, origin.connection, read);
  return (await write(em, origin, accountingPeriods, all)).map(({ row }) => row);
}

async function changedPostings(em: EntityManager, origin: Origin, read: readonly ErpDocument[]) {
  const changed = await write(em, origin, postings, await postingsOf(em, origin.connection, read));
  return changed.map(({ row, before }) => ({ ...row, previousStatus: before?.status ?? null }));
}

/** A row that is new or has another meaning, and what it was. */
interface Written<Read> {
  readonly row: Read & Mirrored;
  readonly before: (Read & Mirrored) | null;
}

/** Writes the rows that are new or have another meaning; answers those. */
async function write<Read extends ErpRecord>(
  em: EntityManager,
  { connection, asOf, ticket }: Origin,
  table: EntitySchema,
  read: readonly Read[],
): Promise<readonly Written<Read>[]> {
  if (read.length === 0) return [];
  // A page and its continuation may both hold a record; the later one is the newer.
  const found = [...new Map(read.map((record) => [keyOf(record), record])).values()];
  const all = found.map((record) => ({ ...record, connection, asOf, ticket }));
  const externalIds = [...new Set(all.map(({ externalId }) => externalId))];
  const known = await em.find<Read & Mirrored>(table, { where: { connection, externalId: In(externalIds) } as never });
  const byKey = new Map(known.map((row) => [keyOf(row), row]));
  const changed = all
    .map((row) => ({ row, before: byKey.get(keyOf(row)) ?? null }))
    .filter(({ row, before }) => before === null || (before.ticket <= ticket && meaningOf(before) !== meaningOf(row)));
  if (changed.length > 0) {
    await em.upsert(
      table,
      changed.map(({ row }) => row),
      primaryOf(table),
    );
  }
  return changed;
}

function primaryOf(table: EntitySchema): string[] {
  return table === accountingPeriods ? ['connection', 'externalId', 'legalEntity'] : ['connection', 'externalId'];
}

/** A month of the calendar is a row for each legal entity; everything else is one row a record. */
function keyOf(row: ErpRecord): string {
  const isMonth = 'key' in row && 'legalEntity' in row;
  return isMonth ? `${row.externalId} ${row.legalEntity}` : row.externalId;
}

/** The vendor keeps one calendar for all entities; the graph has the months of each. */
async function periodsOfEntities(em: EntityManager, connection: string, read: readonly ErpPeriod[]) {
  if (read.length === 0) return [];
  const entities = await em.find(legalEntities, { where: { connection } });
  return entities.flatMap(({ code }) =>
    read.map((period) => ({ ...period, legalEntity: code, id: accountingPeriodId(code, period.key) })),
  );
}

interface Billed {
  readonly document_id: string;
  readonly total_minor: string;
  readonly currency: string;
}

/** Documents with our ids, compared with what billing stated. */
async function postingsOf(em: EntityManager, connection: string, read: readonly ErpDocument[]) {
  const ids = await idsOf(
    em,
    ERP_SCHEMA,
    read.map(({ externalId }) => ({ kind: 'posting', connection, externalId })),
  );
  const billed = await rows<Billed>(
    em,
    'select document_id, total_minor, currency from erp.billed_document where document_id = any($1::text[])',
    [read.flatMap(({ documentId }) => documentId ?? [])],
  );
  const byDocument = new Map(billed.map((row) => [row.document_id, row]));
  return read.map((document, index) => {
    const stated = byDocument.get(document.documentId ?? '');
    const isComparable = stated !== undefined && stated.currency === document.currency;
    const varianceMinor = isComparable ? document.totalMinor - BigInt(stated.total_minor) : null;
    const status = document.status === 'POSTED' && varianceMinor === 0n ? 'VERIFIED' : document.status;
    return { ...document, id: ids[index] ?? '', varianceMinor, status } as const;
  });
}
