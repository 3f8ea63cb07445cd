import type { ServerOptions } from 'node:http';

/** Bounds of the HTTP parser itself. Times are in ms; without bound is off. */
export interface ServerBounds {
  readonly headerBytesMax: number;
  readonly headersTimeoutMs: number;
  readonly bodyTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
}

/** Node reads headers into memory as a whole, so even a limit that is switched off ends somewhere. */
const HEADER_BYTES_ANYWAY = 16 * 1024 * 1024;
const CHECKED_AT_LEAST_EVERY_MS = 2_000;
const CHECKED_AT_MOST_EVERY_MS = 50;

/** In Node's own terms, in which 0 is off. */
export function serverOptions(bounds: ServerBounds): ServerOptions {
  const shortestMs = Math.min(bounds.headersTimeoutMs, bounds.bodyTimeoutMs);
  const checkEveryMs = Math.min(CHECKED_AT_LEAST_EVERY_MS, Math.max(CHECKED_AT_MOST_EVERY_MS, shortestMs / 4));
  return {
    // Node would refuse a request without one, and read on behind it; the door refuses it with any other unknown host.
    requireHostHeader: false,
    maxHeaderSize: Math.min(bounds.headerBytesMax, HEADER_BYTES_ANYWAY),
    headersTimeout: finiteOrZero(bounds.headersTimeoutMs),
    requestTimeout: finiteOrZero(bounds.bodyTimeoutMs),
    keepAliveTimeout: finiteOrZero(bounds.keepAliveTimeoutMs),
    connectionsCheckingInterval: Math.round(checkEveryMs),
  };
}

function finiteOrZero(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
