import { knownTokens } from '#gateway/auth/known-tokens.ts';
import type { CheckedToken } from '#gateway/auth/token-check.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { keyPairIssuer, NOW } from './tokens.ts';

/** The signature check of the tests counts how often it was asked; the keys' version is the tests' to change. */
function story(tokensMax?: number) {
  const clock = new FixedClock(NOW);
  const state = { version: 1, checked: 0, refuses: false };
  const check = async (token: string) => {
    state.checked += 1;
    const value: CheckedToken = {
      issuer: {
        issuer: keyPairIssuer(),
        keys: { key: () => Promise.reject(new Error('not asked here')), version: () => state.version },
      },
      keysVersion: state.version,
      subject: token,
      grants: { roles: ['finance'], entities: ['US'], scopes: [] },
      expiresAtMs: Date.parse(NOW) + 60_000,
      credential: { kind: 'TOKEN', id: token, subject: token, issuedAtMs: null },
    };
    return state.refuses ? fail({ kind: 'untrusted', reason: 'refused' } as const) : ok(value);
  };
  return { clock, state, tokens: knownTokens(check, clock, tokensMax) };
}

describe('a token that was checked', () => {
  it('is not checked again when it comes again, and says the same', async () => {
    const { tokens, state } = story();
    const first = await tokens.check('a');
    expect(await tokens.check('a')).toEqual(first);
    expect(state.checked).toBe(1);
  });

  it('says nothing about another one', async () => {
    const { tokens } = story();
    await tokens.check('a');
    await expect(tokens.check('b')).resolves.toMatchObject({ value: { subject: 'b' } });
  });

  it('ends with its expiry, the tolerance included', async () => {
    const { tokens, clock } = story();
    await tokens.check('a');
    clock.advance(64_999);
    expect((await tokens.check('a')).ok).toBe(true);
    clock.advance(1);
    expect((await tokens.check('a')).ok).toBe(false);
  });

  it('is checked again once its issuer’s keys have changed', async () => {
    const { tokens, state } = story();
    await tokens.check('a');
    state.version = 2;
    state.refuses = true;
    expect((await tokens.check('a')).ok).toBe(false);
    expect(state.checked).toBe(2);
  });

  it('is kept with no more than so many others', async () => {
    const { tokens, state } = story(10);
    for (let token = 0; token < 100; token += 1) await tokens.check(`${token}`);
    expect(tokens.size).toBe(10);
    await tokens.check('99');
    expect(state.checked).toBe(100);
  });

  it('is not kept when it was refused', async () => {
    const { tokens, state } = story();
    state.refuses = true;
    await tokens.check('a');
    await tokens.check('a');
    expect([state.checked, tokens.size]).toEqual([2, 0]);
  });
});
