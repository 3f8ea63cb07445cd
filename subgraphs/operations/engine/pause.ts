import { createHash } from 'node:crypto';
import type { ConnectorError } from '#schema/errors/connector-error.ts';

const FIRST_MS = 200;
const MAX_MS = 15_000;
/** A vendor that names a longer wait than this is asked again after it. */
const RETRY_AFTER_MAX_MS = 300_000;

/**
 * How long to wait before the next attempt: what the vendor named, else doubling from a fifth of a second with jitter.
 * The jitter comes from the key, so that a replayed saga waits as it did the first time.
 */
export function pauseMs(error: ConnectorError, attempts: number, key: string): number {
  if (error.kind === 'RateLimited') return Math.min(Math.max(error.retryAfterMs, 0), RETRY_AFTER_MAX_MS);
  const bound = Math.min(FIRST_MS * 2 ** Math.min(attempts - 1, 10), MAX_MS);
  return Math.round(bound / 2 + (bound / 2) * jitterOf(key, attempts));
}

/** 0 up to 1, the same for the same key and attempt. */
function jitterOf(key: string, attempts: number): number {
  return createHash('sha256').update(`${key}#${attempts}`).digest().readUInt32BE(0) / 2 ** 32;
}
