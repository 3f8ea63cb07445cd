import { scopeKey } from '#gateway/live/scope.ts';
import type { Principal } from '#kit/identity/principal.ts';

const SOMEBODY: Principal = {
  subject: 'somebody',
  roles: ['portal', 'finance'],
  entities: ['US', 'DE'],
  scopes: ['a', 'b'],
  correlationId: 'cor_1',
};

describe('the scope of a principal', () => {
  it('is that of everybody with the same rights, in whatever order they are told', () => {
    const other = { ...SOMEBODY, subject: 'another', correlationId: 'cor_2' };
    expect(scopeKey(other)).toBe(scopeKey(SOMEBODY));
    expect(scopeKey({ ...SOMEBODY, roles: ['finance', 'portal'], entities: ['DE', 'US'] })).toBe(scopeKey(SOMEBODY));
  });

  it.each<[string, Partial<Principal>]>([
    ['roles', { roles: ['portal'] }],
    ['legal entities', { entities: ['US'] }],
    ['scopes', { scopes: ['a'] }],
  ])('is another one with other %s', (_what, change) => {
    expect(scopeKey({ ...SOMEBODY, ...change })).not.toBe(scopeKey(SOMEBODY));
  });

  it('is another one with whatever else a principal may come to carry', () => {
    const more = { ...SOMEBODY, masking: ['money'] };
    expect(scopeKey(more)).not.toBe(scopeKey(SOMEBODY));
  });
});
