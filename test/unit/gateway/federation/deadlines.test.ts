import { Deadlines } from '#gateway/federation/deadlines.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { FakeTimers } from '#kit/runtime/timers.ts';

describe('deadlines under one timer', () => {
  const started = () => {
    const clock = new FixedClock(new Date('2026-01-01T00:00:00Z'));
    const timers = new FakeTimers(clock);
    const passed: string[] = [];
    const deadlines = new Deadlines(clock, timers);
    const inMs = (ms: number, name: string) => deadlines.at(clock.now().getTime() + ms, () => passed.push(name));
    return { timers, passed, deadlines, inMs };
  };

  it('pass each at its instant, whichever was set first', async () => {
    const { timers, passed, inMs } = started();
    inMs(300, 'late');
    inMs(100, 'early');
    await timers.advance(99);
    expect(passed).toEqual([]);
    await timers.advance(1);
    expect(passed).toEqual(['early']);
    await timers.advance(200);
    expect(passed).toEqual(['early', 'late']);
  });

  it('do not pass when they were taken back', async () => {
    const { timers, passed, deadlines, inMs } = started();
    deadlines.takeBack(inMs(100, 'taken back'));
    inMs(100, 'kept');
    await timers.advance(500);
    expect(passed).toEqual(['kept']);
  });

  it('need one sleep, and none after they were closed', async () => {
    const { timers, passed, deadlines, inMs } = started();
    for (let n = 0; n < 50; n += 1) inMs(100 + n, String(n));
    expect(timers.sleepingCount).toBe(1);
    deadlines.close();
    await timers.advance(1_000);
    expect(timers.sleepingCount).toBe(0);
    expect(passed).toEqual([]);
  });
});
