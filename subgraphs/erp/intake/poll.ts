import { type EntityManager, In } from 'typeorm';
import { postings } from '#erp/entities/posting.ts';
import { type ErpConnector, type ErpRecords, joinRecords } from '#erp/port.ts';
import { inLane } from '#kit/commands/lane.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { noteAnswer, readCursor, writeCursor } from '#kit/connections/connection-state.ts';
import { ok } from '#schema/errors/result.ts';
import { TOLD_BY_VENDOR } from './changed-events.ts';
import { ERP_SCHEMA } from './meaning.ts';
import { drawTicket, type MirrorParts, readIntoMirror, writeMirror } from './mirror-writer.ts';

const CURSOR = 'poll';

/**
 * Reads the reference data and everything that changed since the last time, page by page, and notes that the vendor has
 * answered. Each page moves the cursor with the records it brought, so a poll that broke off goes on where it was. A
 * failure is logged and ends this poll only.
 */
export async function pollOnce(parts: MirrorParts, connector: ErpConnector): Promise<void> {
  const { connection } = connector;
  const polled = await inLane('BULK', () => poll(parts, connector));
  if (!polled.ok) parts.log.warn({ connection, error: polled.error }, 'poll failed');
}

async function poll(parts: MirrorParts, connector: ErpConnector): Reply<null> {
  const { connection } = connector;
  const { manager } = parts.dataSource;
  const known = await readReference(parts, connector);
  if (!known.ok) return known;
  for (let hasMore = true; hasMore; ) {
    const ticket = await drawTicket(parts);
    const cursor = await readCursor(manager, ERP_SCHEMA, connection, CURSOR);
    const page = await connector.changedSince(cursor);
    if (!page.ok) return page;
    const { cursor: next } = page.value;
    const related = await connector.transactions(await affectedBy(manager, connection, page.value.records));
    if (!related.ok) return related;
    const records = joinRecords([page.value.records, related.value]);
    await writeMirror(parts, { connection, ticket }, records, TOLD_BY_VENDOR, (em) =>
      writeCursor(em, ERP_SCHEMA, connection, CURSOR, next),
    );
    await noteAnswer(manager, ERP_SCHEMA, connection, parts.clock);
    hasMore = page.value.hasMore;
  }
  return ok(null);
}

const AFFECTED_MAX = 1000;

/**
 * The vendor's ids of invoices that a changed payment or credit may have been taken off: what it was applied to before,
 * the vendor does not say, and gives the invoice no new stamp. All of the customer's, the newest first.
 */
async function affectedBy(
  em: EntityManager,
  connection: string,
  { documents }: ErpRecords,
): Promise<readonly string[]> {
  const appliers = documents.filter(({ kind }) => kind !== 'INVOICE');
  if (appliers.length === 0) return [];
  const known = await em.find(postings, {
    where: { connection, externalId: In(appliers.map(({ externalId }) => externalId)) },
  });
  const before = new Map(known.map((row) => [row.externalId, row]));
  const payers = appliers
    .filter(({ externalId, openMinor, totalMinor, version }) => {
      const row = before.get(externalId);
      const isSame = row?.openMinor === openMinor && row.totalMinor === totalMinor;
      return row !== undefined && !(isSame && row.version.getTime() === version.getTime());
    })
    .flatMap(({ customerExternalId }) => customerExternalId ?? []);
  if (payers.length === 0) return [];
  const invoices = await em.find(postings, {
    where: { connection, kind: 'INVOICE', customerExternalId: In(payers) },
    order: { issuedOn: 'DESC', externalId: 'DESC' },
    take: AFFECTED_MAX,
  });
  const read = new Set(documents.map(({ externalId }) => externalId));
  return invoices.map(({ externalId }) => externalId).filter((id) => !read.has(id));
}

/**
 * Legal entities, accounts, items and months as they are now. They are few and read as a whole each time, so that a
 * month that was closed is seen whatever its stamp says.
 */
export async function readReference(parts: MirrorParts, connector: ErpConnector): Reply<null> {
  const read = await readIntoMirror(parts, connector, () => connector.reference(), TOLD_BY_VENDOR);
  return read.ok ? ok(null) : read;
}
