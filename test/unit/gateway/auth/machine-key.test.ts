import { endOfKey, findKey, keysText, type MachineKey, newKeyText, parseKeys } from '#gateway/auth/machine-key.ts';
import { seededRandom } from '#kit/runtime/random.ts';

const NOW = new Date('2026-11-21T09:00:00Z');
const made = newKeyText(seededRandom('a key'));
const KEY: MachineKey = {
  id: made.id,
  name: 'nightly-export',
  sha256: made.sha256,
  roles: ['auditor'],
  entities: ['US'],
  scopes: [],
  createdAt: '2026-11-01T00:00:00Z',
  expiresAt: '2026-12-01T00:00:00Z',
  revokedAt: null,
};
const KEYS = new Map([[KEY.id, KEY]]);

describe('a machine key', () => {
  it('is 256 random bits behind a prefix and its id, and never the same twice', () => {
    expect(made.text).toMatch(/^rgk_[0-9a-f]{16}_[\w-]{43}$/);
    expect(newKeyText(seededRandom('another')).text).not.toBe(made.text);
  });

  it('is found by its text, in which every character counts', () => {
    expect(findKey(made.text, KEYS)).toBe(KEY);
    const wrong = [
      '',
      'rgk_',
      made.text.slice(0, -1),
      `${made.text}a`,
      made.text.toUpperCase(),
      made.text.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
      `rgk_${'0'.repeat(16)}${made.text.slice(20)}`,
      made.sha256,
    ];
    expect(wrong.map((text) => findKey(text, KEYS))).toEqual(wrong.map(() => null));
  });

  it('is not found where its id stands with another’s digest', () => {
    const other = newKeyText(seededRandom('another'));
    expect(findKey(made.text, new Map([[KEY.id, { ...KEY, sha256: other.sha256 }]]))).toBeNull();
  });

  it('rests without itself: neither it nor its secret is in the file', () => {
    const text = keysText(KEYS.values());
    expect(parseKeys(text)).toEqual({ ok: true, value: KEYS });
    expect(text).not.toContain(made.text.slice(-43));
  });

  it('ends with its last instant or when it is taken back', () => {
    expect(endOfKey(KEY, NOW)).toBeNull();
    expect(endOfKey(KEY, new Date('2026-11-30T23:59:59.999Z'))).toBeNull();
    expect(endOfKey(KEY, new Date('2026-12-01T00:00:00Z'))).toBe('expired');
    expect(endOfKey({ ...KEY, revokedAt: '2026-11-20T00:00:00Z' }, NOW)).toBe('revoked');
  });

  it.each([
    '',
    '{}',
    '{"keys":[{}]}',
    JSON.stringify({ keys: [{ ...KEY, roles: ['service'] }] }),
    JSON.stringify({ keys: [{ ...KEY, secret: 'x' }] }),
  ])('is not read from %j', (text) => {
    expect(parseKeys(text).ok).toBe(false);
  });
});
