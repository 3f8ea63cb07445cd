import { readIssuers } from '#gateway/auth/issuer.ts';

const GOOD = {
  name: 'company',
  issuer: 'https://login.example',
  audience: 'revgraph',
  jwksUrl: 'https://login.example/keys',
  algorithms: ['RS256'],
};
const SECRETS = new Map([
  ['PARTNER_SECRET', 'x'.repeat(32)],
  ['SHORT_SECRET', 'x'.repeat(31)],
]);
const read = (...issuers: readonly unknown[]) => readIssuers(issuers, (variable) => SECRETS.get(variable) ?? null);

describe('the configuration of an issuer', () => {
  it('needs five members; the rest is as strict as it gets', () => {
    expect(read(GOOD)).toMatchObject({
      ok: true,
      value: [
        {
          keys: { kind: 'JWKS', url: 'https://login.example/keys' },
          types: ['at+jwt'],
          clockToleranceS: 5,
          requiredClaims: [],
          claims: { roles: { claim: 'roles' }, entities: { claim: 'entities' }, scopes: { claim: 'scope' } },
          login: null,
        },
      ],
    });
  });

  it('may name a shared secret by its variable, which has one algorithm only', () => {
    const { jwksUrl: _, algorithms: __, ...rest } = GOOD;
    expect(read({ ...rest, secretVariable: 'PARTNER_SECRET' })).toMatchObject({
      ok: true,
      value: [{ keys: { kind: 'SECRET' }, algorithms: ['HS256'] }],
    });
  });

  it('may replace one mapping and keep the others', () => {
    const claims = { roles: { claim: 'groups', map: { fin: 'finance' } } };
    expect(read({ ...GOOD, claims })).toMatchObject({
      ok: true,
      value: [{ claims: { roles: { claim: 'groups' }, entities: { claim: 'entities' } } }],
    });
  });

  it.each([
    ['a shared secret’s algorithm', { algorithms: ['HS256'] }, 'algorithms'],
    ['no algorithm at all', { algorithms: ['none'] }, 'algorithms'],
    ['no list of algorithms', { algorithms: undefined }, 'list its algorithms'],
    ['keys over an open wire', { jwksUrl: 'http://login.example/keys' }, 'jwksUrl'],
    ['keys from a file', { jwksUrl: 'file:///etc/keys' }, 'jwksUrl'],
    ['a password in the address', { jwksUrl: 'https://a:b@login.example/keys' }, 'jwksUrl'],
    ['two kinds of keys', { secretVariable: 'PARTNER_SECRET' }, 'either jwksUrl or secretVariable'],
    ['no keys', { jwksUrl: undefined }, 'either jwksUrl or secretVariable'],
    ['a short secret', { jwksUrl: undefined, algorithms: undefined, secretVariable: 'SHORT_SECRET' }, 'SHORT_SECRET'],
    [
      'a secret that is not there',
      { jwksUrl: undefined, algorithms: undefined, secretVariable: 'NO_SECRET' },
      'NO_SECRET',
    ],
    ['a list for a secret', { jwksUrl: undefined, secretVariable: 'PARTNER_SECRET' }, 'leave algorithms out'],
    ['a wide tolerance', { clockToleranceS: 6 }, 'clockToleranceS'],
    ['an unknown member', { audiences: ['a'] }, 'audiences'],
    ['no audience', { audience: undefined }, 'audience'],
    ['an unknown role', { claims: { roles: { always: ['king'] } } }, 'claims.roles grants "king"'],
  ])('is refused with %s, in one sentence that says where', (_what, changed, said) => {
    const issuers = read({ ...GOOD, ...changed });
    expect(issuers.ok ? [] : issuers.error).toEqual([expect.stringMatching(/^issuer 1.*\.$/)]);
    expect(issuers.ok ? '' : issuers.error[0]).toContain(said);
  });

  it('is refused twice over, and as anything but a list', () => {
    expect(read(GOOD, { ...GOOD, name: 'other' })).toEqual({
      ok: false,
      error: ['https://login.example is listed twice: keep one.'],
    });
    expect(readIssuers({}, () => null).ok).toBe(false);
  });
});
