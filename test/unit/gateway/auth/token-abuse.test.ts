import { createHmac, KeyObject, sign } from 'node:crypto';
import { exportSPKI, SignJWT, UnsecuredJWT } from 'jose';
import { sharedSecretIssuer } from '#gateway/auth/shared-secret-issuer.ts';
import {
  claims,
  ISSUER_URL,
  keyPairIssuer,
  NOW_S,
  SECRET,
  signed,
  type TestKey,
  testIdentity,
  testKey,
} from './tokens.ts';

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const secretOf = (text: string) => new TextEncoder().encode(text);

/** A token with any header and any signature. */
const forged = (header: unknown, payload: unknown = claims(), signature = 'AAAA') =>
  `${part(header)}.${part(payload)}.${signature}`;

/** Signed with a key of the attacker's own, under a header of his choice. */
const attackers = async (header: Record<string, unknown>, payload = claims()) =>
  signed(await testKey('theirs'), payload, header);

const ours = (changed: Record<string, unknown>) => claims({ iss: 'revgraph', ...changed });

function bySecret(payload: Record<string, unknown>, secret = SECRET, header: Record<string, unknown> = {}) {
  return new SignJWT(payload).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...header }).sign(secretOf(secret));
}

/** An RSA modulus as a shared secret is the oldest confusion there is: the text of the public key is known to all. */
async function publicKeyAsSecret(key: TestKey): Promise<string> {
  return macSigned(await exportSPKI(key.publicKey), claims(), { kid: 'k1' });
}

function macSigned(secret: string, payload: unknown, header: Record<string, unknown> = {}): string {
  const input = `${part({ alg: 'HS256', typ: 'at+jwt', ...header })}.${part(payload)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

type Make = (key: TestKey) => string | Promise<string>;
const abuses: readonly (readonly [string, Make])[] = [
  ['unsigned', () => new UnsecuredJWT(claims()).encode()],
  ['unsigned, its algorithm spelt otherwise', () => forged({ alg: 'nOnE', typ: 'at+jwt' }, claims(), 'AA')],
  ['under another algorithm of the same secret', () => bySecret(ours({}), SECRET.repeat(2), { alg: 'HS512' })],
  ['of a key pair’s issuer, signed by the shared secret', () => bySecret(claims())],
  ['of the shared secret’s issuer, signed by the company’s key', (key) => signed(key, ours({}))],
  ['signed with the public key as the secret', publicKeyAsSecret],
  ['signed with an empty secret', () => macSigned('', ours({}))],
  ['signed with a guessed secret', () => bySecret(ours({}), 'secret-secret-secret-secret-secret')],
  [
    'with its key embedded',
    async () => {
      const key = await testKey('k1');
      return signed(key, claims(), { jwk: key.jwk });
    },
  ],
  ['with a key address', () => attackers({ kid: 'k1', jku: 'https://evil.example/keys' })],
  ['with a certificate address', () => attackers({ kid: 'k1', x5u: 'https://evil.example/cert' })],
  ['with a certificate', () => attackers({ kid: 'k1', x5c: ['MIIB'] })],
  ['with a good signature, and a key address besides', (key) => signed(key, claims(), { jku: `${ISSUER_URL}/keys` })],
  ...[
    '../../../../dev/null',
    "' or 1=1 --",
    'https://evil.example/keys',
    '',
    'k1\u0000',
    '__proto__',
    'a'.repeat(5000),
  ].map((kid): [string, Make] => [`with the key id ${JSON.stringify(kid.slice(0, 30))}`, () => attackers({ kid })]),
  ['with a key id that is a number', () => forged({ alg: 'ES256', typ: 'at+jwt', kid: 1 })],
  ['with a key id that is an object', () => forged({ alg: 'ES256', typ: 'at+jwt', kid: { $ne: 1 } })],
  ['under the right key id, of another key', () => attackers({ kid: 'k1' })],
  [
    'with a signature of zeros',
    () => forged({ alg: 'ES256', typ: 'at+jwt', kid: 'k1' }, claims(), Buffer.alloc(64).toString('base64url')),
  ],
  [
    'with a signature of ones',
    () => forged({ alg: 'ES256', typ: 'at+jwt', kid: 'k1' }, claims(), Buffer.alloc(64, 255).toString('base64url')),
  ],
  ['with a short signature', () => forged({ alg: 'ES256', typ: 'at+jwt', kid: 'k1' })],
  ['without a signature', () => forged({ alg: 'ES256', typ: 'at+jwt', kid: 'k1' }, claims(), '')],
  ['with a signature in another form (DER)', (key) => derSigned(key)],
  ['with a critical header that nobody knows', (key) => critical(key, 'urn:example:limit', 1)],
  ['with a critical header about its payload’s form', (key) => critical(key, 'b64', true)],
  [
    'with its payload altered',
    async (key) => {
      const [head, , signature] = (await signed(key)).split('.');
      return `${head}.${part(claims({ roles: ['admin'] }))}.${signature}`;
    },
  ],
  ['expired', (key) => signed(key, claims({ exp: NOW_S - 5 }))],
  ['not yet valid', (key) => signed(key, claims({ nbf: NOW_S + 6 }))],
  ['without expiry', (key) => signed(key, claims({ exp: undefined }))],
  [
    'with an expiry that is a text',
    (key) => forged({ alg: 'ES256', typ: 'at+jwt', kid: key.jwk.kid }, claims({ exp: `${NOW_S + 600}` })),
  ],
  ['for another audience', (key) => signed(key, claims({ aud: 'payroll' }))],
  ['for no audience', (key) => signed(key, claims({ aud: undefined }))],
  ['of another issuer', (key) => signed(key, claims({ iss: 'https://login.example.evil.example' }))],
  ['of an issuer that is almost ours', (key) => signed(key, claims({ iss: `${ISSUER_URL}/` }))],
  ['without an issuer', (key) => signed(key, claims({ iss: undefined }))],
  ['without a subject', (key) => signed(key, claims({ sub: undefined }))],
  ['with an empty subject', (key) => signed(key, claims({ sub: '' }))],
  ['in the name of a machine key', (key) => signed(key, claims({ sub: 'key:nightly' }))],
  ['that is an ID token by its type', (key) => signed(key, claims(), { typ: 'JWT' })],
  ['that is an ID token by its nonce', (key) => signed(key, claims({ nonce: 'n-1' }))],
  ['that is an ID token by its hash', (key) => signed(key, claims({ at_hash: 'x' }))],
  ['that is an ID token by its use', (key) => signed(key, claims({ token_use: 'id' }))],
  ['that is a logout token', (key) => signed(key, claims({ events: {} }), { typ: 'logout+jwt' })],
  ['that is a refresh token', (key) => signed(key, claims({ typ: 'Refresh' }))],
  ['without roles', (key) => signed(key, claims({ roles: undefined }))],
  ['with no role in its list', (key) => signed(key, claims({ roles: [] }))],
  ['with a role that is unknown', (key) => signed(key, claims({ roles: ['finance', 'king'] }))],
  ['with the role of our own services', (key) => signed(key, claims({ roles: ['service'] }))],
  ['with roles that are an object', (key) => signed(key, claims({ roles: { 0: 'admin' } }))],
  ['without entities', (key) => signed(key, claims({ entities: undefined }))],
  ['with an entity that is no code', (key) => signed(key, claims({ entities: ['US', "DE' or 1=1"] }))],
  ['with a scope that is no name', (key) => signed(key, claims({ scope: ['a"b'] }))],
];

/** ECDSA as most libraries write it; a token has the two numbers bare. */
function derSigned({ privateKey, jwk }: TestKey): string {
  const input = `${part({ alg: 'ES256', typ: 'at+jwt', kid: jwk.kid })}.${part(claims())}`;
  return `${input}.${sign('sha256', Buffer.from(input), KeyObject.from(privateKey)).toString('base64url')}`;
}

/** Signed as it should be, under a header that says which of its members have to be understood. */
function critical({ privateKey, jwk }: TestKey, member: string, value: unknown): string {
  const head = { alg: 'ES256', typ: 'at+jwt', kid: jwk.kid, crit: [member], [member]: value };
  const input = `${part(head)}.${part(claims())}`;
  const key = { key: KeyObject.from(privateKey), dsaEncoding: 'ieee-p1363' } as const;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

describe('a token', () => {
  let key: TestKey;
  beforeAll(async () => {
    key = await testKey('k1');
  });

  it('of a key pair and one of the shared secret are taken: what follows is refused for its fault alone', async () => {
    const { identity } = await testIdentity([key.jwk]);
    await expect(identity.authenticate(`Bearer ${await signed(key)}`, 'cor_1')).resolves.toMatchObject({
      ok: true,
      value: {
        principal: {
          subject: 'ann',
          roles: ['finance'],
          entities: ['US'],
          scopes: ['money:read'],
          correlationId: 'cor_1',
        },
        expiresAtMs: (NOW_S + 600) * 1000,
      },
    });
    await expect(identity.authenticate(`Bearer ${await bySecret(ours({}))}`, 'cor_1')).resolves.toMatchObject({
      ok: true,
    });
  });

  it.each(abuses)('%s is refused, and nobody is asked for it', async (_what, make) => {
    const { identity, fetched, refused } = await testIdentity([key.jwk]);
    await identity.authenticate(`Bearer ${await signed(key)}`, 'cor_1');
    fetched.length = 0;
    const answer = await identity.authenticate(`Bearer ${await make(key)}`, 'cor_2');
    expect(answer.ok).toBe(false);
    expect(fetched).toEqual([]);
    expect(refused).toHaveLength(1);
  });

  it.each([
    'expired',
    'for another audience',
    'of another issuer',
    'that is an ID token by its type',
    'with a key address',
  ])('%s brings nobody to fetch keys that are not known yet', async (fault) => {
    const { identity, fetched } = await testIdentity([key.jwk]);
    const make = new Map(abuses).get(fault);
    expect((await identity.authenticate(`Bearer ${await make?.(key)}`, 'cor_2')).ok).toBe(false);
    expect(fetched).toEqual([]);
  });

  it('is taken within five seconds of its issuer’s clock, and no further', async () => {
    const { identity } = await testIdentity([key.jwk]);
    const at = async (changed: Record<string, unknown>) =>
      (await identity.authenticate(`Bearer ${await signed(key, claims(changed))}`, 'c')).ok;
    await expect(at({ exp: NOW_S - 4 })).resolves.toBe(true);
    await expect(at({ exp: NOW_S - 5 })).resolves.toBe(false);
    await expect(at({ nbf: NOW_S + 5 })).resolves.toBe(true);
    await expect(at({ nbf: NOW_S + 6 })).resolves.toBe(false);
  });

  it('without a claim that its issuer’s configuration requires is refused', async () => {
    const issuers = [keyPairIssuer({ requiredClaims: ['client_id'] })];
    const { identity } = await testIdentity([key.jwk], { issuers });
    const asking = async (token: Promise<string>) => (await identity.authenticate(`Bearer ${await token}`, 'c')).ok;
    await expect(asking(signed(key))).resolves.toBe(false);
    await expect(asking(signed(key, claims({ client_id: 'portal' })))).resolves.toBe(true);
  });

  it('for a legal entity that does not exist is refused where the entities are listed', async () => {
    const { identity, refused } = await testIdentity([key.jwk], { legalEntities: ['US', 'DE'] });
    const token = await signed(key, claims({ entities: ['US', 'FR'] }));
    expect((await identity.authenticate(`Bearer ${token}`, 'c')).ok).toBe(false);
    expect(refused).toEqual(['unknown legal entity "FR"']);
  });

  it.each(['RS256', 'PS256', 'ES256', 'EdDSA'])(
    'signed by %s is taken where its issuer lists it, and only there',
    async (alg) => {
      const one = await testKey('one', alg);
      const token = `Bearer ${await signed(one)}`;
      const listed = await testIdentity([one.jwk], { issuers: [keyPairIssuer({ algorithms: [alg] })] });
      expect((await listed.identity.authenticate(token, 'c')).ok).toBe(true);
      const others = ['RS256', 'PS256', 'ES256', 'EdDSA'].filter((other) => other !== alg);
      const unlisted = await testIdentity([one.jwk], { issuers: [keyPairIssuer({ algorithms: others })] });
      expect((await unlisted.identity.authenticate(token, 'c')).ok).toBe(false);
      expect(unlisted.fetched).toEqual([]);
    },
  );

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Basic YTpi',
    'Bearer a.b',
    'Bearer a.b.c d',
    'Bearer a.b.c, Bearer a.b.c',
    'bearer',
    'Token a.b.c',
    `Bearer ${'a'.repeat(9000)}.b.c`,
  ])('is not found in %j', async (authorization) => {
    const { identity, refused } = await testIdentity([key.jwk], { issuers: [sharedSecretIssuer(SECRET)] });
    expect((await identity.authenticate(authorization, 'c')).ok).toBe(false);
    expect(refused).toHaveLength(1);
  });

  it('is not told in the reason of its refusal', async () => {
    const { identity, refused } = await testIdentity([key.jwk]);
    const canary = 'canary-of-a-secret';
    await identity.authenticate(`Bearer ${await signed(key, claims({ sub: undefined, note: canary }))}`, 'c');
    await identity.authenticate(`Bearer rgk_${canary}`, 'c');
    expect(refused).toHaveLength(2);
    expect(refused.join()).not.toContain(canary);
  });
});
