import { hasBegun, type Lane, noteBegun } from '#kit/commands/lane.ts';
import type { Reply } from '#kit/commands/reply.ts';
import { type Clock, systemClock } from '#kit/runtime/clock.ts';
import { systemTimers, type Timers } from '#kit/runtime/timers.ts';
import type { ConnectorError } from '#schema/errors/connector-error.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { Gate } from './gate.ts';
import { intervalMsOf, type Turn } from './gcra.ts';
import { InOrder } from './in-order.ts';

/** What one vendor connection may take. */
export interface PacerSettings {
  /** Calls in any second, from all our processes together; null = no limit. */
  readonly ratePerSecond: number | null;
  /** Calls at once from this process; null = no limit. */
  readonly concurrency: number | null;
  /** Who would wait longer is refused at once with `RateLimited`; left out = 5,000. */
  readonly waitMaxMs?: number;
}

/** Where the turns of a connection are given, one after the other, to all processes. */
export interface Turns {
  take(ask: { readonly lane: Lane; readonly intervalMs: number; readonly waitMaxMs: number }): Promise<Turn>;
  /** How long the vendor's silence still lasts; zero or less when there is none. */
  heldMs(): Promise<number>;
  holdBack(retryAfterMs: number): Promise<void>;
}

/** Holds one connection's calls to what its vendor allows. */
export interface Pacer {
  /**
   * Makes the call when its turn has come, and answers what it answers; `RateLimited` at once, and no call, when that
   * would take too long; a work under `inLaneAsOne` goes on before others begin. A `RateLimited` that the call answers holds back every lane in every process. Calls must not
   * be nested: the inner one would wait for the place that the outer one holds.
   */
  run<Value>(lane: Lane, call: () => Reply<Value>): Reply<Value>;
  /** The vendor asked for silence. */
  holdBack(retryAfterMs: number): Promise<void>;
}

export interface PacerParts {
  readonly turns: Turns;
  readonly timers?: Timers;
  /** Measures waits; the machine's own, whatever the business clock says. */
  readonly clock?: Clock;
}

const WAIT_MAX_MS = 5000;
/** After which a call that found every place taken may be tried again. */
const BUSY_RETRY_MS = 1000;

type Given = Result<null, ConnectorError>;

export function openPacer(settings: PacerSettings, parts: PacerParts): Pacer {
  return new PacerOfConnection(settings, parts);
}

class PacerOfConnection implements Pacer {
  readonly #intervalMs: number | null;
  readonly #waitMaxMs: number;
  readonly #gate: Gate;
  readonly #turns: Turns;
  readonly #timers: Timers;
  readonly #clock: Clock;
  // One statement at a time, so that this process does not stand in line behind itself for the row's lock.
  readonly #asking = new InOrder();
  readonly #bulk = new InOrder();

  constructor(settings: PacerSettings, { turns, timers = systemTimers, clock = systemClock }: PacerParts) {
    this.#intervalMs = settings.ratePerSecond === null ? null : intervalMsOf(settings.ratePerSecond);
    this.#waitMaxMs = settings.waitMaxMs ?? WAIT_MAX_MS;
    this.#gate = new Gate(settings.concurrency, timers);
    this.#turns = turns;
    this.#timers = timers;
    this.#clock = clock;
  }

  async run<Value>(lane: Lane, call: () => Reply<Value>): Reply<Value> {
    const given = await this.#turn(lane);
    if (!given.ok) return given;
    noteBegun();
    try {
      const reply = await call();
      if (!reply.ok && reply.error.kind === 'RateLimited') await this.holdBack(reply.error.retryAfterMs);
      return reply;
    } finally {
      this.#gate.leave(lane);
    }
  }

  async holdBack(retryAfterMs: number): Promise<void> {
    if (this.#intervalMs !== null) await this.#turns.holdBack(retryAfterMs);
  }

  #turn(lane: Lane): Promise<Given> {
    const untilMs = this.#nowMs() + this.#waitMaxMs;
    if (lane === 'INTERACTIVE') return this.#wait(lane, untilMs);
    const aheadMs = this.#bulk.count * (this.#intervalMs ?? 0);
    // What has begun is not sent away half done: it would make its first calls again, and with many such works hardly
    // any would ever come to its last.
    const isAhead = hasBegun();
    if (!isAhead && aheadMs > this.#waitMaxMs) return Promise.resolve(refused(aheadMs));
    // Only the first in line asks for a turn: the others would ask in vain.
    return this.#bulk.run(() => this.#wait(lane, untilMs), isAhead);
  }

  /** Ends with a place inside and the slot's time come, or with neither. */
  async #wait(lane: Lane, untilMs: number): Promise<Given> {
    for (let leftMs = untilMs - this.#nowMs(); leftMs >= 0; leftMs = untilMs - this.#nowMs()) {
      // The place first: slots that were taken while none is free would be used late, and then all at once.
      if (!(await this.#gate.enter(lane, leftMs))) return refused(BUSY_RETRY_MS);
      const { outcome, waitMs } = await this.#given(lane, untilMs);
      if (outcome === 'GRANTED') return ok(null);
      this.#gate.leave(lane);
      if (outcome === 'REFUSED' || this.#nowMs() + waitMs > untilMs) return refused(waitMs);
      await this.#timers.sleep(Math.ceil(waitMs));
    }
    return refused(BUSY_RETRY_MS);
  }

  /** Asks for a slot and, when it is given, waits for it; gives the place back when asking fails. */
  async #given(lane: Lane, untilMs: number): Promise<Turn> {
    try {
      const turn = await this.#take(lane, untilMs);
      if (turn.outcome !== 'GRANTED' || turn.waitMs <= 0) return turn;
      await this.#timers.sleep(Math.ceil(turn.waitMs));
      // The vendor may have asked for silence after the slot was given: it is wasted then.
      const heldMs = await this.#turns.heldMs();
      return heldMs > 0 ? { outcome: 'ASK_AGAIN', waitMs: heldMs } : turn;
    } catch (error) {
      this.#gate.leave(lane);
      throw error;
    }
  }

  #take(lane: Lane, untilMs: number): Promise<Turn> {
    const intervalMs = this.#intervalMs;
    if (intervalMs === null) return Promise.resolve({ outcome: 'GRANTED', waitMs: 0 });
    return this.#asking.run(() =>
      this.#turns.take({ lane, intervalMs, waitMaxMs: Math.max(0, untilMs - this.#nowMs()) }),
    );
  }

  #nowMs(): number {
    return this.#clock.now().getTime();
  }
}

function refused(retryAfterMs: number): Given {
  return fail({ kind: 'RateLimited', retryAfterMs: Math.max(1, Math.ceil(retryAfterMs)) });
}
