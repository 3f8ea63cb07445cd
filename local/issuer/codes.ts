import { createHash } from 'node:crypto';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Random } from '#kit/runtime/random.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { Person } from './people.ts';

/** For whom a code was given, and for which request. */
export interface Grant {
  readonly person: Person;
  readonly request: AuthorizationRequest;
}

const GOOD_FOR_MS = 60_000;
const CODES_MAX = 1_000;
const CODE_BYTES = 32;
/** RFC 7636, 4.1. */
const VERIFIER = /^[\w.~-]{43,128}$/;

/** Authorization codes: each good once, for a minute, for whoever can prove that the request was theirs. */
export class Codes {
  readonly #grants = new Map<string, Grant & { readonly endsAtMs: number }>();
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  give(grant: Grant): string {
    const code = Buffer.from(this.#random.bytes(CODE_BYTES)).toString('base64url');
    const oldest = this.#grants.keys().next();
    if (this.#grants.size >= CODES_MAX && !oldest.done) this.#grants.delete(oldest.value);
    this.#grants.set(code, { ...grant, endsAtMs: this.#clock.now().getTime() + GOOD_FOR_MS });
    return code;
  }

  /** Null for a code that is unknown, spent, too old or another's. A code is spent by any try at it. */
  take(code: string, redirectUri: string, verifier: string): Grant | null {
    const grant = this.#grants.get(code);
    this.#grants.delete(code);
    if (grant === undefined || grant.endsAtMs <= this.#clock.now().getTime()) return null;
    const { request, person } = grant;
    const proof = createHash('sha256').update(verifier).digest('base64url');
    const isTheirs = VERIFIER.test(verifier) && proof === request.challenge && redirectUri === request.redirectUri;
    return isTheirs ? { request, person } : null;
  }
}
