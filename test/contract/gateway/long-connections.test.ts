import { FixedClock, systemClock } from '#kit/runtime/clock.ts';
import { FakeTimers } from '#kit/runtime/timers.ts';
import { follow, until } from './fake-consumer.ts';
import { type FakeGraph, startFakeGraph, tokenOf } from './fake-graph.ts';
import { FakeStream } from './fake-stream.ts';

describe('a token that expires while its subscription runs', () => {
  let stream: FakeStream;
  let graph: FakeGraph;
  let timers: FakeTimers;
  let clock: FixedClock;

  beforeEach(async () => {
    stream = new FakeStream();
    clock = new FixedClock(systemClock.now());
    timers = new FakeTimers(clock);
    graph = await startFakeGraph({ parts: { clock, timers }, resolvers: { operations: stream.resolvers() } });
  });
  afterEach(async () => {
    const closing = graph.close();
    await timers.advance(5_000);
    await closing;
  });

  it('closes its socket with 4401 and leaves no upstream open', async () => {
    const token = await tokenOf('portal', clock.now(), 7);
    const consumer = await follow(graph, 'subscription { news { kind } }', { token });
    await until(() => stream.openCount === 1);
    await timers.advance(6 * 60_000);
    stream.tell('still');
    await consumer.has(1);
    await timers.advance(61_000);
    expect(await consumer.end).toBe(4401);
    await until(() => graph.gateway.openUpstreamCount() === 0);
  });
});
