import { SignJWT } from 'jose';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import type { Grant } from './codes.ts';
import { SIGNING_ALGORITHM, type SigningKey } from './signing-key.ts';

export interface TokenMaker {
  readonly issuer: string;
  readonly audience: string;
  readonly clientId: string;
  readonly key: SigningKey;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** How long an access token of the local issuer is good. */
export const ACCESS_TOKEN_S = 15 * 60;

/** The answer of the token endpoint (RFC 6749, 5.1; the access token is as RFC 9068 has it). */
export async function tokensFor({ person, request }: Grant, maker: TokenMaker): Promise<Record<string, unknown>> {
  const scope = request.scope
    .split(' ')
    .filter((name) => name !== 'openid')
    .join(' ');
  const grants = { roles: [person.role], entities: [...person.entities], ...(scope === '' ? {} : { scope }) };
  const [accessToken, idToken] = await Promise.all([
    signed({ ...grants, client_id: maker.clientId }, 'at+jwt', maker.audience, person.subject, maker),
    signed({ nonce: request.nonce }, 'JWT', maker.clientId, person.subject, maker),
  ]);
  return {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_S,
    id_token: idToken,
    scope: request.scope,
  };
}

function signed(
  claims: Record<string, unknown>,
  typ: string,
  audience: string,
  subject: string,
  { issuer, key, clock, ids }: TokenMaker,
): Promise<string> {
  const nowS = Math.floor(clock.now().getTime() / 1000);
  return new SignJWT(claims)
    .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ, kid: key.kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(subject)
    .setJti(ids.next('tok'))
    .setIssuedAt(nowS)
    .setExpirationTime(nowS + ACCESS_TOKEN_S)
    .sign(key.privateKey);
}
