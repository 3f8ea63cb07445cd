import { openEventBell } from '#kit/events/postgres-bell.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { FakeTimers, systemTimers } from '#kit/runtime/timers.ts';
import { type Ground, openGround } from '../ground.ts';

const A_WHILE = 10_000;

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());

/** A bell on a time of its own, so that nobody is woken by the second that has passed. */
async function stillBell() {
  const timers = new FakeTimers(new FixedClock('2026-08-16T09:00:00Z'));
  return { timers, bell: await openEventBell(ground.url, timers) };
}

/** Settles at the first call of `wake`. */
function wakening() {
  const { promise, resolve } = Promise.withResolvers<void>();
  let count = 0;
  return {
    came: promise,
    wake: () => {
      count += 1;
      resolve();
    },
    get count() {
      return count;
    },
  };
}

describe('the event bell', () => {
  it(
    'wakes the readers of every process',
    async () => {
      const here = await stillBell();
      const there = await stillBell();
      const [near, far] = [wakening(), wakening()];
      here.bell.listen(near.wake);
      there.bell.listen(far.wake);
      here.bell.ring();
      await here.timers.advance(20);
      await Promise.all([near.came, far.came]);
      await Promise.all([here.bell.close(), there.bell.close()]);
    },
    A_WHILE,
  );

  it('rings once for many changes of one moment', async () => {
    const { bell, timers } = await stillBell();
    const other = await stillBell();
    const woken = wakening();
    other.bell.listen(woken.wake);
    for (let change = 0; change < 50; change += 1) bell.ring();
    await timers.advance(20);
    await woken.came;
    const again = wakening();
    other.bell.listen(again.wake);
    bell.ring();
    await timers.advance(20);
    await again.came;
    expect(woken.count).toBe(2);
    await Promise.all([bell.close(), other.bell.close()]);
  });

  it('wakes after a second in any case, so that a lost ring costs no event', async () => {
    const { bell, timers } = await stillBell();
    const woken = wakening();
    bell.listen(woken.wake);
    await timers.advance(999);
    expect(woken.count).toBe(0);
    await timers.advance(1);
    expect(woken.count).toBe(1);
    await bell.close();
  });

  it('goes on by the second when its connection was cut, and does not end the process', async () => {
    const { bell, timers } = await stillBell();
    const woken = wakening();
    bell.listen(woken.wake);
    await ground.em.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'revgraph-event-bell'`,
    );
    bell.ring();
    await timers.advance(1_000);
    await woken.came;
    await bell.close();
  });

  it('leaves whoever has stopped listening alone', async () => {
    const { bell, timers } = await stillBell();
    const [gone, stays] = [wakening(), wakening()];
    const unlisten = bell.listen(gone.wake);
    bell.listen(stays.wake);
    unlisten();
    await timers.advance(1_000);
    expect([gone.count, stays.count]).toEqual([0, 1]);
    await bell.close();
  });

  it('can be rung after its end, and says nothing', async () => {
    const bell = await openEventBell(ground.url, systemTimers);
    await bell.close();
    expect(() => bell.ring()).not.toThrow();
  });
});
