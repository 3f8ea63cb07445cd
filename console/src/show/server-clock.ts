import { createContext } from 'react';

/** What a system said of its freshness: when it was last heard, and how long that was ago by the server's own clock. */
interface Freshness {
  /** RFC 3339. */
  readonly asOf: string;
  readonly lagSeconds: number;
}

/**
 * How far the server's clock is ahead of the browser's, in ms; negative when it is behind, 0 when no system tells.
 * `asOf + lagSeconds` is the server's now; lags are whole seconds rounded down, so the latest comes closest to it.
 */
export function serverAheadMs(systems: readonly Freshness[], answeredAt: Date): number {
  const nows = systems
    .map(({ asOf, lagSeconds }) => Date.parse(asOf) + lagSeconds * 1_000)
    .filter((ms) => !Number.isNaN(ms));
  return nows.length === 0 ? 0 : Math.max(...nows) - answeredAt.getTime();
}

/** The lead of the server's clock over the browser's, for all that tells an age; 0 is the browser's clock. */
export const ServerAheadContext = createContext(0);
