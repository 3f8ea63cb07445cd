import { hash } from 'node:crypto';
import { Recent } from '#gateway/recent.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { CheckedToken } from './token-check.ts';
import type { Unauthenticated } from './unauthenticated.ts';

/** About 1 kB each. */
const TOKENS_MAX = 10_000;

export interface KnownTokens {
  check(token: string): Promise<Result<CheckedToken, Unauthenticated>>;
  readonly size: number;
}

/**
 * Keeps what a valid token said, by its digest, so that its repeats cost no signature check. A kept token is good until
 * it expires and while its issuer's keys are those that it was checked with; a refused one is not kept.
 */
export function knownTokens(
  check: (token: string) => Promise<Result<CheckedToken, Unauthenticated>>,
  clock: Clock,
  tokensMax = TOKENS_MAX,
): KnownTokens {
  const known = new Recent<CheckedToken>(tokensMax);
  return {
    check: async (token) => {
      const digest = hash('sha256', token, 'base64url');
      const kept = known.find(digest);
      if (kept !== undefined && kept.issuer.keys.version() === kept.keysVersion) {
        return isOver(kept, clock) ? fail({ kind: 'expired', reason: 'expired' }) : ok(kept);
      }
      const fresh = await check(token);
      if (fresh.ok) known.keep(digest, fresh.value);
      return fresh;
    },
    get size() {
      return known.size;
    },
  };
}

function isOver({ expiresAtMs, issuer }: CheckedToken, clock: Clock): boolean {
  return expiresAtMs <= clock.now().getTime() - issuer.issuer.clockToleranceS * 1000;
}
