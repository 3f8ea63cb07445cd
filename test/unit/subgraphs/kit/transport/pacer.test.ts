import { inLaneAsOne, type Lane } from '#kit/commands/lane.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { FakeTimers } from '#kit/runtime/timers.ts';
import { openPacer, type PacerSettings } from '#kit/transport/pacer.ts';
import { fail, ok } from '#schema/errors/result.ts';
import { memoryTurns } from './memory-turns.ts';

/** 50 ms between two calls. */
const TWENTY_A_SECOND = 20 / 0.96;
const UNPACED: PacerSettings = { ratePerSecond: null, concurrency: null };

function scene() {
  const clock = new FixedClock('2026-08-16T09:00:00Z');
  const startMs = clock.now().getTime();
  const timers = new FakeTimers(clock);
  const turns = memoryTurns(clock);
  const made: { readonly who: string; readonly atMs: number }[] = [];
  const replies: { readonly who: string; readonly reply: unknown }[] = [];
  const sinceMs = () => clock.now().getTime() - startMs;
  return {
    clock,
    timers,
    turns,
    made,
    replies,
    process: (settings: Partial<PacerSettings>) => {
      const pacer = openPacer({ ...UNPACED, ...settings }, { turns, timers, clock });
      return {
        pacer,
        /** Asks for a call that lasts so long; does not wait for it. */
        ask: (lane: Lane, who: string, lastsMs = 0) => {
          const call = async () => {
            made.push({ who, atMs: sinceMs() });
            if (lastsMs > 0) await timers.sleep(lastsMs);
            return ok(who);
          };
          void pacer.run(lane, call).then((reply) => replies.push({ who, reply }));
        },
      };
    },
    who: () => made.map(({ who }) => who),
  };
}

describe('a paced connection', () => {
  it('spaces the calls of two processes as if they were one', async () => {
    const { process, timers, made } = scene();
    const [one, other] = [process({ ratePerSecond: TWENTY_A_SECOND }), process({ ratePerSecond: TWENTY_A_SECOND })];
    for (const number of [1, 2, 3]) {
      one.ask('INTERACTIVE', `one ${number}`);
      other.ask('INTERACTIVE', `other ${number}`);
    }
    await timers.advance(1000);
    expect(made.map(({ atMs }) => atMs)).toEqual([0, 50, 100, 150, 200, 250]);
  });

  it('lets one interactive call pass a queue of bulk calls, of this process and of others', async () => {
    const { process, timers, made } = scene();
    const [one, other] = [process({ ratePerSecond: TWENTY_A_SECOND }), process({ ratePerSecond: TWENTY_A_SECOND })];
    for (let number = 0; number < 40; number += 1) {
      one.ask('BULK', 'bulk');
      other.ask('BULK', 'bulk');
    }
    await timers.advance(310);
    one.ask('INTERACTIVE', 'a person');
    await timers.advance(2000);
    const person = made.find(({ who }) => who === 'a person');
    expect(person?.atMs).toBeLessThan(310 + 2 * 50);
    expect(made.length).toBeGreaterThan(30);
  });

  it('lets a work of several bulk calls end before others begin, however many wait', async () => {
    const { process, timers } = scene();
    const { pacer } = process({ ratePerSecond: TWENTY_A_SECOND });
    const ends: string[] = [];
    for (let number = 1; number <= 150; number += 1) {
      void inLaneAsOne('BULK', async () => {
        for (const call of ['a', 'b', 'c']) {
          const reply = await pacer.run('BULK', async () => {
            return ok(null);
          });
          if (!reply.ok) return ends.push(`${number} put off at ${call}`);
        }
        return ends.push(`${number} done`);
      });
    }
    await timers.advance(20_000);
    expect(ends.filter((end) => /off at [bc]/.test(end))).toEqual([]);
    expect(ends.filter((end) => end.endsWith('done')).length).toBeGreaterThan(30);
  });

  it('keeps the order within a lane', async () => {
    const { process, timers, who } = scene();
    const { ask } = process({ ratePerSecond: TWENTY_A_SECOND, concurrency: 1 });
    for (const name of ['a', 'b', 'c']) ask('BULK', name);
    await timers.advance(2000);
    expect(who()).toEqual(['a', 'b', 'c']);
  });

  it('makes no more calls at once than it may, interactive ones first and one place always theirs', async () => {
    const { process, timers, who } = scene();
    const { ask } = process({ concurrency: 2 });
    for (const name of ['bulk 1', 'bulk 2', 'bulk 3']) ask('BULK', name, 100);
    await timers.advance(0);
    expect(who()).toEqual(['bulk 1']);
    ask('INTERACTIVE', 'person 1', 100);
    ask('INTERACTIVE', 'person 2', 100);
    await timers.advance(0);
    expect(who()).toEqual(['bulk 1', 'person 1']);
    await timers.advance(100);
    expect(who()).toEqual(['bulk 1', 'person 1', 'person 2', 'bulk 2']);
    await timers.advance(200);
    expect(who()).toEqual(['bulk 1', 'person 1', 'person 2', 'bulk 2', 'bulk 3']);
  });

  it('obeys the vendor’s silence in every process, also for slots that were given before', async () => {
    const { process, timers, made, replies } = scene();
    const one = process({ ratePerSecond: TWENTY_A_SECOND });
    const other = process({ ratePerSecond: TWENTY_A_SECOND });
    for (const number of [1, 2, 3, 4]) other.ask('INTERACTIVE', `other ${number}`);
    await timers.advance(60);
    await one.pacer.holdBack(2000);
    one.ask('BULK', 'bulk');
    await timers.advance(5000);
    expect(made.slice(0, 2).map(({ atMs }) => atMs)).toEqual([0, 50]);
    expect(Math.min(...made.slice(2).map(({ atMs }) => atMs))).toBeGreaterThanOrEqual(2060);
    expect(replies).toHaveLength(5);
    expect(made).toHaveLength(5);
  });

  it('takes a call’s RateLimited for the vendor’s wish', async () => {
    const { process, timers, made } = scene();
    const { pacer, ask } = process({ ratePerSecond: TWENTY_A_SECOND });
    await pacer.run('BULK', () => Promise.resolve(fail({ kind: 'RateLimited', retryAfterMs: 2000 })));
    ask('INTERACTIVE', 'a person');
    await timers.advance(3000);
    expect(made).toEqual([{ who: 'a person', atMs: 2000 }]);
  });

  it('refuses at once, with the time to come back at, when the wait would be too long', async () => {
    const { process, timers, made, replies } = scene();
    const { pacer, ask } = process({ ratePerSecond: TWENTY_A_SECOND, waitMaxMs: 1000 });
    await pacer.holdBack(30_000);
    ask('INTERACTIVE', 'a person');
    ask('BULK', 'a batch');
    await timers.advance(0);
    const refusal = fail({ kind: 'RateLimited', retryAfterMs: 30_000 });
    expect(replies.map(({ reply }) => reply)).toEqual([refusal, refusal]);
    expect(made).toEqual([]);
  });

  it('bounds the line of bulk calls by the time that they may wait', async () => {
    const { process, timers, made, replies } = scene();
    const { ask } = process({ ratePerSecond: TWENTY_A_SECOND, waitMaxMs: 1000 });
    for (let number = 0; number < 500; number += 1) ask('BULK', 'bulk');
    await timers.advance(0);
    expect(replies.length).toBeGreaterThanOrEqual(470);
    await timers.advance(5000);
    expect(made.length + replies.filter(({ reply }) => !(reply as { ok: boolean }).ok).length).toBe(500);
    expect(made.length).toBeGreaterThanOrEqual(20);
  });

  it('refuses after the longest wait when no place was free, and gives its place in the line to the next', async () => {
    const { process, timers, replies, who } = scene();
    const { ask } = process({ concurrency: 1, waitMaxMs: 1000 });
    ask('INTERACTIVE', 'slow', 1500);
    ask('INTERACTIVE', 'too late');
    await timers.advance(1200);
    expect(replies).toEqual([{ who: 'too late', reply: fail({ kind: 'RateLimited', retryAfterMs: 1000 }) }]);
    ask('INTERACTIVE', 'next');
    await timers.advance(1000);
    expect(who()).toEqual(['slow', 'next']);
  });

  it('asks nobody for turns without a limit', async () => {
    const { process, timers, turns, who } = scene();
    const { ask, pacer } = process({});
    for (const name of ['a', 'b', 'c']) ask('BULK', name);
    await pacer.holdBack(1000);
    await timers.advance(0);
    expect(who()).toEqual(['a', 'b', 'c']);
    expect(turns.askedCount).toBe(0);
  });

  it('gives its place back when the call throws, or when the turn cannot be asked for', async () => {
    const { timers, clock, process, who } = scene();
    const { pacer, ask } = process({ concurrency: 1 });
    await expect(pacer.run('INTERACTIVE', () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
    ask('INTERACTIVE', 'next');
    await timers.advance(0);
    expect(who()).toEqual(['next']);
    const turns = { ...memoryTurns(clock), take: () => Promise.reject(new Error('no database')) };
    const blind = openPacer({ ratePerSecond: 10, concurrency: 1 }, { turns, timers, clock });
    for (const _ of [1, 2]) {
      await expect(blind.run('BULK', () => Promise.resolve(ok(null)))).rejects.toThrow('no database');
    }
  });
});
