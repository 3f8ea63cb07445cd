import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import type { Random } from '#kit/runtime/random.ts';
import { type Answer, html, json, redirect } from './answer.ts';
import {
  type AuthorizationRequest,
  type Client,
  type Refused,
  readAuthorizationRequest,
} from './authorization-request.ts';
import { choicePage, faultPage } from './choice-page.ts';
import type { Codes } from './codes.ts';
import type { Person } from './people.ts';
import { SIGNING_ALGORITHM, type SigningKey } from './signing-key.ts';
import { tokensFor } from './tokens.ts';

/** What the endpoints of the local issuer stand on. */
export interface Provider {
  /** The issuer itself, without a path. */
  readonly url: string;
  readonly key: SigningKey;
  readonly audience: string;
  readonly client: Client;
  readonly codes: Codes;
  /** Who was chosen in which browser, by its cookie; only a silent sign-in goes by it. */
  readonly sessions: Map<string, Person>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
}

const SESSIONS_MAX = 1_000;
export const COOKIE = 'revgraph-local-login';

/** OpenID Connect Discovery 3. */
export function metadata({ url }: Provider): Answer {
  return json({
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/keys`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [SIGNING_ALGORITHM],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
    authorization_response_iss_parameter_supported: true,
  });
}

/** Asks who wants to sign in; without a word where the request is a silent one. */
export function authorize(provider: Provider, given: URLSearchParams, session: string | undefined): Answer {
  const asked = readAuthorizationRequest(given, provider.client);
  if (!asked.ok) return refusal(provider, asked.error);
  const { redirectUri, state, silent } = asked.value;
  if (!silent)
    return html(
      200,
      choicePage(({ id }) => `/authorize/as/${id}?${given}`),
    );
  const person = provider.sessions.get(session ?? '');
  return person === undefined
    ? refusal(provider, { kind: 'REDIRECT', redirectUri, state, error: 'login_required' })
    : goBack(provider, asked.value, person);
}

/** Somebody was chosen. */
export function choose(provider: Provider, given: URLSearchParams, person: Person): Answer {
  const asked = readAuthorizationRequest(given, provider.client);
  if (!asked.ok) return refusal(provider, asked.error);
  const { sessions, random } = provider;
  const session = Buffer.from(random.bytes(32)).toString('base64url');
  const oldest = sessions.keys().next();
  if (sessions.size >= SESSIONS_MAX && !oldest.done) sessions.delete(oldest.value);
  sessions.set(session, person);
  const cookie = `${COOKIE}=${session}; Path=/authorize; HttpOnly; SameSite=Lax`;
  return goBack(provider, asked.value, person, { 'set-cookie': cookie });
}

/** Takes the form of RFC 6749, 4.1.3. */
export async function exchange(provider: Provider, given: URLSearchParams): Promise<Answer> {
  const one = (name: string) => given.get(name) ?? '';
  const { clientId } = provider.client;
  if (one('client_id') !== clientId) return json({ error: 'invalid_client' }, 401);
  if (one('grant_type') !== 'authorization_code') return json({ error: 'unsupported_grant_type' }, 400);
  const grant = provider.codes.take(one('code'), one('redirect_uri'), one('code_verifier'));
  if (grant === null) return json({ error: 'invalid_grant' }, 400);
  return json(await tokensFor(grant, { ...provider, clientId, issuer: provider.url }));
}

function goBack(
  { codes, url }: Provider,
  request: AuthorizationRequest,
  person: Person,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const code = codes.give({ person, request });
  return redirect(request.redirectUri, { code, state: request.state, iss: url }, headers);
}

function refusal({ url }: Provider, refused: Refused): Answer {
  if (refused.kind === 'SHOW') return html(400, faultPage(refused.message));
  const { redirectUri, state, error } = refused;
  return redirect(redirectUri, { error, iss: url, ...(state === null ? {} : { state }) });
}
