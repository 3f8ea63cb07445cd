import type { BillingConnector } from '#billing/port.ts';
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
  const polls = [...connectors.values()].map((connector) => new OneAtATime(() => pollOnce(parts, connector, wake)));
  const onError = (error: unknown) => log.error({ err: error }, 'poll failed');
  const repeating = polls.map((poll) => timers.every(pollMs, () => poll.run(), onError));
  for (const poll of polls) poll.run().catch(onError);
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
      await Promise.all(polls.map((poll) => poll.runAfresh()));
      await worker.idle();
    },
    close: async () => {
      for (const { stop } of repeating) stop();
      await Promise.all(repeating.map(({ stopped }) => stopped));
      await Promise.all(polls.map((poll) => poll.idle()));
      await worker.stop();
    },
  };
}

/** Work that never runs twice at once. */
class OneAtATime {
  readonly #work: () => Promise<void>;
  #running: Promise<void> | null = null;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Joins the run that is under way. */
  run(): Promise<void> {
    this.#running ??= this.#work().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** A run that begins after this call. */
  async runAfresh(): Promise<void> {
    await this.idle();
    await this.run();
  }

  async idle(): Promise<void> {
    await this.#running?.catch(() => undefined);
  }
}
