import { decodeJwt, decodeProtectedHeader, type JWTPayload, jwtVerify, type ProtectedHeaderParameters } from 'jose';
import type { Clock } from '#kit/runtime/clock.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { grantsOf } from './claim-mapping.ts';
import type { Credential } from './credential.ts';
import type { Identified } from './identified.ts';
import type { Issuer } from './issuer.ts';
import type { KeySet } from './key-set.ts';
import type { Unauthenticated } from './unauthenticated.ts';

/** An issuer with its keys at hand. */
export interface TrustedIssuer {
  readonly issuer: Issuer;
  readonly keys: KeySet;
}

export interface TokenCheckSettings {
  /** By the tokens' `iss`. */
  readonly issuers: ReadonlyMap<string, TrustedIssuer>;
  /** Codes of the legal entities there are; null = any well-formed one. */
  readonly legalEntities: ReadonlySet<string> | null;
  readonly clock: Clock;
}

export interface CheckedToken extends Identified {
  readonly issuer: TrustedIssuer;
  /** Of the keys that its signature was checked with. */
  readonly keysVersion: number | null;
}

/** What brings or names a key: keys are the configured ones, whatever a token says about its own. */
const KEYS_OF_ITS_OWN = ['jku', 'jwk', 'x5u', 'x5c'] as const;

/** Claims that only ID tokens and logout tokens carry (OpenID Connect Core 2 and 3.1.3.6, Back-Channel Logout 2.4). */
const FOREIGN_CLAIMS = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events'] as const;

/** Ours, and those of machine keys: no token may speak for them. */
const RESERVED_SUBJECT = /^key:/i;
const SUBJECT_LENGTH_MAX = 200;

/** Checks a token from what is cheap to what is dear; keys are asked for only by a token that is otherwise in order. */
export function tokenCheck(
  settings: TokenCheckSettings,
): (token: string) => Promise<Result<CheckedToken, Unauthenticated>> {
  return async (token) => {
    const read = readUnverified(token);
    if (read === null) return fail({ kind: 'malformed', reason: 'no JSON web token' });
    const { header, payload } = read;
    const trusted = typeof payload.iss === 'string' ? settings.issuers.get(payload.iss) : undefined;
    if (trusted === undefined) return untrusted('an issuer that is not known');
    const wrong = faultOfHeader(header, trusted.issuer) ?? faultOfClaims(payload, trusted.issuer);
    if (wrong !== null) return untrusted(wrong);
    if (isOver(payload, trusted.issuer, settings.clock)) return fail({ kind: 'expired', reason: 'expired' });
    return verify(token, trusted, settings);
  };
}

async function verify(
  token: string,
  trusted: TrustedIssuer,
  { legalEntities, clock }: TokenCheckSettings,
): Promise<Result<CheckedToken, Unauthenticated>> {
  const { issuer, keys } = trusted;
  // Keys that come with this very check are newer than the version read before it: such a token is checked once more.
  const keysVersion = keys.version();
  try {
    const { payload } = await jwtVerify(token, (header) => keys.key(header), {
      algorithms: [...issuer.algorithms],
      issuer: issuer.issuer,
      audience: issuer.audience,
      requiredClaims: ['exp', 'sub', ...issuer.requiredClaims],
      clockTolerance: issuer.clockToleranceS,
      currentDate: clock.now(),
    });
    return identified(payload, { issuer: trusted, keysVersion }, legalEntities);
  } catch (error) {
    return untrusted(error instanceof Error ? error.message : 'refused');
  }
}

function untrusted(reason: string): Result<never, Unauthenticated> {
  return fail({ kind: 'untrusted', reason });
}

function isOver({ exp = 0 }: JWTPayload, { clockToleranceS }: Issuer, clock: Clock): boolean {
  return exp <= clock.now().getTime() / 1000 - clockToleranceS;
}

function readUnverified(
  token: string,
): { readonly header: ProtectedHeaderParameters; readonly payload: JWTPayload } | null {
  try {
    return { header: decodeProtectedHeader(token), payload: decodeJwt(token) };
  } catch {
    return null;
  }
}

function faultOfHeader(header: ProtectedHeaderParameters, { algorithms, types }: Issuer): string | null {
  if (typeof header.alg !== 'string' || !algorithms.includes(header.alg))
    return 'another algorithm than its issuer uses';
  if (KEYS_OF_ITS_OWN.some((name) => name in header)) return 'a key of its own';
  if ('crit' in header) return 'a header that must be understood and is not';
  if (header.kid !== undefined && typeof header.kid !== 'string') return 'a key id that is no text';
  const { typ = '' } = header;
  const type = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : null;
  return type === null || !types.includes(type) ? 'another type of token' : null;
}

function faultOfClaims(payload: JWTPayload, { audience }: Issuer): string | null {
  const { aud, exp, sub } = payload;
  if (!(typeof aud === 'string' ? [aud] : Array.isArray(aud) ? aud : []).includes(audience)) return 'another audience';
  if (typeof exp !== 'number') return 'no expiry';
  if (typeof sub !== 'string' || sub === '' || sub.length > SUBJECT_LENGTH_MAX) return 'no subject';
  if (RESERVED_SUBJECT.test(sub)) return 'a subject that is reserved';
  const foreign = FOREIGN_CLAIMS.find((name) => name in payload);
  if (foreign !== undefined) return `no access token: it has ${foreign}`;
  // As Cognito and Keycloak mark them.
  const use = payload['token_use'] ?? payload['typ'];
  return typeof use === 'string' && /^(id|refresh|offline|logout)$/i.test(use) ? 'no access token: another use' : null;
}

function identified(
  payload: JWTPayload,
  checked: Pick<CheckedToken, 'issuer' | 'keysVersion'>,
  legalEntities: ReadonlySet<string> | null,
): Result<CheckedToken, Unauthenticated> {
  const { sub = '', exp = 0, iat, jti } = payload;
  const grants = grantsOf(payload, checked.issuer.issuer.claims, legalEntities);
  if (!grants.ok) return untrusted(grants.error);
  const credential: Credential = {
    kind: 'TOKEN',
    id: typeof jti === 'string' ? jti : null,
    subject: sub,
    issuedAtMs: typeof iat === 'number' ? iat * 1000 : null,
  };
  return ok({ ...checked, subject: sub, grants: grants.value, expiresAtMs: exp * 1000, credential });
}
