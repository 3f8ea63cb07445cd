import type { CrmConnector } from '#crm/port.ts';
import { startPolls } from '#kit/mirror/polls.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { InboxWorker } from '#kit/webhooks/inbox.ts';
import { CRM_SCHEMA, type MirrorParts } from './mirror-writer.ts';
import { followStream, takeNotice } from './notices.ts';
import { pollOnce } from './poll.ts';

export interface Intake {
  /** Ends once one poll of each connection that began after this call is done and the inbox is empty. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Keeps the mirror fresh: the stream of changes through the inbox, and the poll that proves it complete. */
export function startIntake(
  parts: MirrorParts & { readonly connectors: ReadonlyMap<string, CrmConnector> },
  timers: Timers,
  pollMs: number,
): Intake {
  const { connectors, log } = parts;
  const worker = new InboxWorker(
    { ...parts, schema: CRM_SCHEMA },
    // A message of a connection that is no longer configured waits for its return.
    (message) => takeNotice(parts, connectorOf(connectors, message.connection), message),
    (error, { connection, eventId }) => log.warn({ connection, eventId, err: error }, 'notice was not taken'),
  );
  const closing = new AbortController();
  const polls = startPolls(
    [...connectors.values()].map((connector) => () => pollOnce(parts, connector)),
    { timers, pollMs, log },
  );
  const streams = [...connectors.values()]
    .filter(({ capabilities }) => capabilities.has('CHANGE_STREAM'))
    .map((connector) => followStream({ ...parts, timers }, connector, () => worker.wake(), closing.signal));
  worker.start(timers);

  return {
    settle: async () => {
      await polls.settle();
      await worker.idle();
    },
    close: async () => {
      closing.abort();
      await Promise.all([polls.close(), ...streams]);
      await worker.stop();
    },
  };
}

function connectorOf(connectors: ReadonlyMap<string, CrmConnector>, connection: string): CrmConnector {
  const connector = connectors.get(connection);
  if (connector === undefined) throw new Error(`There is no connection ${connection}`);
  return connector;
}
