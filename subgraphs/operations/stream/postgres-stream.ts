import type { DataSource } from 'typeorm';
import type { EventFilter, EventPosition } from '#kit/events/event.ts';
import type { EventBell } from '#kit/events/event-bell.ts';
import { readEvents, readHorizon } from '#kit/events/event-log.ts';
import { rows } from '#kit/persistence/query.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { OperationRow } from '../progress/rows.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { itemOfEvent, itemOfSnapshot, type SyncStatusItem } from './item.ts';

export interface StreamParts {
  readonly dataSource: DataSource;
  readonly bell: EventBell;
  readonly clock: Clock;
}

/** Operations that a snapshot shows at most: the latest ones; older ones are found by `operations`. */
const SNAPSHOT_MAX = 100;
const PAGE = 200;

/**
 * Snapshot first, then every later event in order. With a cursor it goes on behind it: nothing missed, nothing twice.
 * The iterator is written by hand because a generator would queue `return` behind a `next` that waits, and a quiet
 * stream would never end.
 */
export function streamSyncStatus(
  parts: StreamParts,
  filter: EventFilter,
  resumeFrom: string | null,
): AsyncIterableIterator<SyncStatusItem> {
  const cursor = resumeFrom === null ? null : readCursor(resumeFrom);
  let position: EventPosition | null = cursor === null || cursor.inSnapshot ? null : cursor.position;
  let sequence = cursor?.sequence ?? 0;
  let buffer: SyncStatusItem[] = [];
  let closed = false;
  let rung = true;
  let wake: (() => void) | null = null;
  const unlisten = parts.bell.listen(() => {
    rung = true;
    wake?.();
  });

  const fill = async (): Promise<void> => {
    rung = false;
    if (position === null) {
      const snapshot = await readSnapshot(parts, filter, sequence);
      position = snapshot.position;
      buffer = [...snapshot.items];
      // What came since the snapshot's instant has rung before we listened to it.
      rung = true;
    } else {
      const events = await readEvents(parts.dataSource.manager, position, filter, PAGE);
      buffer = events.map((event, index) => itemOfEvent(event, sequence + index + 1));
      position = events.at(-1)?.position ?? position;
      if (events.length === PAGE) rung = true;
    }
    sequence += buffer.length;
  };
  const close = () => {
    closed = true;
    unlisten();
    wake?.();
  };
  // One `next` at a time: graphql-js waits for each, and a second caller must not read the log beside the first.
  let turn: Promise<unknown> = Promise.resolve();
  const next = async (): Promise<IteratorResult<SyncStatusItem>> => {
    while (!closed) {
      const item = buffer.shift();
      if (item !== undefined) return { done: false, value: item };
      if (rung) {
        await fill().catch((error: unknown) => {
          close();
          throw error;
        });
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = null;
      }
    }
    return { done: true, value: undefined };
  };
  return {
    next: () => {
      const answer = turn.then(next);
      turn = answer.catch(() => undefined);
      return answer;
    },
    return: async () => {
      close();
      return { done: true, value: undefined };
    },
    throw: async (error) => {
      close();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
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
