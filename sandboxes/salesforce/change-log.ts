import type { Fault } from '../kit/faults.ts';
import type { SandboxParts } from '../kit/server.ts';
import type { Collection } from '../kit/store.ts';
import { asGap, type ChangeEvent, changeEvents } from './change-event.ts';
import type { RecordChange, Writer } from './org.ts';

// evidence: docs: events are kept for 72 hours (salesforce.md, Change notification)
const KEPT_MS = 72 * 3_600_000;
const KEPT_MAX = 100_000;
const STRIKES: readonly Fault[] = ['duplicate-webhook', 'drop-webhook', 'reorder-webhook', 'gap-event'];
const REPLAY_BASE = 41_000n;

interface KeptEvent {
  /** 1 for the org's first event, then without holes. */
  readonly position: number;
  readonly keptAtMs: number;
  readonly event: ChangeEvent;
}

/** The event bus: what was published in the last 72 hours, in order, each at a position. Survives a restart. */
export class ChangeLog {
  readonly #parts: SandboxParts;
  readonly #collection: Collection<KeptEvent>;
  /** Events that a fault held back or dropped, by their event id. */
  readonly #unsent: Collection<ChangeEvent>;
  readonly #held: Collection<string>;
  readonly #listeners = new Set<() => void>();
  #kept: KeptEvent[] = [];
  #waking = false;

  constructor(parts: SandboxParts) {
    this.#parts = parts;
    this.#collection = parts.store.collection<KeptEvent>('change-event');
    this.#unsent = parts.store.collection<ChangeEvent>('change-unsent');
    this.#held = parts.store.collection<string>('change-held');
    this.reload();
  }

  /** Takes the state of the store again, at the start and after a reset. */
  reload(): void {
    this.#kept = this.#collection.values();
  }

  /** The position of the newest event; 0 before the first. */
  get last(): number {
    return this.#parts.store.collection<number>('counter').get('change-event') ?? 0;
  }

  /** The position in front of the oldest event that is still kept. */
  get floor(): number {
    const [oldest] = this.#kept;
    return oldest === undefined ? this.last : oldest.position - 1;
  }

  /** Publishes the events of one transaction; a fault may strike each of them. */
  publish(changes: readonly RecordChange[], writer: Writer): void {
    this.#expire();
    const commitNumber = this.#parts.store.next('commit');
    const commitAtMs = this.#parts.clock.now().getTime();
    for (const event of changeEvents(changes, writer, { commitNumber, commitAtMs })) this.#offer(event);
    this.#wake();
  }

  /** Publishes once more everything that is kept and everything that a fault kept back; answers how many. */
  replay(): number {
    this.#expire();
    const events = new Map(this.#kept.map(({ event }) => [event.eventId, event]));
    for (const [eventId, event] of this.#unsent.entries()) {
      events.set(eventId, event);
      this.#unsent.delete(eventId);
    }
    this.#held.delete('next');
    const inOrder = [...events.values()].sort(
      (left, right) => left.commitNumber - right.commitNumber || left.sequenceNumber - right.sequenceNumber,
    );
    for (const event of inOrder) this.#append(event);
    this.#wake();
    return inOrder.length;
  }

  /** The events behind a position, the oldest first. */
  *after(position: number): Generator<KeptEvent> {
    for (let index = Math.max(0, position - this.floor); index < this.#kept.length; index += 1) {
      const kept = this.#kept[index];
      if (kept !== undefined) yield kept;
    }
  }

  /** Calls back, outside of any transaction, when there is something new; answers how to stop that. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The position that a client's replay id names; null when it was never given out or is too old. */
  positionOf(replayId: Buffer): number | null {
    if (replayId.length !== 8) return null;
    const offset = replayId.readBigUInt64BE() - REPLAY_BASE;
    const position = offset < 0n ? -1 : Number(offset / 3n);
    const known = position >= this.floor && position <= this.last && replayIdOf(position).equals(replayId);
    return known ? position : null;
  }

  #offer(event: ChangeEvent): void {
    const fault = this.#parts.faults.strike(STRIKES, 'CDC', event.entityName)?.fault ?? null;
    const held = this.#held.get('next');
    if (fault === 'drop-webhook' || (fault === 'reorder-webhook' && held === undefined)) {
      this.#unsent.put(event.eventId, event);
      if (fault === 'reorder-webhook') this.#held.put('next', event.eventId);
      return;
    }
    this.#append(fault === 'gap-event' ? asGap(event) : event);
    if (fault === 'duplicate-webhook') this.#append(event);
    const late = held === undefined ? undefined : this.#unsent.get(held);
    if (held === undefined || late === undefined) return;
    this.#append(late);
    this.#unsent.delete(held);
    this.#held.delete('next');
  }

  #append(event: ChangeEvent): void {
    const position = this.#parts.store.next('change-event');
    const kept = { position, keptAtMs: this.#parts.clock.now().getTime(), event };
    this.#collection.put(String(position), kept);
    this.#kept.push(kept);
  }

  #expire(): void {
    const oldestMs = this.#parts.clock.now().getTime() - KEPT_MS;
    let expired = Math.max(0, this.#kept.length - KEPT_MAX);
    while ((this.#kept[expired]?.keptAtMs ?? oldestMs) < oldestMs) expired += 1;
    for (const { position } of this.#kept.splice(0, expired)) this.#collection.delete(String(position));
  }

  #wake(): void {
    if (this.#waking) return;
    this.#waking = true;
    setImmediate(() => {
      this.#waking = false;
      for (const listener of this.#listeners) listener();
    });
  }
}

// evidence: docs: replay ids are opaque and have gaps (salesforce.md, Change notification)
export function replayIdOf(position: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(REPLAY_BASE + BigInt(position) * 3n + BigInt(position % 2));
  return bytes;
}
