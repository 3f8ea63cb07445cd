import { startPolls } from '#kit/mirror/polls.ts';
import { openLog } from '#kit/observability/log.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { FakeTimers } from '#kit/runtime/timers.ts';

const POLL_MS = 5_000;
const log = openLog('polls', 'silent');

/** Work that ends only when it is told to. */
function heldWork() {
  const ends: (() => void)[] = [];
  const work = () => new Promise<void>((end) => ends.push(end));
  return { work, begun: () => ends.length, endLast: () => ends.at(-1)?.() };
}

describe('polls', () => {
  it('begin at once and again after the pause, never twice at a time', async () => {
    const timers = new FakeTimers(new FixedClock('2026-11-21T12:00:00Z'));
    const held = heldWork();
    const polls = startPolls([held.work], { timers, pollMs: POLL_MS, log });
    expect(held.begun()).toBe(1);
    await timers.advance(POLL_MS);
    expect(held.begun()).toBe(1);
    held.endLast();
    await timers.advance(POLL_MS);
    expect(held.begun()).toBe(2);
    held.endLast();
    await polls.close();
    await timers.advance(POLL_MS);
    expect(held.begun()).toBe(2);
  });

  it('settle by one that began after the call', async () => {
    const held = heldWork();
    const polls = startPolls([held.work], {
      timers: new FakeTimers(new FixedClock('2026-11-21T12:00:00Z')),
      pollMs: POLL_MS,
      log,
    });
    let settled = false;
    const settling = polls.settle().then(() => {
      settled = true;
    });
    held.endLast();
    await Promise.resolve();
    expect(settled).toBe(false);
    while (held.begun() < 2) await Promise.resolve();
    held.endLast();
    await settling;
    await polls.close();
  });

  it('go on after one that failed', async () => {
    const timers = new FakeTimers(new FixedClock('2026-11-21T12:00:00Z'));
    let begun = 0;
    const work = () => {
      begun += 1;
      return begun === 1 ? Promise.reject(new Error('the vendor is down')) : Promise.resolve();
    };
    const polls = startPolls([work], { timers, pollMs: POLL_MS, log });
    await timers.advance(POLL_MS);
    await timers.advance(POLL_MS);
    expect(begun).toBeGreaterThan(1);
    await polls.close();
  });
});
