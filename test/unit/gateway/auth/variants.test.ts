import { VARIANTS, variantFor } from '#gateway/auth/variants.ts';
import { ROLES, type Role } from '#kit/identity/principal.ts';

describe('what somebody sees of the graph', () => {
  it('is a variant for readers outside and the whole graph for all others', () => {
    const seen = Object.fromEntries(ROLES.map((role) => [role, variantFor([role])]));
    expect(seen).toEqual({
      partner: 'partner',
      portal: 'portal',
      revops: null,
      finance: null,
      controller: null,
      auditor: null,
      admin: null,
    });
  });

  it.each<[readonly Role[], string | null]>([
    [['partner', 'portal'], 'portal'],
    [['portal', 'partner'], 'portal'],
    [['partner', 'auditor'], null],
    [['auditor', 'partner'], null],
    [[], 'partner'],
  ])('is the widest of what the roles %j see, and the least where there is none', (roles, variant) => {
    expect(variantFor(roles)).toBe(variant);
  });

  it('narrows from variant to variant', () => {
    const excluded = [...VARIANTS.values()];
    for (const [index, tags] of excluded.entries())
      expect([...tags]).toEqual(expect.arrayContaining([...(excluded[index - 1] ?? [])]));
  });
});
