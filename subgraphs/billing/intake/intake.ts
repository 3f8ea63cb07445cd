import type { BillingConnector } from '#billing/port.ts';
import { startPolls } from '#kit/mirror/polls.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import type { WebhookHandler } from '#kit/server/subgraph-server.ts';
import { InboxWorker, receiveMessage } from '#kit/webhooks/inbox.ts';
import { BILLING_SCHEMA, type MirrorParts, readIntoMirror } from './mirror-writer.ts';
import { pollOnce } from './poll.ts';

export interface Intake {
  readonly webhook: WebhookHandler;
  /** Ends once one poll of each connection that began after this call is done and the inbox is empty. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface IntakeSettings {
  readonly timers: Timers;
  readonly pollMs: number;
  /** Tells how old a signature is: the time that the vendor signs by, whatever day the business clock shows. */
  readonly signatureClock: Clock;
}

/** Keeps the mirror fresh: webhooks through the inbox, and the poll that proves it complete. */
export function startIntake(
  parts: MirrorParts & { readonly connectors: ReadonlyMap<string, BillingConnector> },
  { timers, pollMs, signatureClock }: IntakeSettings,
): Intake {
  const { connectors, log } = parts;
  const worker = new InboxWorker(
    { ...parts, schema: BILLING_SCHEMA },
    async ({ connection, eventId, body }) => {
      const connector = connectors.get(connection);
      // A message of a connection that is no longer configured waits for its return.
      if (connector === undefined) throw new Error(`There is no connection ${connection}`);
      const cause = { operationId: null, causationId: eventId };
      const read = await readIntoMirror(parts, connector, () => connector.recordsOfNotice(body), cause);
      if (!read.ok) throw new Error(`The notice's record could not be read: ${read.error.kind}`);
    },
    (error, { connection, eventId }) => log.warn({ connection, eventId, err: error }, 'notice was not taken'),
  );
  const wake = () => worker.wake();
  const polls = startPolls(
    [...connectors.values()].map((connector) => () => pollOnce(parts, connector, wake)),
    { timers, pollMs, log },
  );
  worker.start(timers);

  return {
    webhook: async ({ connection, headers, rawBody }) => {
      const connector = connectors.get(connection);
      if (connector === undefined) return 404;
      const notice = connector.verifiedNotice(headers, rawBody, signatureClock.now());
      if (notice === null) return 400;
      await receiveMessage(parts.dataSource.manager, BILLING_SCHEMA, { connection, ...notice }, parts.clock);
      wake();
      return 200;
    },
    settle: async () => {
      await polls.settle();
      await worker.idle();
    },
    close: async () => {
      await polls.close();
      await worker.stop();
    },
  };
}
