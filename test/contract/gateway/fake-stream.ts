import { EventStream } from '#gateway/live/event-stream.ts';
import { findCursor, writeCursor } from '#kit/events/stream-cursor.ts';
import type { Principal } from '#kit/identity/principal.ts';

export interface FakeEvent {
  readonly cursor: string;
  readonly sequence: number;
  readonly kind: string;
  readonly occurredAt: string | null;
  readonly customer: { readonly id: string } | null;
}

interface Logged {
  /** From 1 on. */
  readonly place: number;
  readonly kind: string;
  readonly customerId: string | null;
  readonly occurredAt: string | null;
  /** Null = seen by all. */
  readonly entity: string | null;
}

interface Reader {
  readonly items: EventStream<{ readonly event: FakeEvent }>;
  readonly entities: readonly string[] | null;
  sequence: number;
}

interface Asking {
  readonly principal?: Principal | null;
}

/** The cursor of whoever has been told so many events, of which the last one stands at this place. */
export function at(place: number, sequence = place, inSnapshot = false): string {
  return writeCursor({ position: { xid: '7', id: String(place) }, sequence, inSnapshot });
}

/**
 * An event log as the operations subgraph has one: whoever follows it gets what it missed, then what comes, counted for
 * each reader from one on.
 */
export class FakeStream {
  readonly #log: Logged[] = [];
  readonly #readers = new Set<Reader>();
  /** What was asked for at each subscription. */
  readonly resumedFrom: (string | null)[] = [];
  /** Whether a resumed reader is told the event at its cursor once more. */
  repeats = false;
  /** Of the events that are told from now on. */
  occurredAt: string | null = null;
  /** Items that a reader without a cursor is given in the place of the log's beginning; null = it is given the log. */
  snapshot: readonly string[] | null = null;

  get openCount(): number {
    return this.#readers.size;
  }

  tell(kind: string, customerId: string | null = null, entity: string | null = null): void {
    const logged = { place: this.#log.length + 1, kind, customerId, entity, occurredAt: this.occurredAt };
    this.#log.push(logged);
    for (const reader of this.#readers) push(reader, logged);
  }

  /** Written into the log, but told to nobody: as if it came while the line was down. */
  miss(kind: string): void {
    this.#log.push({ place: this.#log.length + 1, kind, customerId: null, entity: null, occurredAt: null });
    for (const reader of this.#readers) reader.sequence += 1;
  }

  resolvers(): unknown {
    const subscribe = (_root: unknown, { resumeFrom }: { readonly resumeFrom?: string | null }, asking: Asking) =>
      this.#follow(resumeFrom ?? null, asking.principal?.entities ?? null);
    const field = { subscribe, resolve: ({ event }: { readonly event: FakeEvent }) => event };
    return { Subscription: { news: field, plain: field } };
  }

  #follow(resumeFrom: string | null, entities: readonly string[] | null) {
    this.resumedFrom.push(resumeFrom);
    const reader: Reader = {
      items: new EventStream(() => this.#readers.delete(reader)),
      entities,
      sequence: 0,
    };
    this.#readers.add(reader);
    const cursor = resumeFrom === null ? null : findCursor(resumeFrom);
    const back = this.repeats && cursor !== null ? 1 : 0;
    reader.sequence = (cursor?.sequence ?? 0) - back;
    let from = Number(cursor?.position.id ?? 0) - back;
    if (this.snapshot !== null && (cursor === null || cursor.inSnapshot)) {
      from = this.#log.length;
      this.#tellSnapshot(reader, this.snapshot);
    }
    for (const logged of this.#log.slice(from)) push(reader, logged);
    return reader.items;
  }

  #tellSnapshot(reader: Reader, kinds: readonly string[]): void {
    for (const [index, kind] of kinds.entries()) {
      reader.sequence += 1;
      const cursor = at(this.#log.length, reader.sequence, index < kinds.length - 1);
      reader.items.push({ event: { cursor, sequence: reader.sequence, kind, occurredAt: null, customer: null } });
    }
  }
}

function push(reader: Reader, { place, kind, customerId, entity, occurredAt }: Logged): void {
  if (entity !== null && reader.entities?.includes(entity) === false) return;
  reader.sequence += 1;
  const cursor = at(place, reader.sequence);
  const customer = customerId === null ? null : { id: customerId };
  reader.items.push({ event: { cursor, sequence: reader.sequence, kind, occurredAt, customer } });
}
