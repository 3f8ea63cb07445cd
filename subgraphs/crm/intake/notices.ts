import type { CrmConnector } from '#crm/port.ts';
import { inLane } from '#kit/commands/lane.ts';
import { readCursor, writeCursor } from '#kit/connections/connection-state.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { type InboxMessage, receiveMessage } from '#kit/webhooks/inbox.ts';
import { CRM_SCHEMA, type MirrorParts, writeMirror } from './mirror-writer.ts';
import { forgetPollCursor, pollOnce } from './poll.ts';

const CURSOR = 'cdc';
const FIRST_PAUSE_MS = 500;
const PAUSE_MAX_MS = 30_000;

/**
 * Follows the vendor's change stream into the inbox until the signal ends it. Notices and the position behind them are
 * stored in one transaction. A stream that breaks is opened again after a pause that doubles; a vendor that is gone
 * costs freshness and nothing else.
 */
export async function followStream(
  parts: MirrorParts & { readonly timers: Timers },
  connector: CrmConnector,
  wake: () => void,
  signal: AbortSignal,
): Promise<void> {
  const { connection } = connector;
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      const cursor = await readCursor(parts.dataSource.manager, CRM_SCHEMA, connection, CURSOR);
      await connector.follow(
        cursor,
        async (notices, position) => {
          await inTransaction(parts.dataSource, async (em) => {
            for (const notice of notices) await receiveMessage(em, CRM_SCHEMA, { connection, ...notice }, parts.clock);
            await writeCursor(em, CRM_SCHEMA, connection, CURSOR, position);
          });
          pauseMs = FIRST_PAUSE_MS;
          if (notices.length > 0) wake();
        },
        signal,
        parts.log,
      );
    } catch (error) {
      if (signal.aborted) return;
      parts.log.warn({ connection, err: error, pauseMs }, 'change stream broke');
    }
    await parts.timers.sleep(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
  }
}

/** Takes one notice in: reads the records again as they are now, whatever the notice said of them. */
export async function takeNotice(parts: MirrorParts, connector: CrmConnector, message: InboxMessage): Promise<void> {
  const readAt = parts.clock.now();
  const read = await inLane('BULK', () => connector.recordsOfNotice(message.body));
  if (!read.ok) throw new Error(`The notice's records could not be read: ${read.error.kind}`);
  if (read.value === null) {
    await forgetPollCursor(parts, connector.connection);
    await pollOnce(parts, connector);
    return;
  }
  const cause = { operationId: null, causationId: message.eventId };
  await writeMirror(parts, connector.connection, { records: read.value, readAt }, cause);
}
