import { keyRequestFrom, makeKey } from '#gateway/auth/key-request.ts';
import { findKey } from '#gateway/auth/machine-key.ts';
import { seededRandom } from '#kit/runtime/random.ts';

const ASKED = { name: 'nightly-export', role: 'auditor', entities: 'US' };

describe('what a machine key is asked for with', () => {
  it('is a name, a role and legal entities; it holds for 90 days and has no scope', () => {
    expect(keyRequestFrom(ASKED)).toEqual({
      ok: true,
      value: { name: 'nightly-export', roles: ['auditor'], entities: ['US'], scopes: [], days: 90 },
    });
  });

  it('may be more', () => {
    const request = keyRequestFrom({
      ...ASKED,
      role: 'revops, finance',
      entities: 'US, DE',
      scopes: 'a,b',
      days: '366',
    });
    expect(request).toMatchObject({
      value: { roles: ['revops', 'finance'], entities: ['US', 'DE'], scopes: ['a', 'b'], days: 366 },
    });
  });

  it.each([
    { name: undefined },
    { name: 'Nightly Export' },
    { role: undefined },
    { role: 'service' },
    { role: 'auditor,king' },
    { entities: undefined },
    { entities: 'us' },
    { scopes: 'a b' },
    { days: '0' },
    { days: '367' },
    { days: '1.5' },
  ])('is refused with %j, for that one fault', (changed) => {
    const request = keyRequestFrom({ ...ASKED, ...changed });
    expect(request.ok ? [] : request.error).toEqual([expect.stringContaining(`--${Object.keys(changed)[0]}`)]);
  });

  it('becomes a key that is found by its text and ends when it was said to', () => {
    const request = keyRequestFrom({ ...ASKED, days: '30' });
    if (!request.ok) throw new Error('refused');
    const { text, key } = makeKey(request.value, new Date('2026-11-21T09:00:00Z'), seededRandom('a key'));
    expect(key).toMatchObject({ expiresAt: '2026-12-21T09:00:00.000Z', revokedAt: null });
    expect(findKey(text, new Map([[key.id, key]]))).toBe(key);
    expect(JSON.stringify(key)).not.toContain(text.slice(-43));
  });
});
