import type { SandboxClock } from '../kit/clock.ts';
import type { VendorReply } from '../kit/server.ts';
import { problem } from './problem.ts';

export interface Limits {
  /** Calls at the same instant, over all clients of the account. */
  readonly concurrencyMax: number;
  /** Null = no limit. The vendor documents none; it is there to starve a client on purpose. */
  readonly ratePerSecond: number | null;
  /** How long a second of the rate lasts, in milliseconds: a short one makes a test short. */
  readonly secondMs: number;
  /** The seconds that a refusal names in Retry-After; null = none, as the vendor does. */
  readonly retryAfterS: number | null;
}

/** Counts the calls in flight and those of the last second. */
export class Governance {
  readonly #clock: SandboxClock;
  #limits: Limits;
  #inFlight = 0;
  #inFlightMost = 0;
  #startedAt: number[] = [];

  constructor(limits: Limits, clock: SandboxClock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Other limits from the next call on; what is left out stays. */
  limit(change: Partial<Limits>): Limits {
    this.#limits = { ...this.#limits, ...change };
    return this.#limits;
  }

  limits(): Limits & { readonly inFlightMost: number } {
    return { ...this.#limits, inFlightMost: this.#inFlightMost };
  }

  /** Lets a call in and counts it, or answers why not. Every call let in must `leave`. */
  enter(): VendorReply | null {
    const { concurrencyMax, ratePerSecond, secondMs, retryAfterS } = this.#limits;
    if (this.#inFlight >= concurrencyMax) return tooManyRequests(retryAfterS);
    if (ratePerSecond !== null) {
      const now = this.#clock.now().getTime();
      this.#startedAt = this.#startedAt.filter((at) => Math.abs(now - at) < secondMs);
      if (this.#startedAt.length >= ratePerSecond) return tooManyRequests(retryAfterS);
      this.#startedAt.push(now);
    }
    this.#inFlight += 1;
    this.#inFlightMost = Math.max(this.#inFlightMost, this.#inFlight);
    return null;
  }

  leave(): void {
    this.#inFlight -= 1;
  }

  // evidence: docs: NetSuite governanceLimits operation, the answer without a limit of the integration's own.
  report(): VendorReply {
    const { concurrencyMax } = this.#limits;
    return {
      status: 200,
      body: {
        accountConcurrencyLimit: concurrencyMax,
        accountUnallocatedConcurrencyLimit: concurrencyMax,
        integrationLimitType: 'accountLimit',
      },
    };
  }
}

/** The code is [?]; no Retry-After is documented, so one is sent only when it was asked for. */
export function tooManyRequests(retryAfterS: number | null): VendorReply {
  const detail = 'The concurrent request limit of the account was exceeded. Try the request again later.';
  const headers = retryAfterS === null ? {} : { 'retry-after': String(retryAfterS) };
  return problem(429, [{ detail, code: 'CONCURRENCY_LIMIT_EXCEEDED' }], headers);
}
