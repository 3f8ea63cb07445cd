import { signToken, tokenRequestFrom } from '#gateway/auth/token.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { idsFrom } from '#kit/runtime/ids.ts';
import { seededRandom } from '#kit/runtime/random.ts';
import { NOW, SECRET, testIdentity } from './tokens.ts';

describe('a token of the local run', () => {
  it('says who asks, for which legal entities, with which scopes and until when', async () => {
    const { identity, clock } = await testIdentity([]);
    const request = { role: 'finance', user: 'ann', entities: ['US', 'DE'], minutes: 10, scopes: ['a', 'b'] } as const;
    const ids = idsFrom(new FixedClock(NOW), seededRandom('ids'));
    const token = await signToken(request, SECRET, clock.now(), ids);
    expect(await identity.authenticate(`Bearer ${token}`, 'story-0001')).toEqual({
      ok: true,
      value: {
        principal: {
          subject: 'ann',
          roles: ['finance'],
          entities: ['DE', 'US'],
          scopes: ['a', 'b'],
          correlationId: 'story-0001',
        },
        expiresAtMs: Date.parse(NOW) + 600_000,
        credential: {
          kind: 'TOKEN',
          id: expect.stringMatching(/^tok_[0-9a-z]{26}$/),
          subject: 'ann',
          issuedAtMs: Date.parse(NOW),
        },
      },
    });
  });
});

describe('what a token is asked for with', () => {
  it('is a role, and the rest has defaults', () => {
    expect(tokenRequestFrom({ role: 'portal' })).toEqual({
      ok: true,
      value: { role: 'portal', user: 'portal', entities: ['US', 'DE'], minutes: 480 },
    });
  });

  it('may be narrower', () => {
    const request = tokenRequestFrom({ role: 'revops', user: 'bo', entities: 'US, DE', minutes: '5' });
    expect(request).toEqual({ ok: true, value: { role: 'revops', user: 'bo', entities: ['US', 'DE'], minutes: 5 } });
  });

  it('may carry scopes', () => {
    expect(tokenRequestFrom({ role: 'revops', scopes: 'money:read, money:write' })).toMatchObject({
      value: { scopes: ['money:read', 'money:write'] },
    });
  });

  it.each([
    {},
    { role: 'king' },
    { role: 'service' },
    { role: 'admin', minutes: '0' },
    { role: 'admin', minutes: 'x' },
    { role: 'admin', entities: 'us;' },
    { role: 'admin', scopes: 'a b' },
  ])('is refused for %j', (options) => {
    expect(tokenRequestFrom(options).ok).toBe(false);
  });

  it('names every fault at once', () => {
    const request = tokenRequestFrom({ role: 'king', minutes: '0', entities: ',' });
    expect(request.ok ? [] : request.error).toHaveLength(3);
  });
});
