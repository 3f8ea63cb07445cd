import type { ErpConnector } from '#erp/port.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { noteAnswer, readCursor, writeCursor } from '#kit/connections/connection-state.ts';
import { ok } from '#schema/errors/result.ts';
import { TOLD_BY_VENDOR } from './changed-events.ts';
import { ERP_SCHEMA } from './meaning.ts';
import { type MirrorParts, writeMirror } from './mirror-writer.ts';

const CURSOR = 'poll';

/**
 * Reads the reference data and everything that changed since the last time, page by page, and notes that the vendor has
 * answered. Each page moves the cursor with the records it brought, so a poll that broke off goes on where it was. A
 * failure is logged and ends this poll only.
 */
export async function pollOnce(parts: MirrorParts, connector: ErpConnector): Promise<void> {
  const { connection } = connector;
  const polled = await poll(parts, connector);
  if (!polled.ok) parts.log.warn({ connection, error: polled.error }, 'poll failed');
}

async function poll(parts: MirrorParts, connector: ErpConnector): Reply<null> {
  const { connection } = connector;
  const { manager } = parts.dataSource;
  const known = await readReference(parts, connector);
  if (!known.ok) return known;
  for (let hasMore = true; hasMore; ) {
    const cursor = await readCursor(manager, ERP_SCHEMA, connection, CURSOR);
    const page = await connector.changedSince(cursor);
    if (!page.ok) return page;
    const { records, cursor: next } = page.value;
    await writeMirror(parts, connection, records, TOLD_BY_VENDOR, (em) =>
      writeCursor(em, ERP_SCHEMA, connection, CURSOR, next),
    );
    await noteAnswer(manager, ERP_SCHEMA, connection, parts.clock);
    hasMore = page.value.hasMore;
  }
  return ok(null);
}

/**
 * Legal entities, accounts, items and months as they are now. They are few and read as a whole each time, so that a
 * month that was closed is seen whatever its stamp says.
 */
export async function readReference(parts: MirrorParts, connector: ErpConnector): Reply<null> {
  const read = await connector.reference();
  if (!read.ok) return read;
  await writeMirror(parts, connector.connection, read.value, TOLD_BY_VENDOR);
  await noteAnswer(parts.dataSource.manager, ERP_SCHEMA, connector.connection, parts.clock);
  return ok(null);
}
