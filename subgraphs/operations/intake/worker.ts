import type { EntityManager } from 'typeorm';
import type { EventPosition, LoggedEvent } from '#kit/events/event.ts';
import { LOG_START, readEvents } from '#kit/events/event-log.ts';
import type { Logger } from '#kit/observability/log.ts';
import { told } from '#kit/observability/present-span.ts';
import { NO_TRACER } from '#kit/observability/trace.ts';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import type { RequestParts } from '../requests/request.ts';
import { handleItem } from './handle-item.ts';
import { tellOverdue } from './postgres-exceptions.ts';
import { claimDue, eventName, type Item, keepItem, readDueCounts } from './postgres-items.ts';
import { takeNews } from './postgres-news.ts';

export interface IntakeSettings {
  readonly parts: RequestParts;
  readonly timers: Timers;
  readonly log: Logger;
}

export interface Intake {
  /** Ends once everything that can be dealt with now is. What waits for something else goes on waiting. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const EVENTS_MAX = 200;
const ITEMS_MAX = 16;
/** Things whose time has come are looked for so often; the event bell brings everything else at once. */
const POLL_MS = 1_000;
const SWEEP_MS = 60_000;
const HORIZON_PAUSE_MS = 10;

/**
 * Reads the event log and does what it calls for. Any number of processes may: one at a time reads, and each item is
 * dealt with by one of them.
 */
export function startIntake({ parts, timers, log }: IntakeSettings): Intake {
  const running = new Reader(parts, log, timers);
  const onError = (error: unknown) => log.error({ err: error }, 'intake failed');
  const wake = () => {
    running.run().catch(onError);
  };
  const unlisten = parts.bell.listen(wake);
  const poll = timers.every(POLL_MS, () => running.run(), onError);
  const sweep = timers.every(
    SWEEP_MS,
    () => inTransaction(parts.dataSource, (em) => tellOverdue(em, { ids: parts.ids, now: parts.clock.now() })),
    onError,
  );
  wake();
  return {
    settle: () => running.settle(),
    close: async () => {
      unlisten();
      poll.stop();
      sweep.stop();
      await Promise.all([poll.stopped, sweep.stopped]);
      await running.stop();
    },
  };
}

/** Work that never runs twice at once in a process; what comes meanwhile is done by the same run. */
class Reader {
  readonly #parts: RequestParts;
  readonly #log: Logger;
  readonly #timers: Timers;
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(parts: RequestParts, log: Logger, timers: Timers) {
    this.#parts = parts;
    this.#log = log;
    this.#timers = timers;
  }

  run(): Promise<void> {
    this.#again = true;
    if (this.#stopped) return Promise.resolve();
    this.#running ??= this.#work().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async settle(): Promise<void> {
    const { manager } = this.#parts.dataSource;
    const [last = LOG_START] = await rows<EventPosition>(
      manager,
      'select xid::text, id::text from event_log.event e order by e.xid desc, e.id desc limit 1',
    );
    while (!this.#stopped) {
      await this.run();
      const hasRead = await hasReadTo(manager, last);
      if (hasRead && (await readDueCounts(manager, this.#parts.clock.now())) === 0) return;
      // A transaction that is under way somewhere hides what was written after it began.
      if (!hasRead) await this.#timers.sleep(HORIZON_PAUSE_MS);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running?.catch(() => undefined);
  }

  async #work(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      const readCount = await ingest(this.#parts);
      const handledCount = await handleDue(this.#parts, this.#log);
      if (readCount > 0 || handledCount > 0) this.#again = true;
    }
  }
}

async function hasReadTo(em: EntityManager, { xid, id }: EventPosition): Promise<boolean> {
  const reached = await firstRow(
    em,
    'select one from operations.intake_cursor c where (c.xid, c.id) >= ($1::xid8, $2::bigint)',
    [xid, id],
  );
  return reached !== null;
}

/** Takes the next events into our tables and moves the cursor, in one transaction. Answers how many. */
export async function ingest(parts: RequestParts): Promise<number> {
  try {
    return await inTransaction(parts.dataSource, (em) => readOn(em, parts, EVENTS_MAX, takeOne));
  } catch {
    // One of them cannot be taken: they are gone through one by one, so that it holds back nobody.
    return inTransaction(parts.dataSource, (em) => readOn(em, parts, 1, takeOne)).catch(() =>
      inTransaction(parts.dataSource, (em) => readOn(em, parts, 1, setAside)),
    );
  }
}

type Take = (em: EntityManager, now: Date, event: LoggedEvent) => Promise<void>;

async function readOn(em: EntityManager, { clock }: RequestParts, limit: number, take: Take): Promise<number> {
  const cursor = await firstRow<{ xid: string; id: string; began_on: string | null }>(
    em,
    'select xid::text, id::text, began_on::text from operations.intake_cursor for update skip locked',
  );
  // Somebody else reads just now.
  if (cursor === null) return 0;
  if (cursor.began_on === null) {
    await rows(em, 'update operations.intake_cursor set began_on = $1', [clock.today()]);
  }
  const events = await readEvents(em, cursor, {}, limit);
  for (const event of events) await take(em, clock.now(), event);
  const last = events.at(-1)?.position;
  if (last === undefined) return 0;
  await rows(em, 'update operations.intake_cursor set xid = $1::xid8, id = $2::bigint', [last.xid, last.id]);
  return events.length;
}

async function takeOne(em: EntityManager, now: Date, event: LoggedEvent): Promise<void> {
  const failure = await takeNews(em, now, event);
  if (failure !== null) await setAside(em, now, event);
}

/** Keeps an event that cannot be taken, as it came, for whoever looks at it. */
function setAside(em: EntityManager, now: Date, event: LoggedEvent): Promise<void> {
  return keepItem(em, now, event, eventName(event.position));
}

/** Deals with what is due: side by side, but what belongs to one contract or customer in the order in which it came. */
export async function handleDue(parts: RequestParts, log: Logger): Promise<number> {
  const due = await claimDue(parts.dataSource.manager, parts.clock.now(), ITEMS_MAX);
  const groups = Map.groupBy(due, groupOf);
  await Promise.all(
    [...groups.values()].map(async (items) => {
      for (const item of items) {
        const span = (parts.tracer ?? NO_TRACER).start('intake item', 'internal');
        if (span.isRecorded) span.set({ 'revgraph.correlation_id': item.correlation_id });
        await told(span, () => handleItem({ parts, log }, item));
      }
    }),
  );
  return due.length;
}

function groupOf({ contract_id, customer_id, subject }: Item): string {
  return contract_id ?? customer_id ?? subject;
}
