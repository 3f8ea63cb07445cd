import { FixedClock, SettableClock, systemClock } from '#kit/runtime/clock.ts';

describe('the clock', () => {
  it('shows the civil date of UTC, whatever the zone of the machine', () => {
    expect(new FixedClock('2026-08-31T23:59:59.999Z').today()).toBe('2026-08-31');
    expect(new FixedClock('2026-08-31T23:59:59.999-05:00').today()).toBe('2026-09-01');
  });

  it('keeps ticking from the instant it was set to', () => {
    const base = new FixedClock('2026-11-21T10:00:00Z');
    const clock = new SettableClock(base);
    expect(clock.now()).toEqual(base.now());

    clock.set(new Date('2027-01-01T00:00:00Z'));
    base.advance(1_500);
    expect(clock.now().toISOString()).toBe('2027-01-01T00:00:01.500Z');
    expect(clock.today()).toBe('2027-01-01');
  });

  it('can be set back', () => {
    const clock = new SettableClock(new FixedClock('2026-11-21T10:00:00Z'));
    clock.set(new Date('2026-08-16T00:00:00Z'));
    expect(clock.today()).toBe('2026-08-16');
  });

  it('refuses what is no instant and stays as it was', () => {
    const clock = new SettableClock(new FixedClock('2026-11-21T10:00:00Z'));
    expect(() => clock.set(new Date('yesterday'))).toThrow(RangeError);
    expect(clock.today()).toBe('2026-11-21');
    expect(() => new FixedClock('2026-13-01')).toThrow(RangeError);
  });

  it('hands out instants that nobody can move for the others', () => {
    const clock = new FixedClock('2026-11-21T10:00:00Z');
    clock.now().setFullYear(1999);
    expect(clock.now().toISOString()).toBe('2026-11-21T10:00:00.000Z');
  });

  it('of the system agrees with itself', () => {
    const before = systemClock.now().toISOString();
    expect([before.slice(0, 10), systemClock.now().toISOString().slice(0, 10)]).toContain(systemClock.today());
  });
});
