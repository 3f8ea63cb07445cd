import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Identity, openIdentity } from '#gateway/auth/identity.ts';
import { openLog } from '#kit/observability/log.ts';
import { SettableClock } from '#kit/runtime/clock.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { type LocalIdentity, startLocalIdentity } from '#local/identity.ts';
import { startLocalIssuer } from '#local/issuer/server.ts';
import { signingKey } from '#local/issuer/signing-key.ts';

const PAGE = 'http://127.0.0.1:4000/';
const VERIFIER = 'a-verifier-of-the-tests-that-is-long-enough-for-it';
const REQUEST = {
  client_id: 'revgraph-page',
  redirect_uri: PAGE,
  response_type: 'code',
  scope: 'openid money:read',
  state: 'the state',
  nonce: 'the nonce',
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
};

describe('the issuer of a local run', () => {
  let folder: string;
  let local: LocalIdentity;
  let identity: Identity;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'issuer-'));
    local = await startLocalIdentity(folder, 4000);
    const log = openLog('test', 'silent');
    const { issuers, legalEntities } = local.trust;
    const files = { keysFile: local.trust.machineKeysFile, revocationsFile: local.trust.revocationsFile };
    identity = await openIdentity({
      issuers,
      legalEntities,
      ...files,
      clock: new SettableClock(),
      timers: systemTimers,
      log,
    });
  });
  afterAll(async () => {
    await identity.close();
    await local.issuer.close();
    rmSync(folder, { recursive: true });
  });

  type Words = Readonly<Record<string, string | undefined>>;
  const query = (words: Words) =>
    new URLSearchParams(
      Object.entries(words).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as [string, string]],
      ),
    );
  const get = (path: string, words: Words = {}, headers: Record<string, string> = {}) =>
    fetch(`${local.issuer.url}${path}?${query(words)}`, { redirect: 'manual', headers });
  const read = async (path: string) => JSON.parse(await (await get(path)).text());
  const backWith = (response: Response) => new URL(response.headers.get('location') ?? 'none:').searchParams;
  const codeFor = async (person: string, changed: Words = {}) =>
    backWith(await get(`/authorize/as/${person}`, { ...REQUEST, ...changed })).get('code') ?? '';
  const exchange = async (code: string, changed: Words = {}, headers: Record<string, string> = {}) => {
    const form = { grant_type: 'authorization_code', client_id: 'revgraph-page', code, redirect_uri: PAGE };
    const body = query({ ...form, code_verifier: VERIFIER, ...changed });
    const response = await fetch(`${local.issuer.url}/token`, { method: 'POST', body, headers });
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
  };

  it('says where its parts are, under its own name', async () => {
    const document = await read('/.well-known/openid-configuration');
    expect(document).toMatchObject({
      issuer: local.issuer.url,
      token_endpoint: `${local.issuer.url}/token`,
      code_challenge_methods_supported: ['S256'],
    });
    expect((await read('/keys')).keys).toEqual([expect.not.objectContaining({ d: expect.anything() })]);
  });

  it('gives a token that the gateway believes, for whoever was chosen, and an ID token that it does not', async () => {
    const response = await get('/authorize/as/germany', REQUEST);
    expect(response.status).toBe(303);
    expect(Object.fromEntries(backWith(response))).toMatchObject({ state: 'the state', iss: local.issuer.url });
    const { status, body } = await exchange(backWith(response).get('code') ?? '');
    expect(status).toBe(200);
    expect(await identity.authenticate(`Bearer ${body.access_token}`, 'c')).toMatchObject({
      value: {
        principal: { subject: 'finance.de@example.com', roles: ['finance'], entities: ['DE'], scopes: ['money:read'] },
      },
    });
    expect((await identity.authenticate(`Bearer ${body.id_token}`, 'c')).ok).toBe(false);
  });

  it('lists who may be chosen', async () => {
    const page = await (await get('/authorize', REQUEST)).text();
    for (const role of ['portal', 'revops', 'finance', 'controller', 'auditor', 'admin'])
      expect(page).toContain(`<b>${role}</b>`);
  });

  it('takes a code once', async () => {
    const code = await codeFor('revops');
    expect((await exchange(code)).status).toBe(200);
    expect(await exchange(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it.each([
    ['another proof', { code_verifier: `${VERIFIER}x` }],
    ['no proof', { code_verifier: undefined }],
    ['another address', { redirect_uri: 'http://127.0.0.1:4000/graphiql' }],
  ])('takes a code with %s for spent', async (_what, changed) => {
    const code = await codeFor('revops');
    expect(await exchange(code, changed)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await exchange(code)).status).toBe(400);
  });

  it.each([
    ['another client', { client_id: 'somebody' }, 401, 'invalid_client'],
    ['another kind of grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ])('gives nothing to %s', async (_what, changed, status, error) => {
    expect(await exchange(await codeFor('revops'), changed)).toMatchObject({ status, body: { error } });
  });

  it.each([
    ['an address of somebody else', { redirect_uri: 'https://evil.example/' }],
    ['an address below the page’s', { redirect_uri: `${PAGE}evil` }],
    ['no address', { redirect_uri: undefined }],
    ['another client', { client_id: 'somebody' }],
  ])('sends nobody anywhere for %s', async (_what, changed) => {
    for (const path of ['/authorize', '/authorize/as/revops']) {
      const response = await get(path, { ...REQUEST, ...changed });
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
    }
  });

  it.each([
    ['no state', { state: undefined }, 'invalid_request'],
    ['no nonce', { nonce: undefined }, 'invalid_request'],
    ['no challenge', { code_challenge: undefined }, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a token at once', { response_type: 'token' }, 'unsupported_response_type'],
    ['no openid', { scope: 'money:read' }, 'invalid_scope'],
  ])('sends back an error, and no code, for %s', async (_what, changed, error) => {
    const back = backWith(await get('/authorize/as/revops', { ...REQUEST, ...changed }));
    expect([back.get('error'), back.get('code')]).toEqual([error, null]);
  });

  it('answers a silent sign-in only where somebody was chosen before', async () => {
    const silent = { ...REQUEST, prompt: 'none' };
    expect(backWith(await get('/authorize', silent)).get('error')).toBe('login_required');
    const chosen = await get('/authorize/as/auditor', REQUEST);
    const cookie = chosen.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly; SameSite=Lax$/);
    const back = backWith(await get('/authorize', silent, { cookie: cookie.split(';', 1)[0] ?? '' }));
    const { body } = await exchange(back.get('code') ?? '');
    expect(await identity.authenticate(`Bearer ${body.access_token}`, 'c')).toMatchObject({
      value: { principal: { roles: ['auditor'] } },
    });
  });

  it('lets only the page read its answers', async () => {
    const own = await exchange('x', {}, { origin: 'http://localhost:4000' });
    expect(own.headers.get('access-control-allow-origin')).toBe('http://localhost:4000');
    const other = await exchange('x', {}, { origin: 'http://localhost:4001' });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('forgets a code after a minute', async () => {
    const clock = new SettableClock();
    const key = await signingKey(join(folder, 'issuer-key.json'));
    const settings = {
      key,
      audience: 'revgraph',
      clientId: 'revgraph-page',
      origins: ['http://127.0.0.1:4000'],
      port: 0,
    };
    const issuer = await startLocalIssuer({ ...settings, clock });
    const response = await fetch(`${issuer.url}/authorize/as/revops?${query(REQUEST)}`, { redirect: 'manual' });
    clock.set(new Date(clock.now().getTime() + 60_000));
    const form = {
      grant_type: 'authorization_code',
      client_id: 'revgraph-page',
      redirect_uri: PAGE,
      code_verifier: VERIFIER,
    };
    const body = query({ ...form, code: backWith(response).get('code') ?? '' });
    const exchanged = await fetch(`${issuer.url}/token`, { method: 'POST', body });
    await issuer.close();
    expect(exchanged.status).toBe(400);
  });

  it('keeps its key where only its owner reads it, and signs with the same after a restart', async () => {
    const path = join(folder, 'issuer-key.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await signingKey(path)).kid).toBe((await read('/keys')).keys[0].kid);
  });
});
