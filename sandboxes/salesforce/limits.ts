import type { SandboxParts, VendorReply } from '../kit/server.ts';
import { errorReply, refused } from './errors.ts';

const DAY_MS = 86_400_000;

/** The calls of the last day by the sandbox's clock against the org's allowance. Counted in memory only. */
export class DailyLimit {
  readonly #parts: SandboxParts;
  readonly #requestsMax: number;
  #dayFrom = 0;
  #used = 0;

  constructor(parts: SandboxParts, requestsMax: number) {
    this.#parts = parts;
    this.#requestsMax = requestsMax;
  }

  /** Counts a call; false when the allowance is used up. */
  take(): boolean {
    const nowMs = this.#parts.clock.now().getTime();
    if (Math.abs(nowMs - this.#dayFrom) >= DAY_MS) {
      this.#dayFrom = nowMs;
      this.#used = 0;
    }
    if (this.#used >= this.#requestsMax) return false;
    this.#used += 1;
    return true;
  }

  // evidence: sdk: jsforce reads api-usage from Sforce-Limit-Info (salesforce.md, Rate limits)
  headers(): Readonly<Record<string, string>> {
    return { 'Sforce-Limit-Info': `api-usage=${this.#used}/${this.#requestsMax}` };
  }

  reply(): VendorReply {
    const daily = { Max: this.#requestsMax, Remaining: this.#requestsMax - this.#used };
    return { status: 200, body: { DailyApiRequests: daily } };
  }
}

// evidence: 2nd: the day limit is answered with 403, not 429 (salesforce.md, Rate limits)
export function limitRefusal(retryAfterS: number | null): VendorReply {
  const reply = errorReply(refused('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.', [], 403));
  return retryAfterS === null ? reply : { ...reply, headers: { 'Retry-After': String(retryAfterS) } };
}

export function brokenReply(retryAfterS: number | null): VendorReply {
  const reply = errorReply(refused('UNKNOWN_EXCEPTION', 'An unexpected error occurred.', [], 500));
  return retryAfterS === null ? reply : { ...reply, headers: { 'Retry-After': String(retryAfterS) } };
}
