import type { Clock } from '#kit/runtime/clock.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

const SECOND_MS = 1000;
/** From a request's arrival to its answer. */
const ANSWERS_AFTER_MS = 120;

/** A ledger on a clock of its own that takes so many requests in any second and refuses the others with 429. */
export class VirtualLedger {
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #ratePerSecond: number;
  /** When the requests of the last second came; of those, which were let in. */
  #cameMs: readonly number[] = [];
  #letInMs: readonly number[] = [];
  requestCount = 0;
  refusedCount = 0;
  /** The most that came within any second, the refused ones too. */
  busiestSecondCount = 0;

  constructor(ratePerSecond: number, { clock, timers }: { readonly clock: Clock; readonly timers: Timers }) {
    this.#ratePerSecond = ratePerSecond;
    this.#clock = clock;
    this.#timers = timers;
  }

  /** `arrived` is called when the request has come. */
  async request(arrived?: () => void): Promise<Result<null, ConnectorError>> {
    arrived?.();
    const nowMs = this.#clock.now().getTime();
    const ofLastSecond = (instantsMs: readonly number[]) => instantsMs.filter((atMs) => nowMs - atMs < SECOND_MS);
    this.#cameMs = [...ofLastSecond(this.#cameMs), nowMs];
    this.requestCount += 1;
    this.busiestSecondCount = Math.max(this.busiestSecondCount, this.#cameMs.length);
    const letIn = ofLastSecond(this.#letInMs);
    const isTooMany = letIn.length >= this.#ratePerSecond;
    this.#letInMs = isTooMany ? letIn : [...letIn, nowMs];
    await this.#timers.sleep(ANSWERS_AFTER_MS);
    if (!isTooMany) return ok(null);
    this.refusedCount += 1;
    return fail({ kind: 'RateLimited', retryAfterMs: SECOND_MS });
  }
}
