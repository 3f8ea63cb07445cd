import type { DataSource } from 'typeorm';
import type { EventFilter, EventPosition } from '#kit/events/event.ts';
import type { EventBell } from '#kit/events/event-bell.ts';
import { readEvents, readHorizon } from '#kit/events/event-log.ts';
import { readCursor, type StreamCursor, writeCursor } from '#kit/events/stream-cursor.ts';
import { rows } from '#kit/persistence/query.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { OperationRow } from '../progress/postgres-rows.ts';
import { itemOfEvent, itemOfSnapshot, type SyncStatusItem } from './item.ts';

export interface StreamParts {
  readonly dataSource: DataSource;
  readonly bell: EventBell;
  readonly clock: Clock;
}

/** Operations that a snapshot shows at most: the latest ones; older ones are found by `operations`. */
const SNAPSHOT_MAX = 100;
const PAGE = 200;

/** Snapshot first, then every later event in order. With a cursor it goes on behind it: nothing missed, nothing twice. */
export function streamSyncStatus(
  parts: StreamParts,
  filter: EventFilter,
  resumeFrom: string | null,
): AsyncIterableIterator<SyncStatusItem> {
  return new SyncStatusStream(parts, filter, resumeFrom === null ? null : readCursor(resumeFrom));
}

/**
 * An iterator written by hand because a generator would queue `return` behind a `next` that waits, and a quiet stream
 * would never end.
 */
class SyncStatusStream implements AsyncIterableIterator<SyncStatusItem> {
  readonly #parts: StreamParts;
  readonly #filter: EventFilter;
  readonly #unlisten: () => void;
  #position: EventPosition | null;
  #sequence: number;
  #buffer: SyncStatusItem[] = [];
  #closed = false;
  #rung = true;
  #wake: (() => void) | null = null;
  /** One `next` at a time: graphql-js waits for each, and a second caller must not read the log beside the first. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: StreamParts, filter: EventFilter, cursor: StreamCursor | null) {
    this.#parts = parts;
    this.#filter = filter;
    this.#position = cursor === null || cursor.inSnapshot ? null : cursor.position;
    this.#sequence = cursor?.sequence ?? 0;
    this.#unlisten = parts.bell.listen(() => {
      this.#rung = true;
      this.#wake?.();
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<SyncStatusItem>> {
    const answer = this.#turn.then(() => this.#next());
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  async return(): Promise<IteratorResult<SyncStatusItem>> {
    this.#close();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<SyncStatusItem>> {
    this.#close();
    throw error;
  }

  async #next(): Promise<IteratorResult<SyncStatusItem>> {
    while (!this.#closed) {
      const item = this.#buffer.shift();
      if (item !== undefined) return { done: false, value: item };
      if (this.#rung) await this.#fill();
      else await this.#ring();
    }
    return { done: true, value: undefined };
  }

  #ring(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = null;
        resolve();
      };
    });
  }

  async #fill(): Promise<void> {
    this.#rung = false;
    try {
      this.#buffer = await (this.#position === null ? this.#snapshot() : this.#eventsAfter(this.#position));
    } catch (error) {
      this.#close();
      throw error;
    }
    this.#sequence += this.#buffer.length;
  }

  async #snapshot(): Promise<SyncStatusItem[]> {
    const { position, items } = await readSnapshot(this.#parts, this.#filter, this.#sequence);
    this.#position = position;
    // What came since the snapshot's instant has rung before we listened to it.
    this.#rung = true;
    return [...items];
  }

  async #eventsAfter(position: EventPosition): Promise<SyncStatusItem[]> {
    const events = await readEvents(this.#parts.dataSource.manager, position, this.#filter, PAGE);
    this.#position = events.at(-1)?.position ?? position;
    if (events.length === PAGE) this.#rung = true;
    return events.map((event, index) => itemOfEvent(event, this.#sequence + index + 1));
  }

  #close(): void {
    this.#closed = true;
    this.#unlisten();
    this.#wake?.();
  }
}

/** What holds now and the place in the log behind it, read at one instant. */
async function readSnapshot({ dataSource, clock }: StreamParts, filter: EventFilter, sequenceBefore: number) {
  return inTransaction(
    dataSource,
    async (em) => {
      const position = await readHorizon(em);
      const operations = await rows<OperationRow>(
        em,
        `select * from operations.operation
         where (id = $1 or ($1::text is null and finished_at is null)) and ($2::text is null or customer_id = $2)
           and ($3::text is null or contract_id = $3) and ($4::text[] is null or legal_entity = any($4))
         order by requested_at desc, id desc limit ${SNAPSHOT_MAX}`,
        [filter.operationId ?? null, filter.customerId ?? null, filter.contractId ?? null, filter.entities ?? null],
      );
      const shown = operations.length === 0 ? [null] : operations.toReversed();
      const items = shown.map((operation, index) => {
        const sequence = sequenceBefore + index + 1;
        const text = writeCursor({ position, sequence, inSnapshot: index < shown.length - 1 });
        return itemOfSnapshot(operation, { text, sequence }, clock.now());
      });
      return { position, items };
    },
    { isolation: 'REPEATABLE READ' },
  );
}
