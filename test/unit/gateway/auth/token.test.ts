import { tokenAuthentication } from '#gateway/auth/authenticate.ts';
import { signToken, tokenRequestFrom } from '#gateway/auth/token.ts';
import { FixedClock } from '#kit/runtime/clock.ts';

const SECRET = 'a secret of the tests, long enough';
const ISSUED = '2026-11-21T09:00:00.000Z';

async function tokenAt(instant: string, minutes = 10) {
  const request = { role: 'finance', user: 'ann', entities: ['US', 'DE'], minutes } as const;
  const token = await signToken(request, SECRET, new Date(ISSUED));
  return tokenAuthentication(SECRET, new FixedClock(instant))(`Bearer ${token}`, 'story-0001');
}

describe('a token', () => {
  it('says who asks, for which legal entities and until when', async () => {
    expect(await tokenAt('2026-11-21T09:05:00.000Z')).toEqual({
      ok: true,
      value: {
        principal: {
          subject: 'ann',
          roles: ['finance'],
          entities: ['US', 'DE'],
          scopes: [],
          correlationId: 'story-0001',
        },
        expiresAtMs: Date.parse('2026-11-21T09:10:00.000Z'),
      },
    });
  });

  it('is taken up to 5 seconds after its end, for clocks that differ, and no longer', async () => {
    expect((await tokenAt('2026-11-21T09:10:04.000Z')).ok).toBe(true);
    expect((await tokenAt('2026-11-21T09:10:05.000Z')).ok).toBe(false);
  });

  it.each(['', 'Basic YTpi', 'Bearer', 'Bearer a.b', 'Bearer a.b.c d', `Bearer ${'a'.repeat(5000)}.b.c`])(
    'is not found in %j',
    async (authorization) => {
      const authenticate = tokenAuthentication(SECRET, new FixedClock(ISSUED));
      expect((await authenticate(authorization, 'c')).ok).toBe(false);
    },
  );
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

  it.each([
    {},
    { role: 'king' },
    { role: 'service' },
    { role: 'admin', minutes: '0' },
    { role: 'admin', minutes: 'x' },
    { role: 'admin', entities: 'us;' },
  ])('is refused for %j', (options) => {
    expect(tokenRequestFrom(options).ok).toBe(false);
  });

  it('names every fault at once', () => {
    const request = tokenRequestFrom({ role: 'king', minutes: '0', entities: ',' });
    expect(request.ok ? [] : request.error).toHaveLength(3);
  });
});
