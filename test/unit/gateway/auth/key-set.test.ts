import { claims, NOW_S, signed, type TestIdentity, type TestKey, testIdentity, testKey } from './tokens.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

describe('the keys of an issuer', () => {
  let old: TestKey;
  let fresh: TestKey;
  beforeAll(async () => {
    [old, fresh] = await Promise.all([testKey('old'), testKey('new')]);
  });

  /** With a token that outlives the story; a new one each time, so that none is known already. */
  let count = 0;
  const isTaken = async ({ identity }: TestIdentity, key: TestKey) => {
    count += 1;
    const token = await signed(key, claims({ exp: NOW_S + 10 * 86_400, jti: `tok_${count}` }));
    return (await identity.authenticate(`Bearer ${token}`, 'c')).ok;
  };

  it('are fetched once for all who come at the same time, and not at all before somebody comes', async () => {
    const it = await testIdentity([old.jwk]);
    expect(it.fetched).toEqual([]);
    const tokens = await Promise.all(['a', 'b', 'c'].map((jti) => signed(old, claims({ jti }))));
    const arrived = Promise.withResolvers<void>();
    it.way = () => arrived.promise;
    const asking = tokens.map((token) => it.identity.authenticate(`Bearer ${token}`, 'c'));
    await expect(Promise.race([...asking, new Promise((resolve) => setImmediate(resolve))])).resolves.toBeUndefined();
    arrived.resolve();
    const answers = await Promise.all(asking);
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(it.fetched).toHaveLength(1);
  });

  it('may change: the old and the new hold side by side, and the retired one no more', async () => {
    const it = await testIdentity([old.jwk]);
    expect(await isTaken(it, old)).toBe(true);
    expect(await isTaken(it, fresh)).toBe(false);

    it.keys = [old.jwk, fresh.jwk];
    it.clock.advance(11_000);
    expect([await isTaken(it, fresh), await isTaken(it, old)]).toEqual([true, true]);

    it.keys = [fresh.jwk];
    it.clock.advance(5 * MINUTE_MS + 1);
    // This one is what finds the keys to be old; they are fetched behind its back.
    await isTaken(it, fresh);
    expect([await isTaken(it, fresh), await isTaken(it, old)]).toEqual([true, false]);
  });

  it('that are retired end the tokens that were taken before as well', async () => {
    const it = await testIdentity([old.jwk]);
    const token = `Bearer ${await signed(old, claims({ exp: NOW_S + 86_400 }))}`;
    expect((await it.identity.authenticate(token, 'c')).ok).toBe(true);
    it.keys = [fresh.jwk];
    it.clock.advance(5 * MINUTE_MS + 1);
    await it.identity.authenticate(token, 'c');
    await isTaken(it, fresh);
    expect((await it.identity.authenticate(token, 'c')).ok).toBe(false);
  });

  it('are fetched for an unknown key id at most once in ten seconds', async () => {
    const it = await testIdentity([old.jwk]);
    await isTaken(it, old);
    for (let times = 0; times < 50; times += 1) await isTaken(it, fresh);
    expect(it.fetched).toHaveLength(1);
    it.clock.advance(10_000);
    for (let times = 0; times < 50; times += 1) await isTaken(it, fresh);
    expect(it.fetched).toHaveLength(2);
  });

  it.each(['../keys', 'https://evil.example', '//evil', 'a b', 'a'.repeat(129)])(
    'are not fetched for the key id %j',
    async (kid) => {
      const it = await testIdentity([old.jwk]);
      await isTaken(it, old);
      it.clock.advance(MINUTE_MS);
      const token = await signed(fresh, claims(), { kid });
      expect((await it.identity.authenticate(`Bearer ${token}`, 'c')).ok).toBe(false);
      expect(it.fetched).toHaveLength(1);
    },
  );

  it('stay good while the issuer cannot be reached, for a day', async () => {
    const it = await testIdentity([old.jwk]);
    await isTaken(it, old);
    it.keys = null;
    it.clock.advance(DAY_MS);
    expect(await isTaken(it, old)).toBe(true);
    expect(await isTaken(it, old)).toBe(true);
    it.clock.advance(11_000);
    expect(await isTaken(it, old)).toBe(false);
    it.keys = [old.jwk];
    it.clock.advance(11_000);
    expect(await isTaken(it, old)).toBe(true);
  });

  it('that cannot be had at first let nobody in, and everybody once they are there', async () => {
    const it = await testIdentity([old.jwk]);
    it.keys = null;
    expect(await isTaken(it, old)).toBe(false);
    it.keys = [old.jwk];
    it.clock.advance(11_000);
    expect(await isTaken(it, old)).toBe(true);
  });

  it.each([
    ['no keys', []],
    ['a secret only', [{ kty: 'oct', kid: 'old', k: 'c2VjcmV0' }]],
  ])('that turn into %s are not believed: the old ones stay', async (_what, broken) => {
    const it = await testIdentity([old.jwk]);
    await isTaken(it, old);
    it.keys = broken;
    it.clock.advance(5 * MINUTE_MS + 1);
    expect([await isTaken(it, old), await isTaken(it, old)]).toEqual([true, true]);
  });

  it('that are meant for encryption check no signature', async () => {
    const it = await testIdentity([{ ...old.jwk, use: 'enc' }]);
    expect(await isTaken(it, old)).toBe(false);
  });

  it('need no id where there is one only', async () => {
    const { kid: _, ...jwk } = old.jwk;
    const it = await testIdentity([jwk]);
    expect(await isTaken(it, { ...old, jwk })).toBe(true);
  });
});
