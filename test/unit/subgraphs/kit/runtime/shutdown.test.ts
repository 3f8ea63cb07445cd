import { EventEmitter } from 'node:events';
import { FixedClock } from '#kit/runtime/clock.ts';
import { Shutdown, shutDownOnSignals } from '#kit/runtime/shutdown.ts';
import { FakeTimers } from '#kit/runtime/timers.ts';

const never = () => new Promise<void>(() => {});

describe('a shutdown', () => {
  it('closes what was opened last first, each before the next', async () => {
    const closed: string[] = [];
    const shutdown = new Shutdown();
    shutdown.add('database', () => void closed.push('database'));
    shutdown.add('server', async () => {
      await Promise.resolve();
      closed.push('server');
    });
    await expect(shutdown.run()).resolves.toEqual([]);
    expect(closed).toEqual(['server', 'database']);
  });

  it('happens once, however often it is asked for', async () => {
    let closings = 0;
    const shutdown = new Shutdown();
    shutdown.add('server', () => {
      closings += 1;
    });
    await Promise.all([shutdown.run(), shutdown.run()]);
    await shutdown.run();
    expect(closings).toBe(1);
  });

  it('goes on past a closer that fails or hangs, and names both', async () => {
    const timers = new FakeTimers(new FixedClock('2026-11-21T10:00:00Z'));
    const closed: string[] = [];
    const broken = new Error('the socket is gone');
    const shutdown = new Shutdown(5_000, timers);
    shutdown.add('database', () => void closed.push('database'));
    shutdown.add('worker', never);
    shutdown.add('server', () => {
      throw broken;
    });
    const running = shutdown.run();
    await timers.advance(5_000);
    await expect(running).resolves.toEqual([
      { name: 'server', error: broken },
      { name: 'worker', error: null },
    ]);
    expect(closed).toEqual(['database']);
    expect(timers.sleepingCount).toBe(0);
  });

  it('lets nothing be opened once it has begun', async () => {
    const shutdown = new Shutdown();
    await shutdown.run();
    expect(() => shutdown.add('late', () => {})).toThrow('late');
  });
});

describe('signals', () => {
  it('run the shutdown and exit with 0', async () => {
    const signals = new EventEmitter();
    const shutdown = new Shutdown();
    const code = new Promise((resolve) => shutDownOnSignals(shutdown, resolve, signals));
    signals.emit('SIGTERM');
    await expect(code).resolves.toBe(0);
  });

  it('exit with 1 when something did not close', async () => {
    const signals = new EventEmitter();
    const shutdown = new Shutdown();
    shutdown.add('server', () => Promise.reject(new Error('no')));
    const code = new Promise((resolve) => shutDownOnSignals(shutdown, resolve, signals));
    signals.emit('SIGINT');
    await expect(code).resolves.toBe(1);
  });

  it('exit at once when they are sent twice', () => {
    const signals = new EventEmitter();
    const shutdown = new Shutdown(5_000, new FakeTimers(new FixedClock('2026-11-21T10:00:00Z')));
    shutdown.add('server', never);
    const codes: number[] = [];
    shutDownOnSignals(shutdown, (code) => codes.push(code), signals);
    signals.emit('SIGINT');
    expect(codes).toEqual([]);
    signals.emit('SIGINT');
    expect(codes).toEqual([1]);
  });
});
