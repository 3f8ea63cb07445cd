import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as rawRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { keysText, newKeyText } from '#gateway/auth/machine-key.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { cryptoRandom } from '#kit/runtime/random.ts';
import { claims, keyPairIssuer, signed, type TestKey, testKey } from '#test/unit/gateway/auth/tokens.ts';
import { follow } from './fake-consumer.ts';
import { type FakeGraph, replyOf, startFakeGraph, tokenOf } from './fake-graph.ts';
import { FakeStream } from './fake-stream.ts';

const READ = JSON.stringify({ query: '{ customer(id: "c1") { name } }' });
const NEWS = 'subscription { news { kind } }';
const HOUR_S = 3_600;
const machine = newKeyText(cryptoRandom);

/** A server that remembers what it was asked for. */
async function listening(answer: () => unknown): Promise<{ server: Server; url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(JSON.stringify(answer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('identity at the door', () => {
  const folder = mkdtempSync(join(tmpdir(), 'identity-door-'));
  const file = (name: string, value: unknown) => {
    const path = join(folder, name);
    writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value), { mode: 0o600 });
    return path;
  };
  const stream = new FakeStream();
  const lines: string[] = [];
  let graph: FakeGraph;
  let key: TestKey;
  let issuer: Awaited<ReturnType<typeof listening>>;
  let stranger: Awaited<ReturnType<typeof listening>>;

  beforeAll(async () => {
    key = await testKey('k1');
    issuer = await listening(() => ({ keys: [key.jwk] }));
    // Holds the very key that a forged token names: whoever asks here believes it.
    stranger = await listening(() => ({ keys: [key.jwk] }));
    const now = systemClock.now();
    const key1 = {
      id: machine.id,
      name: 'nightly-export',
      sha256: machine.sha256,
      roles: ['portal' as const],
      entities: ['US'],
      scopes: [],
      createdAt: now.toISOString(),
      expiresAt: new Date(now.getTime() + HOUR_S * 1000).toISOString(),
      revokedAt: null,
    };
    stream.tell('first');
    graph = await startFakeGraph({
      resolvers: { operations: stream.resolvers() },
      config: {
        issuers: [keyPairIssuer({ keys: { kind: 'JWKS', url: `${issuer.url}/keys` } })],
        legalEntities: ['US', 'DE'],
        machineKeysFile: file('keys.json', keysText([key1])),
        revocationsFile: file('revocations.json', {}),
      },
      parts: { log: pino({ level: 'info' }, { write: (line: string) => lines.push(line) }) },
    });
  });
  afterAll(async () => {
    await graph.close();
    issuer.server.close();
    stranger.server.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    // So that the issuer's keys are known, whichever of these comes first.
    await post(bearer(await token()));
    lines.length = 0;
  });

  const nowS = () => Math.floor(systemClock.now().getTime() / 1000);
  const token = (changed: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
    signed(key, claims({ iat: nowS(), exp: nowS() + HOUR_S, roles: ['portal'], ...changed }), header);
  const post = (headers: Record<string, string>, path = '/graphql') =>
    fetch(`${graph.gateway.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: READ,
    }).then(replyOf);
  const askedCount = () => graph.crm.asked.length;
  const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

  /** Headers as they are, which `fetch` would join. */
  const postRaw = (headers: Record<string, string | string[]>) =>
    new Promise<number>((resolve, reject) => {
      const options = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
      const sent = rawRequest(`${graph.gateway.url}/graphql`, options, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.once('error', reject);
      sent.end(READ);
    });

  it('takes a token of the company’s login, whose subject, roles, entities and scopes the systems hear', async () => {
    const { status, data } = await post(bearer(await token({ scope: 'money:read' })));
    expect([status, data]).toEqual([200, { customer: { name: 'Acme' } }]);
    expect(graph.crm.asked.at(-1)?.principal).toMatchObject({
      subject: 'ann',
      roles: ['portal'],
      entities: ['US'],
      scopes: ['money:read'],
    });
    expect(issuer.asked).toEqual(['/keys']);
  });

  it('takes a machine key by the same header, over both transports', async () => {
    expect((await post(bearer(machine.text))).status).toBe(200);
    expect(graph.crm.asked.at(-1)?.principal).toMatchObject({ subject: 'key:nightly-export', roles: ['portal'] });
    const consumer = await follow(graph, NEWS, { token: machine.text });
    await consumer.has(1);
    consumer.leave();
  });

  it.each([
    ['a key address', () => token({}, { jku: `${stranger.url}/keys` })],
    ['a certificate address', () => token({}, { x5u: `${stranger.url}/cert` })],
    ['a key address under an unknown id', () => token({}, { kid: 'other', jku: `${stranger.url}/keys` })],
    ['an address for an id', () => token({}, { kid: `${stranger.url}/keys` })],
    ['another issuer', () => token({ iss: stranger.url })],
    ['a key of its own', () => token({}, { jwk: key.jwk })],
  ])('asks nobody for a token with %s', async (_what, make) => {
    const before = [issuer.asked.length, askedCount()];
    const refused = await post(bearer(await make()));
    expect([refused.status, refused.errors[0]?.extensions['code']]).toEqual([401, 'UNAUTHENTICATED']);
    const consumer = await follow(graph, NEWS, { token: await make() });
    expect(await consumer.end).toBe(4401);
    expect(stranger.asked).toEqual([]);
    expect([issuer.asked.length, askedCount()]).toEqual(before);
  });

  it('refuses several tokens, a token in the address, and credentials of another kind', async () => {
    const [one, two] = [await token(), await tokenOf('portal')];
    const before = askedCount();
    expect(await postRaw({ authorization: [`Bearer ${one}`, `Bearer ${two}`] })).toBe(401);
    expect(await postRaw({ authorization: [`Bearer ${one}`, `Bearer ${one}`] })).toBe(401);
    expect((await post(bearer(`${one}, Bearer ${two}`))).status).toBe(401);
    expect((await post({}, `/graphql?access_token=${one}`)).status).toBe(401);
    expect((await post(bearer(one), `/graphql?access_token=${two}`)).status).toBe(401);
    expect((await post({ authorization: `Basic ${Buffer.from(`a:${one}`).toString('base64')}` })).status).toBe(401);
    expect((await post({ cookie: `authorization=Bearer ${one}; token=${one}` })).status).toBe(401);
    expect((await post({ 'x-access-token': one, 'x-authorization': `Bearer ${one}` })).status).toBe(401);
    expect(askedCount()).toBe(before);
    expect(await postRaw({ authorization: [`Bearer ${one}`] })).toBe(200);
  });

  it('believes no header about who asks', async () => {
    const forged = {
      'x-revgraph-principal': Buffer.from(JSON.stringify({ subject: 'root', roles: ['admin'] })).toString('base64url'),
      'x-revgraph-signature': 'ab'.repeat(32),
      'x-user-id': 'root',
      'x-roles': 'admin,service',
      'x-legal-entities': 'US,DE',
      'x-tenant-id': 'DE',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-user': 'root',
      forwarded: 'for=127.0.0.1;by=internal',
    };
    const before = askedCount();
    expect((await post(forged)).status).toBe(401);
    expect(askedCount()).toBe(before);

    expect((await post({ ...forged, ...bearer(await token()) })).status).toBe(200);
    const { headers = {}, principal = null } = graph.crm.asked.at(-1) ?? {};
    expect(principal).toMatchObject({ subject: 'ann', roles: ['portal'], entities: ['US'] });
    const heard = Object.keys(headers);
    expect(Object.keys(forged).filter((name) => !name.startsWith('x-revgraph-') && heard.includes(name))).toEqual([]);
  });

  it.each([
    ['an unknown role', { roles: ['king'] }, 'unknown role'],
    ['an unknown legal entity', { entities: ['FR'] }, 'unknown legal entity'],
    ['no role', { roles: [] }, 'no role is granted'],
  ])('refuses %s with a plain 401 outside and the reason in the log', async (_what, changed, reason) => {
    const refused = await post(bearer(await token(changed)));
    expect(refused.status).toBe(401);
    expect(refused.errors[0]?.message).toBe('Send a valid token: authorization: Bearer <token>.');
    expect(lines.filter((line) => line.includes(reason))).toHaveLength(1);
  });

  it('writes no token and no key into the log, and none into an answer', async () => {
    const bad = await token({ roles: ['king'] });
    const wrongKey = `${machine.text.slice(0, -1)}${machine.text.endsWith('A') ? 'B' : 'A'}`;
    const answers = [await post(bearer(bad)), await post(bearer(wrongKey)), await post(bearer(machine.text))];
    const said = lines.join('\n') + JSON.stringify(answers);
    expect(lines.length).toBeGreaterThan(1);
    for (const secret of [bad.split('.')[2], bad.split('.')[1], wrongKey.slice(21), machine.sha256]) {
      expect(said).not.toContain(secret);
    }
  });

  it('counts refusals by why', async () => {
    await post({});
    await post(bearer('a.b.c'));
    await post(bearer(await token({ aud: 'payroll' })));
    await post(bearer(await token({ exp: nowS() - 60 })));
    const admin = await tokenOf('admin');
    const metrics = await (await fetch(`${graph.gateway.url}/metrics`, { headers: bearer(admin) })).text();
    for (const reason of ['missing', 'malformed', 'untrusted', 'expired']) {
      expect(metrics).toMatch(new RegExp(`auth_failures_total\\{reason="${reason}"\\} [1-9]`));
    }
  });

  it('ends a stream, and refuses the token, once it is revoked', async () => {
    const mine = await token({ jti: 'tok_revoked' });
    const consumer = await follow(graph, NEWS, { token: mine });
    await consumer.has(1);
    file('revocations.json', { ids: ['tok_revoked'] });
    expect(await consumer.end).toBe(4401);
    expect((await post(bearer(mine))).status).toBe(401);
    expect((await post(bearer(await token({ jti: 'tok_other' })))).status).toBe(200);
  });
});
