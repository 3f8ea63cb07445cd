import { Recent } from '#gateway/recent.ts';
import type { Clock } from '#kit/runtime/clock.ts';

/** What a caller is told of its budget, in points; `restoreRate` a second. */
export interface ToldBudget {
  readonly limit: number;
  readonly remaining: number;
  readonly restoreRate: number;
}

export interface CostBudgetsSettings {
  /** Points that one caller may spend at one time. */
  readonly limit: number;
  /** Points that come back each second. */
  readonly restoreRate: number;
  readonly clock: Clock;
}

/** What a caller has spent and not got back by an instant. */
interface Spent {
  points: number;
  atMs: number;
}

/** As many callers are remembered; whoever was away for the longest begins anew. */
const CALLERS_MAX = 10_000;
const SECOND_MS = 1_000;

/**
 * Points of cost that each caller may spend over time: a bucket that leaks at a steady rate. A look into a map and some
 * arithmetic a request; in this process's memory, as rates are.
 */
export class CostBudgets {
  readonly limit: number;
  readonly #restoreRate: number;
  readonly #clock: Clock;
  readonly #spent = new Recent<Spent>(CALLERS_MAX);

  constructor({ limit, restoreRate, clock }: CostBudgetsSettings) {
    this.limit = limit;
    this.#restoreRate = restoreRate;
    this.#clock = clock;
  }

  /**
   * Takes the points, or nothing: the seconds after which there are as many. What is dearer than the whole budget takes
   * all of it.
   */
  charge(caller: string, points: number): number {
    const spent = this.#spentBy(caller);
    const beyond = spent.points + Math.min(points, this.limit) - this.limit;
    if (beyond > 0) return Math.ceil(beyond / this.#restoreRate);
    spent.points += Math.min(points, this.limit);
    return 0;
  }

  /** Gives back what an operation was charged with and did not cost, and says what is left. */
  settle(caller: string, unspent: number): ToldBudget {
    const spent = this.#spentBy(caller);
    spent.points = Math.max(0, spent.points - unspent);
    return {
      limit: this.limit,
      remaining: Math.max(0, Math.floor(this.limit - spent.points)),
      restoreRate: this.#restoreRate,
    };
  }

  #spentBy(caller: string): Spent {
    const nowMs = this.#clock.now().getTime();
    const spent = this.#spent.find(caller);
    if (spent === undefined) return this.#spent.keep(caller, { points: 0, atMs: nowMs });
    const restored = (Math.max(0, nowMs - spent.atMs) / SECOND_MS) * this.#restoreRate;
    spent.points = Math.max(0, spent.points - restored);
    spent.atMs = nowMs;
    return spent;
  }
}
