import { EventStream } from '#gateway/federation/event-stream.ts';

export interface FakeEvent {
  readonly cursor: string;
  readonly sequence: number;
  readonly kind: string;
  readonly customer: { readonly id: string } | null;
}

/** An event log as the operations subgraph has one: whoever follows it gets what it missed, then what comes. */
export class FakeStream {
  readonly #log: FakeEvent[] = [];
  readonly #readers = new Set<EventStream<{ readonly event: FakeEvent }>>();
  /** What was asked for at each subscription. */
  readonly resumedFrom: (string | null)[] = [];
  /** Whether a resumed reader is told the event at its cursor once more. */
  repeats = false;

  get openCount(): number {
    return this.#readers.size;
  }

  tell(kind: string, customerId: string | null = null): void {
    const sequence = this.#log.length + 1;
    const event = {
      cursor: `at-${sequence}`,
      sequence,
      kind,
      customer: customerId === null ? null : { id: customerId },
    };
    this.#log.push(event);
    for (const reader of this.#readers) reader.push({ event });
  }

  /** Written into the log, but told to nobody: as if it came while the line was down. */
  miss(kind: string): void {
    const readers = [...this.#readers];
    this.#readers.clear();
    this.tell(kind);
    for (const reader of readers) this.#readers.add(reader);
  }

  resolvers(): unknown {
    const subscribe = (_root: unknown, { resumeFrom }: { readonly resumeFrom?: string | null }) => {
      this.resumedFrom.push(resumeFrom ?? null);
      const reader: EventStream<{ readonly event: FakeEvent }> = new EventStream(() => this.#readers.delete(reader));
      this.#readers.add(reader);
      const after =
        resumeFrom === undefined || resumeFrom === null
          ? 0
          : Number(resumeFrom.slice('at-'.length)) - (this.repeats ? 1 : 0);
      for (const event of this.#log.slice(after)) reader.push({ event });
      return reader;
    };
    const field = { subscribe, resolve: ({ event }: { readonly event: FakeEvent }) => event };
    return { Subscription: { news: field, plain: field } };
  }
}
