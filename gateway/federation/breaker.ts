import type { Clock } from '#kit/runtime/clock.ts';

const BUCKET_MS = 1_000;
const BUCKETS = 10;
const CALLS_MIN = 20;
const FAILED_SHARE_MAX = 0.5;
const OPEN_MS = 5_000;

interface Bucket {
  readonly number: number;
  calls: number;
  failed: number;
}

/**
 * Stops calls to a subgraph that mostly fails: open when at least half of at least 20 calls within 10 s failed, then one
 * probe after 5 s decides. Only failures of transport count; a GraphQL error is an answer.
 */
export class Breaker {
  readonly #clock: Clock;
  #buckets: Bucket[] = [];
  #openUntilMs: number | null = null;
  #probing = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether a call may go out. Every call let through is answered for by `succeeded`, `failed` or `abandoned`. */
  admits(): boolean {
    if (this.#openUntilMs === null) return true;
    if (this.#probing || this.#nowMs() < this.#openUntilMs) return false;
    this.#probing = true;
    return true;
  }

  /** Until the next probe; 0 while closed. */
  get retryAfterMs(): number {
    return this.#openUntilMs === null ? 0 : Math.max(0, this.#openUntilMs - this.#nowMs());
  }

  succeeded(): void {
    if (this.#probing) this.#close();
    this.#bucket().calls += 1;
  }

  failed(): void {
    if (this.#probing) {
      this.#open();
      return;
    }
    const bucket = this.#bucket();
    bucket.calls += 1;
    bucket.failed += 1;
    if (this.#openUntilMs === null && this.#mostlyFails()) this.#open();
  }

  /** The call said nothing about the subgraph: its client went away. */
  abandoned(): void {
    this.#probing = false;
  }

  #mostlyFails(): boolean {
    const calls = this.#buckets.reduce((sum, bucket) => sum + bucket.calls, 0);
    const failed = this.#buckets.reduce((sum, bucket) => sum + bucket.failed, 0);
    return calls >= CALLS_MIN && failed >= calls * FAILED_SHARE_MAX;
  }

  #open(): void {
    this.#openUntilMs = this.#nowMs() + OPEN_MS;
    this.#probing = false;
  }

  #close(): void {
    this.#openUntilMs = null;
    this.#probing = false;
    this.#buckets = [];
  }

  #bucket(): Bucket {
    const number = Math.floor(this.#nowMs() / BUCKET_MS);
    const last = this.#buckets.at(-1);
    if (last?.number === number) return last;
    const fresh = { number, calls: 0, failed: 0 };
    this.#buckets = [...this.#buckets.filter((bucket) => bucket.number > number - BUCKETS), fresh];
    return fresh;
  }

  #nowMs(): number {
    return this.#clock.now().getTime();
  }
}
