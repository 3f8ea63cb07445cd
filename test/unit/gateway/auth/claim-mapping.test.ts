import { type ClaimMapping, grantsOf, mappingFaults } from '#gateway/auth/claim-mapping.ts';
import { CLAIMS_DEFAULT } from '#gateway/auth/identity-defaults.ts';

const grants = (claims: Record<string, unknown>, mapping: Partial<ClaimMapping> = {}, known?: readonly string[]) =>
  grantsOf(claims, { ...CLAIMS_DEFAULT, ...mapping }, known === undefined ? null : new Set(known));

describe('what a token grants', () => {
  it('stands in roles, entities and scope unless its issuer’s configuration says otherwise', () => {
    const claims = { roles: ['revops', 'finance'], entities: ['US', 'DE'], scope: 'money:read  openid' };
    expect(grants(claims)).toEqual({
      ok: true,
      value: { roles: ['finance', 'revops'], entities: ['DE', 'US'], scopes: ['money:read', 'openid'] },
    });
  });

  it('may be one text, and the scopes a list', () => {
    expect(grants({ roles: 'portal', entities: 'US', scope: ['a', 'b', 'a'] })).toMatchObject({
      ok: true,
      value: { roles: ['portal'], entities: ['US'], scopes: ['a', 'b'] },
    });
  });

  it('may have other names, lie deeper and mean several things', () => {
    const mapping: ClaimMapping = {
      roles: {
        claim: ['realm_access', 'roles'],
        map: { 'fin-team': 'finance', 'head-of-fin': ['finance', 'controller'] },
        always: [],
      },
      entities: { claim: 'https://revgraph.example/entities', map: { Germany: 'DE' }, always: ['US'] },
      scopes: { claim: 'scp', map: { 'api.read': ['money:read'] }, always: [] },
    };
    const claims = {
      realm_access: { roles: ['head-of-fin', 'fin-team', 'everyone'] },
      'https://revgraph.example/entities': ['Germany', 'Atlantis'],
      scp: 'api.read offline_access',
    };
    expect(grants(claims, mapping)).toEqual({
      ok: true,
      value: { roles: ['controller', 'finance'], entities: ['DE', 'US'], scopes: ['money:read'] },
    });
  });

  it.each([
    ['no role is granted', { entities: ['US'] }, {}],
    [
      'no role is granted',
      { roles: ['everyone'], entities: ['US'] },
      { roles: { claim: 'roles', map: { fin: 'finance' }, always: [] } },
    ],
    [
      'no role is granted',
      { roles: ['constructor'], entities: ['US'] },
      { roles: { claim: 'roles', map: {}, always: [] } },
    ],
    ['unknown role "king"', { roles: ['king'], entities: ['US'] }, {}],
    ['unknown role "service"', { roles: ['service'], entities: ['US'] }, {}],
    ['no legal entity is granted', { roles: ['admin'] }, {}],
    ['unknown legal entity "us"', { roles: ['admin'], entities: ['us'] }, {}],
    ['malformed scope "a\\"b"', { roles: ['admin'], entities: ['US'], scope: 'a"b' }, {}],
    ['a grant is no text and no list of texts', { roles: { 0: 'admin' }, entities: ['US'] }, {}],
    ['a grant is no text and no list of texts', { roles: ['admin'], entities: [1] }, {}],
    ['a grant is no text and no list of texts', { roles: ['admin'], entities: Array(201).fill('US') }, {}],
  ] as const)('is nothing, and %s is why', (why, claims, mapping) => {
    expect(grants(claims, mapping as Partial<ClaimMapping>)).toEqual({ ok: false, error: why });
  });

  it('names no legal entity that does not exist, where they are listed', () => {
    const claims = { roles: ['admin'], entities: ['US', 'FR'] };
    expect(grants(claims, {}, ['US', 'DE'])).toEqual({ ok: false, error: 'unknown legal entity "FR"' });
    expect(grants(claims, {}, ['US', 'FR']).ok).toBe(true);
  });
});

describe('a mapping', () => {
  it('that grants what is none of ours is faulty', () => {
    const mapping: ClaimMapping = {
      roles: { claim: 'groups', map: { a: 'service', b: ['finance', 'king'] }, always: ['portal'] },
      entities: { claim: 'x', always: ['us'] },
      scopes: { always: [] },
    };
    expect(mappingFaults(mapping)).toEqual([
      'claims.roles grants "service": it takes partner, portal, revops, finance, controller, auditor, admin',
      'claims.roles grants "king": it takes partner, portal, revops, finance, controller, auditor, admin',
      'claims.entities grants "us": it takes codes such as US',
    ]);
    expect(mappingFaults(CLAIMS_DEFAULT)).toEqual([]);
  });
});
