import * as oauth from 'oauth4webapi';
import type { Login } from './login-document.ts';
import { keepPending, type PendingLogin, takePending } from './pending-login.ts';
import { tokenStore } from './token-store.ts';

/** `LOGIN_REQUIRED`: nobody is signed in at the issuer any more. */
export type LoginOutcome = 'SIGNED_IN' | 'LOGIN_REQUIRED' | 'FAILED';

/**
 * Leaves for the issuer's sign-in: authorization code with PKCE. `silent` asks nobody: whoever is signed in there comes
 * back at once.
 */
export async function leaveForLogin(login: Login, silent: boolean): Promise<void> {
  const server = await discover(login);
  const pending: PendingLogin = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
    returnTo: location.pathname + location.search,
  };
  const address = new URL(server.authorization_endpoint ?? login.issuer);
  const parameters = {
    client_id: login.clientId,
    redirect_uri: redirectUri(),
    response_type: 'code',
    scope: login.scope,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
    ...(silent ? { prompt: 'none' } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  keepPending(pending);
  location.assign(address);
}

/** Whether the address is an answer of an issuer. */
export function isLoginAnswer(): boolean {
  const given = new URLSearchParams(location.search);
  return given.has('state') && (given.has('code') || given.has('error'));
}

/** Takes the issuer's answer out of the address, puts the page back where it was, and fetches the token for it. */
export async function finishLogin(login: Login | null): Promise<LoginOutcome> {
  const answer = new URL(location.href);
  const pending = takePending();
  history.replaceState(null, '', pending?.returnTo ?? location.pathname);
  if (login === null || pending === null) return 'FAILED';
  if (answer.searchParams.get('error') === 'login_required') return 'LOGIN_REQUIRED';
  try {
    tokenStore.hold(await fetchToken(login, pending, answer));
    return 'SIGNED_IN';
  } catch {
    return 'FAILED';
  }
}

async function fetchToken(login: Login, pending: PendingLogin, answer: URL): Promise<string> {
  const server = await discover(login);
  const client: oauth.Client = { client_id: login.clientId };
  const parameters = oauth.validateAuthResponse(server, client, answer, pending.state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    redirectUri(),
    pending.verifier,
    optionsFor(login),
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: pending.nonce,
    requireIdToken: true,
  });
  return tokens.access_token;
}

async function discover(login: Login): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(login.issuer);
  const response = await oauth.discoveryRequest(issuer, optionsFor(login));
  return oauth.processDiscoveryResponse(issuer, response);
}

/** An issuer without https is on this machine: the server takes no other into its configuration. */
function optionsFor({ issuer }: Login) {
  return { [oauth.allowInsecureRequests]: issuer.startsWith('http:') };
}

/** The page that asked, without what it shows. */
function redirectUri(): string {
  return location.origin + location.pathname;
}
