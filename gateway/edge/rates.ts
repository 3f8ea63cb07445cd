import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Refusal } from './refusal.ts';

const WINDOW_S = 60;

/** How often somebody may do something. Null: it was counted and may be done. Else who asked has to wait. */
export type Rate = (who: string) => Promise<Refusal | null>;

/** Counted in this process's memory from the first time on, for a minute. A limit that is switched off counts nobody. */
export function ratePerMinute(max: number, what: string): Rate {
  if (!Number.isFinite(max)) return () => Promise.resolve(null);
  const limiter = new RateLimiterMemory({ points: max, duration: WINDOW_S });
  return async (who) => {
    try {
      await limiter.consume(who);
      return null;
    } catch (spent) {
      if (!(spent instanceof RateLimiterRes)) throw spent;
      const retryAfter = Math.max(1, Math.ceil(spent.msBeforeNext / 1000));
      const message = `At most ${max} ${what} a minute; try again in ${retryAfter} s.`;
      return { code: 'RATE_LIMITED', message, retryAfter };
    }
  };
}

/** The rates at the door, counted together for HTTP and sockets. */
export interface DoorRates {
  readonly perPrincipal: Rate;
  readonly perAddress: Rate;
  /** Counts one who came without valid credentials. Somebody else's failures never stand in the way of valid ones. */
  readonly failures: Rate;
  readonly webhooks: Rate;
}

export interface DoorRatesMax {
  readonly requestsPerPrincipalMax: number;
  readonly requestsPerAddressMax: number;
  readonly failuresPerAddressMax: number;
  readonly webhooksPerAddressMax: number;
}

export function doorRates(max: DoorRatesMax): DoorRates {
  return {
    perPrincipal: ratePerMinute(max.requestsPerPrincipalMax, 'requests of one caller'),
    perAddress: ratePerMinute(max.requestsPerAddressMax, 'requests from one address'),
    failures: ratePerMinute(max.failuresPerAddressMax, 'requests without valid credentials'),
    webhooks: ratePerMinute(max.webhooksPerAddressMax, 'messages from one address'),
  };
}
