import { fail, ok, type Result } from '#schema/errors/result.ts';

/** The one client of the local issuer: the page, which can keep no secret. */
export interface Client {
  readonly clientId: string;
  /** Exactly these; no pattern. */
  readonly redirectUris: readonly string[];
}

/** What the page asks for (OpenID Connect Core 3.1.2.1 with PKCE, RFC 7636). */
export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly challenge: string;
  readonly scope: string;
  /** Nobody may be asked: either somebody is known already, or it fails. */
  readonly silent: boolean;
}

/** `SHOW`: never sent back, since the address to send it to is what is wrong. `REDIRECT`: an error for the client. */
export type Refused =
  | { readonly kind: 'SHOW'; readonly message: string }
  | { readonly kind: 'REDIRECT'; readonly redirectUri: string; readonly state: string | null; readonly error: string };

const CHALLENGE = /^[\w-]{43}$/;
const TEXT_LENGTH_MAX = 512;

export function readAuthorizationRequest(
  given: URLSearchParams,
  { clientId, redirectUris }: Client,
): Result<AuthorizationRequest, Refused> {
  const redirectUri = given.get('redirect_uri') ?? '';
  if (given.get('client_id') !== clientId) return fail({ kind: 'SHOW', message: 'This client is not known here.' });
  if (!redirectUris.includes(redirectUri)) {
    return fail({ kind: 'SHOW', message: 'This address is not one of the client’s.' });
  }
  const state = given.get('state');
  const refused = (error: string) => fail({ kind: 'REDIRECT', redirectUri, state, error } as const);
  const repeats = [...given.keys()].length !== new Set(given.keys()).size;
  const isLong = [...given.values()].some((value) => value.length > TEXT_LENGTH_MAX);
  if (repeats || isLong || state === null) return refused('invalid_request');
  if (given.get('response_type') !== 'code') return refused('unsupported_response_type');
  const [nonce, challenge = ''] = [given.get('nonce'), given.get('code_challenge') ?? ''];
  const hasProof = CHALLENGE.test(challenge) && given.get('code_challenge_method') === 'S256';
  if (nonce === null || !hasProof) return refused('invalid_request');
  const scope = given.get('scope') ?? '';
  if (!scope.split(' ').includes('openid')) return refused('invalid_scope');
  return ok({ redirectUri, state, nonce, challenge, scope, silent: given.get('prompt') === 'none' });
}
