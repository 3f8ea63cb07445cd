import { Breaker } from '#gateway/federation/breaker.ts';
import { FixedClock } from '#kit/runtime/clock.ts';

describe('a breaker', () => {
  let clock: FixedClock;
  let breaker: Breaker;

  beforeEach(() => {
    clock = new FixedClock('2026-11-21T09:00:00.000Z');
    breaker = new Breaker(clock);
  });

  const calls = (failed: number, succeeded = 0) => {
    for (let count = 0; count < succeeded; count += 1) breaker.succeeded();
    for (let count = 0; count < failed; count += 1) breaker.failed();
  };

  it('opens at half of 20 calls, not before', () => {
    calls(9, 10);
    expect(breaker.admits()).toBe(true);
    calls(1);
    expect(breaker.admits()).toBe(false);
    expect(breaker.retryAfterMs).toBe(5_000);
  });

  it('stays closed when fewer than half fail', () => {
    calls(19, 20);
    expect(breaker.admits()).toBe(true);
  });

  it('forgets what is more than ten seconds old', () => {
    calls(19);
    clock.advance(10_000);
    calls(1);
    expect(breaker.admits()).toBe(true);
  });

  it('lets one probe through after five seconds, and its success closes it', () => {
    calls(20);
    clock.advance(4_999);
    expect(breaker.admits()).toBe(false);
    clock.advance(1);
    expect([breaker.admits(), breaker.admits()]).toEqual([true, false]);
    breaker.succeeded();
    expect([breaker.admits(), breaker.admits()]).toEqual([true, true]);
    calls(1);
    expect(breaker.admits()).toBe(true);
  });

  it('waits five seconds more when the probe fails', () => {
    calls(20);
    clock.advance(5_000);
    breaker.admits();
    breaker.failed();
    expect(breaker.admits()).toBe(false);
    expect(breaker.retryAfterMs).toBe(5_000);
  });

  it('sends another probe when the first one’s client went away', () => {
    calls(20);
    clock.advance(5_000);
    breaker.admits();
    breaker.abandoned();
    expect(breaker.admits()).toBe(true);
  });
});
