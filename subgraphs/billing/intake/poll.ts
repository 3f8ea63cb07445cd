import type { BillingConnector } from '#billing/port.ts';
import { noteAnswer, readCursor, writeCursor } from '#kit/connections/connection-state.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import { receiveMessage } from '#kit/webhooks/inbox.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { ok, type Result } from '#schema/errors/result.ts';
import { TOLD_BY_VENDOR } from './changed-events.ts';
import { BILLING_SCHEMA, drawTicket, type MirrorParts, writeMirror } from './mirror-writer.ts';

const NEWS = 'news';
/** Where the reading of everything stands, and the news' cursor from before it began. */
const EVERYTHING = 'everything';

/**
 * Proves the mirror complete: takes the vendor's news since the last time into the inbox, where a webhook's message of
 * the same event is the same message; reads everything when there is no cursor yet, or the vendor has forgotten it.
 * A failure is logged and ends this poll only.
 */
export async function pollOnce(parts: MirrorParts, connector: BillingConnector, wake: () => void): Promise<void> {
  const { connection } = connector;
  const { manager } = parts.dataSource;
  const cursor = await readCursor(manager, BILLING_SCHEMA, connection, NEWS);
  const done =
    cursor === null ? await readEverything(parts, connector) : await takeNews(parts, connector, cursor, wake);
  if (!done.ok) {
    parts.log.warn({ connection, error: done.error }, 'poll failed');
    return;
  }
  await noteAnswer(manager, BILLING_SCHEMA, connection, parts.clock);
}

async function takeNews(
  parts: MirrorParts,
  connector: BillingConnector,
  cursor: string,
  wake: () => void,
): Promise<Result<null, ConnectorError>> {
  const { connection } = connector;
  const news = await connector.newsSince(cursor);
  if (!news.ok) return news.error.kind === 'NotFound' ? readEverything(parts, connector) : news;
  const { notices, cursor: next } = news.value;
  const newCount = await inTransaction(parts.dataSource, async (em) => {
    let count = 0;
    for (const notice of notices) {
      if (await receiveMessage(em, BILLING_SCHEMA, { connection, ...notice }, parts.clock)) count += 1;
    }
    await writeCursor(em, BILLING_SCHEMA, connection, NEWS, next);
    return count;
  });
  if (newCount > 0) wake();
  return ok(null);
}

/** Page by page; each moves the position with the records it brought, so that a reading that broke off goes on. */
async function readEverything(parts: MirrorParts, connector: BillingConnector): Promise<Result<null, ConnectorError>> {
  const { connection } = connector;
  const { manager } = parts.dataSource;
  const begun = await readCursor(manager, BILLING_SCHEMA, connection, EVERYTHING);
  const start = begun === null ? await connector.newsCursor() : ok('');
  if (!start.ok) return start;
  const [news, first] = begun === null ? [start.value, null] : splitPosition(begun);
  let position: string | null = first;
  do {
    const ticket = await drawTicket(manager);
    const page = await connector.everything(position);
    if (!page.ok) return page;
    const { records, next } = page.value;
    const reading = { connection, ticket, asOf: parts.clock.now() };
    await writeMirror(parts, reading, records, TOLD_BY_VENDOR, (em) =>
      next === null
        ? finishEverything(em, connection, news)
        : writeCursor(em, BILLING_SCHEMA, connection, EVERYTHING, `${news}|${next}`),
    );
    position = next;
  } while (position !== null);
  return ok(null);
}

async function finishEverything(em: Parameters<typeof writeCursor>[0], connection: string, news: string) {
  await writeCursor(em, BILLING_SCHEMA, connection, NEWS, news);
  await em.query(`update billing.connection set cursors = cursors - $2::text where name = $1`, [
    connection,
    EVERYTHING,
  ]);
}

function splitPosition(text: string): readonly [string, string] {
  const [news = '', position = ''] = text.split('|');
  return [news, position];
}
