import type { Principal } from '#kit/identity/principal.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { Credential } from './credential.ts';
import type { Identified } from './identified.ts';
import type { KnownTokens } from './known-tokens.ts';
import { endOfKey, findKey, KEY_PREFIX, type MachineKey } from './machine-key.ts';
import { isRevoked, type Revocations } from './revocations.ts';
import type { Unauthenticated } from './unauthenticated.ts';

/** Who asks, and until when that may be believed. */
export interface Authenticated {
  readonly principal: Principal;
  readonly expiresAtMs: number;
  /** For `isStillValid`; null where nobody says who they are. */
  readonly credential: Credential | null;
}

/** Takes what stands in `authorization`; answers the principal with this request's correlation id. */
export type Authenticate = (
  authorization: string | undefined,
  correlationId: string,
) => Promise<Result<Authenticated, Unauthenticated>>;

export interface AuthenticationSettings {
  readonly tokens: KnownTokens;
  readonly keys: () => ReadonlyMap<string, MachineKey>;
  readonly revocations: () => Revocations;
  readonly clock: Clock;
  /** Told of every refusal, such as for the log and against guessing. */
  readonly onRefused: (refused: Unauthenticated, correlationId: string) => void;
}

const CREDENTIAL_LENGTH_MAX = 8 * 1024;

/** Tokens of the known issuers and machine keys, by one door: `Bearer <token or key>`. */
export function authentication(settings: AuthenticationSettings): Authenticate {
  return async (authorization, correlationId) => {
    const found = await identify(settings, authorization);
    if (!found.ok) {
      settings.onRefused(found.error, correlationId);
      return found;
    }
    const { subject, grants, expiresAtMs, credential } = found.value;
    return ok({ principal: { subject, ...grants, correlationId }, expiresAtMs, credential });
  };
}

/** Whoever asks is nobody, for ever: without a role, a right or an entity. */
export function nobodysAuthentication(): Authenticate {
  const nobody = { subject: 'nobody', roles: [], entities: [], scopes: [] };
  const expiresAtMs = Number.POSITIVE_INFINITY;
  return (_authorization, correlationId) =>
    Promise.resolve(ok({ principal: { ...nobody, correlationId }, expiresAtMs, credential: null }));
}

async function identify(
  { tokens, keys, revocations, clock }: AuthenticationSettings,
  authorization: string | undefined,
): Promise<Result<Identified, Unauthenticated>> {
  if (authorization === undefined) return fail({ kind: 'missing', reason: 'no credentials' });
  const bearer = bearerOf(authorization);
  if (bearer === null) return fail({ kind: 'malformed', reason: 'not one bearer token' });
  const found = bearer.startsWith(KEY_PREFIX) ? identifyKey(bearer, keys(), clock.now()) : await tokens.check(bearer);
  if (!found.ok || !isRevoked(found.value.credential, revocations())) return found;
  return fail({ kind: 'revoked', reason: 'its credential is on the list of revocations' });
}

function identifyKey(
  text: string,
  keys: ReadonlyMap<string, MachineKey>,
  now: Date,
): Result<Identified, Unauthenticated> {
  const key = findKey(text, keys);
  if (key === null) return fail({ kind: 'untrusted', reason: 'an unknown machine key' });
  const ended = endOfKey(key, now);
  if (ended !== null) return fail({ kind: ended, reason: `machine key ${key.id} is ${ended}` });
  const { id, name, roles, entities, scopes, createdAt, expiresAt } = key;
  const subject = `key:${name}`;
  return ok({
    subject,
    grants: { roles, entities, scopes },
    expiresAtMs: Date.parse(expiresAt),
    credential: { kind: 'KEY', id, subject, issuedAtMs: Date.parse(createdAt) },
  });
}

function bearerOf(authorization: string): string | null {
  if (authorization.length > CREDENTIAL_LENGTH_MAX) return null;
  return /^Bearer ([\w-]+(?:\.[\w-]+\.[\w-]+)?)$/i.exec(authorization)?.[1] ?? null;
}
