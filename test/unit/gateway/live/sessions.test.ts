import type { Authenticated } from '#gateway/auth/authenticate.ts';
import { Sessions } from '#gateway/live/sessions.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { FakeTimers } from '#kit/runtime/timers.ts';

const START = new Date('2026-03-01T09:00:00Z');

function who(subject: string, minutes: number): Authenticated {
  return {
    principal: { subject, roles: ['portal'], entities: ['US'], scopes: [], correlationId: 'c' },
    expiresAtMs: START.getTime() + minutes * 60_000,
    credential: null,
  };
}

describe('open connections', () => {
  const revoked = new Set<string>();
  let changed: () => void;
  let timers: FakeTimers;
  let sessions: Sessions;
  let ended: string[];

  beforeEach(() => {
    const clock = new FixedClock(START);
    timers = new FakeTimers(clock);
    revoked.clear();
    ended = [];
    sessions = new Sessions({
      timers,
      isStillValid: ({ principal, expiresAtMs }) =>
        expiresAtMs > clock.now().getTime() && !revoked.has(principal.subject),
      onRevoked: (callback) => {
        changed = callback;
        return () => undefined;
      },
    });
  });
  afterEach(() => sessions.close());

  const open = (subject: string, minutes: number) =>
    sessions.add({ who: who(subject, minutes), end: () => ended.push(subject) });

  it('end within a second of the end of their credentials, each once', async () => {
    open('short', 5);
    open('long', 10);
    await timers.advance(5 * 60_000 - 1);
    expect(ended).toEqual([]);
    await timers.advance(1_001);
    expect(ended).toEqual(['short']);
    await timers.advance(60_000);
    expect(ended).toEqual(['short']);
  });

  it('end at once when their credentials are revoked', () => {
    open('trusted', 5);
    open('revoked', 5);
    revoked.add('revoked');
    changed();
    expect(ended).toEqual(['revoked']);
  });

  it('are forgotten when they close by themselves', async () => {
    open('gone', 5)();
    await timers.advance(10 * 60_000);
    expect(ended).toEqual([]);
  });
});
