import { webcrypto } from 'node:crypto';
import { jwtVerify } from 'jose';
import { z } from 'zod';
import { type Principal, ROLES } from '#kit/identity/principal.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

export const TOKEN_ISSUER = 'revgraph';
export const TOKEN_AUDIENCE = 'revgraph';
export const TOKEN_ALGORITHM = 'HS256';
const CLOCK_TOLERANCE_S = 5;
const TOKEN_LENGTH_MAX = 4096;

/** Who asks, and until when that may be believed. */
export interface Authenticated {
  readonly principal: Principal;
  readonly expiresAtMs: number;
}

/** Why there is no principal; the client learns no more than that. The reason is for the log. */
export interface Unauthenticated {
  readonly reason: string;
}

/** Takes what stands in `authorization`; answers the principal with this request's correlation id. */
export type Authenticate = (
  authorization: string | undefined,
  correlationId: string,
) => Promise<Result<Authenticated, Unauthenticated>>;

const claimsSchema = z.object({
  sub: z.string().min(1).max(200),
  exp: z.number(),
  roles: z.array(z.enum(ROLES)).min(1),
  entities: z.array(z.string().min(1)),
  /** As RFC 8693 has it: names with one blank between them. */
  scope: z.string().max(2000).default(''),
});

/** Checks tokens of one issuer, one audience and one algorithm with the shared key. Nothing is fetched. */
export function tokenAuthentication(jwtSecret: string, clock: Clock): Authenticate {
  // Given as bytes, the key would be read anew for every token.
  const imported = webcrypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(jwtSecret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  return async (authorization, correlationId) => {
    const token = bearerToken(authorization);
    if (token === null) return fail({ reason: 'no bearer token' });
    try {
      const { payload } = await jwtVerify(token, await imported, {
        algorithms: [TOKEN_ALGORITHM],
        issuer: TOKEN_ISSUER,
        audience: TOKEN_AUDIENCE,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: clock.now(),
      });
      return authenticated(payload, correlationId);
    } catch (error) {
      return fail({ reason: error instanceof Error ? error.message : 'token refused' });
    }
  };
}

function authenticated(payload: unknown, correlationId: string): Result<Authenticated, Unauthenticated> {
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) return fail({ reason: 'claims are missing or of another form' });
  const { sub, exp, roles, entities, scope } = claims.data;
  const scopes = scope.split(' ').filter((name) => name !== '');
  return ok({ principal: { subject: sub, roles, entities, scopes, correlationId }, expiresAtMs: exp * 1000 });
}

function bearerToken(authorization: string | undefined): string | null {
  if (authorization === undefined || authorization.length > TOKEN_LENGTH_MAX) return null;
  return /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization)?.[1] ?? null;
}
