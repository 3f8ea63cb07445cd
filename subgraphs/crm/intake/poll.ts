import type { CrmConnector } from '#crm/port.ts';
import { inLane } from '#kit/commands/lane.ts';
import { noteAnswer, readCursor, writeCursor } from '#kit/connections/connection-state.ts';
import { TOLD_BY_VENDOR } from './changed-events.ts';
import { CRM_SCHEMA, type MirrorParts, writeMirror } from './mirror-writer.ts';

const CURSOR = 'poll';

/**
 * Reads everything that changed since the last time, page by page, and notes that the vendor has answered. Each page
 * moves the cursor with the records it brought, so a poll that broke off goes on where it was. A failure is logged and
 * ends this poll only.
 */
export async function pollOnce(parts: MirrorParts, connector: CrmConnector): Promise<void> {
  const { connection } = connector;
  const { manager } = parts.dataSource;
  for (let hasMore = true; hasMore; ) {
    const cursor = await readCursor(manager, CRM_SCHEMA, connection, CURSOR);
    const readAt = parts.clock.now();
    const page = await inLane('BULK', () => connector.changedSince(cursor));
    if (!page.ok) {
      parts.log.warn({ connection, error: page.error }, 'poll failed');
      return;
    }
    const { records, cursor: next } = page.value;
    await writeMirror(parts, connection, { records, readAt }, TOLD_BY_VENDOR, (em) =>
      writeCursor(em, CRM_SCHEMA, connection, CURSOR, next),
    );
    await noteAnswer(manager, CRM_SCHEMA, connection, parts.clock);
    hasMore = page.value.hasMore;
  }
}

/** The next poll reads everything from the beginning. */
export async function forgetPollCursor(parts: MirrorParts, connection: string): Promise<void> {
  await parts.dataSource.query(`update crm.connection set cursors = cursors - $2::text where name = $1`, [
    connection,
    CURSOR,
  ]);
}
