import { generateKeyPairSync } from 'node:crypto';
import type { Sandbox } from '#sandboxes/kit/server.ts';
import { Store } from '#sandboxes/kit/store.ts';
import { startNetSuiteSandbox } from '#sandboxes/netsuite/server.ts';
import { Tokens } from '#sandboxes/netsuite/token.ts';
import {
  type Assertion,
  askForToken,
  CERTIFICATE_ID,
  CLIENT_ID,
  Client,
  IDENTITY,
  PUBLIC_KEY_PEM,
  RECORD_PATH,
  signAssertion,
  TOKEN_PATH,
  tokenForm,
} from './netsuite-client.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const NOW_S = Math.floor(Date.now() / 1000);

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startNetSuiteSandbox(IDENTITY);
});

afterAll(() => sandbox.close());

describe('a client of a NetSuite account [docs]', () => {
  it('gets a bearer token for an hour on a signed assertion', async () => {
    const { status, body } = await askForToken(sandbox.url, tokenForm(await signAssertion(sandbox.url)));
    expect(status).toBe(200);
    expect(body).toMatchObject({ expires_in: 3600, token_type: 'Bearer' });
  });

  it.each<[string, Assertion, string]>([
    ['another certificate', { kid: 'somebody-else' }, 'invalid_client'],
    ['RS256', { alg: 'RS256', key: rsa.privateKey }, 'invalid_client'],
    ['another issuer', { claims: { iss: 'somebody-else' } }, 'invalid_grant'],
    ['another audience', { claims: { aud: 'https://elsewhere.example/token' } }, 'invalid_grant'],
    ['another scope', { claims: { scope: 'restlets' } }, 'invalid_scope'],
    ['a life of more than an hour', { lifetimeS: 3601 }, 'invalid_grant'],
    ['an end in the past', { issuedS: NOW_S - 1200, lifetimeS: 600 }, 'invalid_grant'],
    ["a stranger's signature", { key: stranger.privateKey }, 'invalid_grant'],
  ])('is refused with %s', async (_case, changes, error) => {
    const { status, body } = await askForToken(sandbox.url, tokenForm(await signAssertion(sandbox.url, changes)));
    expect([status, body.error]).toEqual([400, error]);
  });

  it.each([
    ['grant_type', 'password', 'unsupported_grant_type'],
    ['client_assertion_type', 'something-else', 'invalid_request'],
    ['client_assertion', 'no.jwt', 'invalid_grant'],
  ])('is refused with another %s', async (field, value, error) => {
    const form = { ...tokenForm(await signAssertion(sandbox.url)), [field]: value };
    const { status, body } = await askForToken(sandbox.url, form);
    expect([status, body.error]).toEqual([400, error]);
  });

  it('is refused while no certificate is mapped', async () => {
    const { publicKeyPem: _none, ...unmapped } = IDENTITY;
    const bare = await startNetSuiteSandbox(unmapped);
    const { body } = await askForToken(bare.url, tokenForm(await signAssertion(bare.url)));
    await bare.close();
    expect(body.error).toBe('invalid_client');
  });

  it('may sign with PS256 and for the address of the account itself', async () => {
    const publicKeyPem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const other = await startNetSuiteSandbox({ ...IDENTITY, accountId: '123456-sb1', publicKeyPem });
    const assertion = await signAssertion(other.url, {
      alg: 'PS256',
      key: rsa.privateKey,
      claims: { aud: `https://123456-sb1.suitetalk.api.netsuite.com${TOKEN_PATH}` },
    });
    const { status } = await askForToken(other.url, tokenForm(assertion));
    await other.close();
    expect(status).toBe(200);
  });

  it('without a token reaches nothing and is told so in the words of the vendor', async () => {
    const answer = await new Client(sandbox.url, 'made-up').get('/customer');
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ title: 'Unauthorized', status: 401 });
    expect(answer.body['o:errorDetails'][0]['o:errorCode']).toBe('INVALID_LOGIN');
    expect((await fetch(`${sandbox.url}${RECORD_PATH}/customer`)).status).toBe(401);
  });

  it('keeps its token when the books are moved by a year, and loses it after an hour of real time', async () => {
    let nowMs = NOW_S * 1000;
    const tokens = new Tokens(
      new Store(),
      { accountId: 'a', clientId: CLIENT_ID, certificateId: CERTIFICATE_ID, publicKeyPem: PUBLIC_KEY_PEM },
      () => 0.5,
      () => nowMs,
    );
    const form = tokenForm(await signAssertion('http://account', { issuedS: NOW_S }));
    const granted = await tokens.grant({
      method: 'POST',
      path: TOKEN_PATH,
      query: new URLSearchParams(),
      headers: { host: 'account' },
      rawBody: new URLSearchParams(form).toString(),
      params: {},
    });
    const { access_token: token } = granted.body as { readonly access_token: string };
    nowMs += 3_599_000;
    expect(tokens.accepts(`Bearer ${token}`)).toBe(true);
    nowMs += 2_000;
    expect(tokens.accepts(`Bearer ${token}`)).toBe(false);
  });
});
