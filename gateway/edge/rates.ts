import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { CostBudgets } from '#gateway/cost/cost-budgets.ts';
import type { Price } from '#gateway/cost/price.ts';
import type { Principal } from '#kit/identity/principal.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Metrics } from './metrics.ts';
import type { Refusal } from './refusal.ts';

const WINDOW_S = 60;

/** How often somebody may do something. Null: it was counted and may be done. Else who asked has to wait. */
export type Rate = (who: string) => Promise<Refusal | null>;

/** Counted in this process's memory from the first time on, for a minute. A limit that is switched off counts nobody. */
export function ratePerMinute(max: number, what: string, onSpent: () => void = () => undefined): Rate {
  if (!Number.isFinite(max)) return () => Promise.resolve(null);
  const limiter = new RateLimiterMemory({ points: max, duration: WINDOW_S });
  return async (who) => {
    try {
      await limiter.consume(who);
      return null;
    } catch (spent) {
      if (!(spent instanceof RateLimiterRes)) throw spent;
      onSpent();
      const retryAfter = Math.max(1, Math.ceil(spent.msBeforeNext / 1000));
      const message = `At most ${max} ${what} a minute; try again in ${retryAfter} s.`;
      return { code: 'RATE_LIMITED', message, retryAfter };
    }
  };
}

export type Charge = (
  who: Pick<Principal, 'subject'>,
  price: Price | null,
  variables: Readonly<Record<string, unknown>>,
) => Refusal | null;

/** The rates at the door, counted together for HTTP and sockets. */
export interface DoorRates {
  readonly perPrincipal: Rate;
  readonly perAddress: Rate;
  /** Counts one who came without valid credentials. Somebody else's failures never stand in the way of valid ones. */
  readonly failures: Rate;
  readonly webhooks: Rate;
  /** Takes what an operation may cost at most under its variables; null where it may run. */
  readonly charge: Charge;
  /** Null where none are kept. */
  readonly budgets: CostBudgets | null;
}

export interface DoorRatesMax {
  readonly requestsPerPrincipalMax: number;
  readonly requestsPerAddressMax: number;
  readonly failuresPerAddressMax: number;
  readonly webhooksPerAddressMax: number;
  /** Points of cost that one caller may spend at one time, and that come back each second. */
  readonly costBudgetMax: number;
  readonly costBudgetPerSecond: number;
}

export interface DoorRatesParts {
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'rateLimited'>;
}

export function doorRates(max: DoorRatesMax, { clock, metrics }: DoorRatesParts): DoorRates {
  const spent = (scope: string) => () => metrics.rateLimited(scope);
  const { costBudgetMax: limit, costBudgetPerSecond: restoreRate } = max;
  const isBounded = Number.isFinite(limit) && Number.isFinite(restoreRate);
  const budgets = isBounded ? new CostBudgets({ limit, restoreRate, clock }) : null;
  return {
    perPrincipal: ratePerMinute(max.requestsPerPrincipalMax, 'requests of one caller', spent('subject')),
    perAddress: ratePerMinute(max.requestsPerAddressMax, 'requests from one address', spent('address')),
    failures: ratePerMinute(max.failuresPerAddressMax, 'requests without valid credentials', spent('failures')),
    webhooks: ratePerMinute(max.webhooksPerAddressMax, 'messages from one address', spent('webhooks')),
    charge: chargeTo(budgets, spent('cost')),
    budgets,
  };
}

function chargeTo(budgets: CostBudgets | null, onSpent: () => void): Charge {
  if (budgets === null) return () => null;
  return ({ subject }, price, variables) => {
    if (price === null) return null;
    const points = price.requested(variables);
    const retryAfter = budgets.charge(subject, points);
    if (retryAfter === 0) return null;
    onSpent();
    const message = `At most ${budgets.limit} points of cost at one time; this asks for ${points}. Try again in ${retryAfter} s.`;
    return { code: 'RATE_LIMITED', message, retryAfter };
  };
}
