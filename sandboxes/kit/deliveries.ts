import type { Collection, Store } from './store.ts';

/** One message that the vendor wants to hand over, with what is needed to send it again. */
export interface Delivery {
  readonly sequence: number;
  readonly eventId: string;
  readonly url: string;
  readonly body: string;
  readonly status: 'pending' | 'delivered' | 'failed' | 'dropped';
  readonly attempts: number;
}

/** Makes the headers at the moment of sending: signatures carry the time of the attempt; each url has its secret. */
export type SignDelivery = (body: string, url: string) => Readonly<Record<string, string>>;

const ATTEMPTS_MAX = 8;
const FIRST_PAUSE_MS = 200;

/**
 * Sends webhooks one after the other and tries again with growing pauses until it is answered with 2xx.
 * What was not delivered when the process ended is sent at the next start.
 */
export class Deliveries {
  readonly #store: Store;
  readonly #deliveries: Collection<Delivery>;
  #sign: SignDelivery | null = null;
  #queue: string[] = [];
  #held: string | null = null;
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(store: Store) {
    this.#store = store;
    this.#deliveries = store.collection<Delivery>('delivery');
  }

  /** Starts the sending; what an earlier process left pending goes first. */
  start(sign: SignDelivery): void {
    this.#sign = sign;
    for (const [id, delivery] of this.#deliveries.entries()) if (delivery.status === 'pending') this.#queue.push(id);
    this.#run();
  }

  /**
   * Queues a message. `fault` is what struck it: `duplicate-webhook` sends it twice, `drop-webhook` never,
   * `reorder-webhook` holds it back until the next one has gone.
   */
  send(eventId: string, url: string, body: string, fault: string | null): void {
    const sequence = this.#store.next('delivery');
    const id = String(sequence);
    const status = fault === 'drop-webhook' ? 'dropped' : 'pending';
    this.#deliveries.put(id, { sequence, eventId, url, body, status, attempts: 0 });
    if (fault === 'drop-webhook') return;
    if (fault === 'reorder-webhook' && this.#held === null) {
      this.#held = id;
      return;
    }
    this.#queue.push(id);
    if (fault === 'duplicate-webhook') this.#queue.push(id);
    if (this.#held !== null) {
      this.#queue.push(this.#held);
      this.#held = null;
    }
    this.#run();
  }

  /** A receiver has moved: what still waits for its old address goes to the new one, and what is sent again later too. */
  redirect(from: string, to: string): void {
    for (const [id, delivery] of this.#deliveries.entries()) {
      if (delivery.url === from) this.#deliveries.put(id, { ...delivery, url: to });
    }
  }

  list(): Delivery[] {
    return this.#deliveries.values();
  }

  /** Sends everything once more, the dropped ones too; answers how many. */
  async replay(): Promise<number> {
    const ids = this.#deliveries.entries().map(([id]) => id);
    this.#queue.push(...ids);
    this.#run();
    await this.#running;
    return ids.length;
  }

  stop(): void {
    this.#stopped = true;
  }

  #run(): void {
    if (this.#sign === null || this.#running !== null || this.#stopped) return;
    this.#running = this.#drain().finally(() => {
      this.#running = null;
      if (this.#queue.length > 0) this.#run();
    });
  }

  async #drain(): Promise<void> {
    for (;;) {
      const id = this.#queue.shift();
      if (id === undefined || this.#stopped) return;
      const delivery = this.#deliveries.get(id);
      if (delivery !== undefined) await this.#deliver(id, delivery);
    }
  }

  async #deliver(id: string, delivery: Delivery): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX && !this.#stopped; attempt += 1) {
      const delivered = await this.#post(delivery);
      const status = delivered ? 'delivered' : attempt === ATTEMPTS_MAX ? 'failed' : 'pending';
      if (this.#stopped) return;
      this.#deliveries.put(id, { ...delivery, status, attempts: delivery.attempts + attempt });
      if (delivered) return;
      await new Promise((resolve) => setTimeout(resolve, pauseMs).unref());
      pauseMs *= 2;
    }
  }

  async #post(delivery: Delivery): Promise<boolean> {
    try {
      const response = await fetch(delivery.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...this.#sign?.(delivery.body, delivery.url) },
        body: delivery.body,
        signal: AbortSignal.timeout(10_000),
      });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }
}
