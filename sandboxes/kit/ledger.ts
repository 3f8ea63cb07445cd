import type { SandboxClock } from './clock.ts';
import type { Collection, Store } from './store.ts';

/** One business effect that this vendor holds: a record made or changed, whoever asked for it. */
export interface Effect {
  readonly sequence: number;
  readonly at: string;
  /** Vendor's own word, such as `invoice.created`. */
  readonly kind: string;
  /** The vendor's id of the record. */
  readonly id: string;
  /** The caller's idempotency key or external id, where the call carried one. */
  readonly key: string | null;
  /** The few fields a reader needs to tell effects apart, amounts above all. */
  readonly summary: Readonly<Record<string, unknown>>;
}

export interface SeenRequest {
  readonly sequence: number;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly key: string | null;
  readonly status: number | null;
  readonly fault: string | null;
}

const REQUESTS_MAX = 20_000;

/** What the vendor did and what it was asked. Effects are kept for ever, requests up to a bound. */
export class Ledger {
  readonly #effects: Collection<Effect>;
  readonly #store: Store;
  readonly #clock: SandboxClock;
  #requests: SeenRequest[] = [];
  #requestCount = 0;

  constructor(store: Store, clock: SandboxClock) {
    this.#store = store;
    this.#clock = clock;
    this.#effects = store.collection<Effect>('effect');
  }

  record(effect: Pick<Effect, 'kind' | 'id' | 'key' | 'summary'>): void {
    const sequence = this.#store.next('effect');
    this.#effects.put(String(sequence), { sequence, at: this.#clock.now().toISOString(), ...effect });
  }

  effects(): Effect[] {
    return this.#effects.values();
  }

  seen(request: Pick<SeenRequest, 'method' | 'path' | 'key' | 'status' | 'fault'>): void {
    this.#requestCount += 1;
    this.#requests.push({ sequence: this.#requestCount, at: this.#clock.now().toISOString(), ...request });
    if (this.#requests.length > REQUESTS_MAX) this.#requests = this.#requests.slice(-REQUESTS_MAX / 2);
  }

  requests(): readonly SeenRequest[] {
    return this.#requests;
  }

  reset(): void {
    this.#requests = [];
    this.#requestCount = 0;
  }
}
