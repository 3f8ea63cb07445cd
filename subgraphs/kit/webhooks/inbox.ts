import type { DataSource, EntityManager } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { redactBody } from '#kit/transport/redact.ts';

/** A vendor's message as it came in. */
export interface InboxMessage {
  readonly connection: string;
  readonly eventId: string;
  readonly body: string;
  readonly attempts: number;
}

/** Takes one message in: mirror and canonical events in one transaction of its own. Throwing means: again later. */
export type InboxHandler = (message: InboxMessage) => Promise<void>;

const ATTEMPTS_MAX = 12;
const FIRST_PAUSE_MS = 500;
const BATCH = 20;
const POLL_MS = 1000;

/**
 * Stores a message once, without the secrets in it, which nobody needs; a repeat of the vendor's event id changes
 * nothing. True when it is new.
 */
export async function receiveMessage(
  em: EntityManager,
  schema: string,
  message: Pick<InboxMessage, 'connection' | 'eventId' | 'body'>,
  clock: Clock,
): Promise<boolean> {
  const stored = await rows(
    em,
    `insert into ${schema}.inbox (connection, event_id, body, received_at, due_at) values ($1, $2, $3, $4, $4)
     on conflict do nothing returning event_id`,
    [message.connection, message.eventId, redactBody(message.body), clock.now()],
  );
  return stored.length > 0;
}

/** Works off the inbox, oldest first; several processes share one without taking a message twice. */
export class InboxWorker {
  readonly #dataSource: DataSource;
  readonly #schema: string;
  readonly #clock: Clock;
  readonly #handle: InboxHandler;
  readonly #onError: (error: unknown, message: InboxMessage) => void;
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;
  #poll: { stop(): void } | null = null;

  constructor(
    parts: { readonly dataSource: DataSource; readonly schema: string; readonly clock: Clock },
    handle: InboxHandler,
    onError: (error: unknown, message: InboxMessage) => void,
  ) {
    this.#dataSource = parts.dataSource;
    this.#schema = parts.schema;
    this.#clock = parts.clock;
    this.#handle = handle;
    this.#onError = onError;
  }

  start(timers: Timers): void {
    this.#poll = timers.every(POLL_MS, () => this.wake());
    this.wake();
  }

  /** Says that something has arrived. */
  wake(): void {
    this.#again = true;
    if (this.#running !== null || this.#stopped) return;
    this.#running = this.#work().finally(() => {
      this.#running = null;
      if (this.#again && !this.#stopped) this.wake();
    });
  }

  /** Waits until nothing is due: for tests and for a clean end. */
  async idle(): Promise<void> {
    this.wake();
    while (this.#running !== null) await this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#poll?.stop();
    await this.#running;
  }

  async #work(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      const due = await this.#claim().catch(() => []);
      for (const message of due) await this.#take(message);
      if (due.length === BATCH) this.#again = true;
    }
  }

  /** Claims by moving the due time on: whoever dies with a claim gives it back when that time comes. */
  async #claim(): Promise<readonly InboxMessage[]> {
    const now = this.#clock.now();
    const claimed = await rows<{ connection: string; event_id: string; body: string; attempts: number }>(
      this.#dataSource.manager,
      `with claimed as (
         update ${this.#schema}.inbox set due_at = $1::timestamptz + interval '30 seconds', attempts = attempts + 1
         where (connection, event_id) in (
           select connection, event_id from ${this.#schema}.inbox
           where finished_at is null and due_at <= $1 order by received_at, event_id limit ${BATCH}
           for update skip locked)
         returning connection, event_id, body, attempts, received_at)
       select connection, event_id, body, attempts from claimed order by received_at, event_id`,
      [now],
    );
    return claimed.map((row) => ({
      connection: row.connection,
      eventId: row.event_id,
      body: row.body,
      attempts: row.attempts,
    }));
  }

  async #take(message: InboxMessage): Promise<void> {
    try {
      await this.#handle(message);
      await this.#close(message, null);
    } catch (error) {
      this.#onError(error, message);
      const text = error instanceof Error ? error.message : String(error);
      if (message.attempts >= ATTEMPTS_MAX) await this.#close(message, text);
      else await this.#putBack(message, text);
    }
  }

  async #close({ connection, eventId }: InboxMessage, error: string | null): Promise<void> {
    await rows(
      this.#dataSource.manager,
      `update ${this.#schema}.inbox set finished_at = $3, error = $4 where connection = $1 and event_id = $2`,
      [connection, eventId, this.#clock.now(), error],
    );
  }

  async #putBack({ connection, eventId, attempts }: InboxMessage, error: string): Promise<void> {
    const due = new Date(this.#clock.now().getTime() + FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 8));
    await rows(
      this.#dataSource.manager,
      `update ${this.#schema}.inbox set due_at = $3, error = $4 where connection = $1 and event_id = $2`,
      [connection, eventId, due, error],
    );
  }
}
