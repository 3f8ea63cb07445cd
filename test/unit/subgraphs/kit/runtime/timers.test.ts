import { FixedClock } from '#kit/runtime/clock.ts';
import { FakeTimers, systemTimers } from '#kit/runtime/timers.ts';

const START = '2026-11-21T10:00:00Z';

describe('timers that only a test moves', () => {
  it('wake sleepers in the order of their times, with the clock at that time', async () => {
    const clock = new FixedClock(START);
    const timers = new FakeTimers(clock);
    const woken: string[] = [];
    const sleepFor = async (ms: number) => {
      await timers.sleep(ms);
      woken.push(`${ms}@${clock.now().getTime() - Date.parse(START)}`);
    };
    void sleepFor(300);
    void sleepFor(100);
    void sleepFor(900);

    await timers.advance(500);
    expect(woken).toEqual(['100@100', '300@300']);
    expect(clock.now().toISOString()).toBe('2026-11-21T10:00:00.500Z');
    expect(timers.sleepingCount).toBe(1);
  });

  it('end a sleep whose signal is aborted, without an error', async () => {
    const timers = new FakeTimers(new FixedClock(START));
    const stopping = new AbortController();
    const sleeping = timers.sleep(1_000, stopping.signal);
    stopping.abort();
    await sleeping;
    await timers.sleep(1_000, stopping.signal);
    expect(timers.sleepingCount).toBe(0);
  });

  it('repeat work after each pause and never while it still runs', async () => {
    const timers = new FakeTimers(new FixedClock(START));
    let runs = 0;
    const repeating = timers.every(100, async () => {
      runs += 1;
      await timers.sleep(250);
    });
    await timers.advance(99);
    expect(runs).toBe(0);
    await timers.advance(900);
    // Runs begin at 100, 450 and 800.
    expect(runs).toBe(3);

    repeating.stop();
    await timers.advance(1_000);
    await repeating.stopped;
    expect(runs).toBe(3);
  });

  it('go on after a run that failed, and tell', async () => {
    const timers = new FakeTimers(new FixedClock(START));
    const told: unknown[] = [];
    const failed = new Error('the vendor is away');
    const repeating = timers.every(
      10,
      () => {
        throw failed;
      },
      (error) => told.push(error),
    );
    await timers.advance(20);
    repeating.stop();
    await repeating.stopped;
    expect(told).toEqual([failed, failed]);
  });
});

describe('timers of the system', () => {
  it('end a sleep', async () => {
    await systemTimers.sleep(1);
  });

  it('end a long sleep at once when its signal is aborted', async () => {
    const stopping = new AbortController();
    const sleeping = systemTimers.sleep(3_600_000, stopping.signal);
    stopping.abort();
    await sleeping;
  });

  it('repeat until they are stopped', async () => {
    let runs = 0;
    const repeating = systemTimers.every(1, () => {
      runs += 1;
      if (runs === 3) repeating.stop();
    });
    await repeating.stopped;
    expect(runs).toBe(3);
  });
});
