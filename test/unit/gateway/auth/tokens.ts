import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { type Identity, type IdentitySettings, openIdentity } from '#gateway/auth/identity.ts';
import { CLAIMS_DEFAULT } from '#gateway/auth/identity-defaults.ts';
import type { Issuer } from '#gateway/auth/issuer.ts';
import { sharedSecretIssuer } from '#gateway/auth/shared-secret-issuer.ts';
import { openLog } from '#kit/observability/log.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { FakeTimers } from '#kit/runtime/timers.ts';

/** The instant at which the tests' clock stands at first. */
export const NOW = '2026-11-21T09:00:00.000Z';
export const NOW_S = Date.parse(NOW) / 1000;
export const SECRET = 'a secret of the tests that is long enough';
export const ISSUER_URL = 'https://login.example';

/** A company's login, whose keys are the given ones. */
export function keyPairIssuer(given: Partial<Issuer> = {}): Issuer {
  return {
    name: 'company',
    issuer: ISSUER_URL,
    audience: 'revgraph',
    keys: { kind: 'JWKS', url: `${ISSUER_URL}/keys` },
    algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
    types: ['at+jwt'],
    clockToleranceS: 5,
    requiredClaims: [],
    claims: CLAIMS_DEFAULT,
    login: null,
    ...given,
  };
}

export interface TestKey {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
  readonly alg: string;
}

export async function testKey(kid: string, alg = 'ES256'): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }, alg };
}

/** What every good token of the company says; `changed` members that are undefined are left out. */
export function claims(changed: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    iss: ISSUER_URL,
    aud: 'revgraph',
    sub: 'ann',
    iat: NOW_S,
    exp: NOW_S + 600,
    jti: 'tok_1',
    roles: ['finance'],
    entities: ['US'],
    scope: 'money:read',
    ...changed,
  };
}

export function signed(
  key: TestKey,
  payload: Readonly<Record<string, unknown>> = claims(),
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  return new SignJWT({ ...payload })
    .setProtectedHeader({
      alg: key.alg,
      typ: 'at+jwt',
      ...(key.jwk.kid === undefined ? {} : { kid: key.jwk.kid }),
      ...header,
    })
    .sign(key.privateKey);
}

export interface TestIdentity {
  readonly identity: Identity;
  readonly clock: FixedClock;
  readonly timers: FakeTimers;
  /** Addresses that were asked, in order. */
  readonly fetched: string[];
  /** Why credentials were refused, in order. */
  readonly refused: string[];
  /** What the issuer's address answers; null = it cannot be reached. */
  keys: readonly JWK[] | null;
  /** The way to the issuer and back. */
  way: () => Promise<void>;
}

/** The shared secret's issuer and the company's, with the company's keys in the place of its network. */
export async function testIdentity(
  keys: readonly JWK[],
  settings: Partial<IdentitySettings> = {},
): Promise<TestIdentity> {
  const clock = new FixedClock(NOW);
  const timers = new FakeTimers(clock);
  const made: Omit<TestIdentity, 'identity'> = {
    clock,
    timers,
    fetched: [],
    refused: [],
    keys,
    way: () => Promise.resolve(),
  };
  const fetcher = {
    fetch: async (url: string) => {
      made.fetched.push(url);
      await made.way();
      if (made.keys === null) throw new Error('no way there');
      return { keys: made.keys };
    },
    close: () => Promise.resolve(),
  };
  const identity = await openIdentity({
    issuers: [sharedSecretIssuer(SECRET), keyPairIssuer()],
    legalEntities: null,
    keysFile: null,
    revocationsFile: null,
    clock,
    timers,
    log: openLog('test', 'silent'),
    onRefused: ({ reason }) => made.refused.push(reason),
    fetcher,
    ...settings,
  });
  return Object.assign(made, { identity });
}
