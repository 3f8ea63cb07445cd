import type { SandboxClock } from '../kit/clock.ts';
import type { VendorReply } from '../kit/server.ts';
import { problem } from './problem.ts';

interface Limits {
  /** Calls at the same instant, over all clients of the account. */
  readonly concurrencyMax: number;
  /** Null = no limit. The vendor documents none; it is there to starve a client on purpose. */
  readonly ratePerSecond: number | null;
}

const SECOND_MS = 1000;

/** Counts the calls in flight and those of the last second. */
export class Governance {
  readonly #limits: Limits;
  readonly #clock: SandboxClock;
  #inFlight = 0;
  #startedAt: number[] = [];

  constructor(limits: Limits, clock: SandboxClock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Lets a call in and counts it, or answers why not. Every call let in must `leave`. */
  enter(): VendorReply | null {
    const { concurrencyMax, ratePerSecond } = this.#limits;
    if (this.#inFlight >= concurrencyMax) return tooManyRequests(null);
    if (ratePerSecond !== null) {
      const now = this.#clock.now().getTime();
      this.#startedAt = this.#startedAt.filter((at) => Math.abs(now - at) < SECOND_MS);
      if (this.#startedAt.length >= ratePerSecond) return tooManyRequests(null);
      this.#startedAt.push(now);
    }
    this.#inFlight += 1;
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

/** The code is [?]; no Retry-After is documented, so one is sent only when a fault rule names it. */
export function tooManyRequests(retryAfterS: number | null): VendorReply {
  const detail = 'The concurrent request limit of the account was exceeded. Try the request again later.';
  const headers = retryAfterS === null ? {} : { 'retry-after': String(retryAfterS) };
  return problem(429, [{ detail, code: 'CONCURRENCY_LIMIT_EXCEEDED' }], headers);
}
