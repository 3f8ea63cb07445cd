import { pino } from 'pino';
import type { GivenGraph } from '#gateway/config/graph-source.ts';
import type { GraphLook } from '#gateway/edge/metrics.ts';
import { type GraphWatch, watchGraph } from '#gateway/graph/graph-watch.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { FakeTimers } from '#kit/runtime/timers.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

const POLL_MS = 5_000;
const UNREACHABLE = fail('SUPERGRAPH names an address that cannot be reached.');

function graphOf(supergraphSdl: string): GivenGraph {
  return { supergraphSdl, runtimeSupergraphSdl: null, subgraphUrls: {}, endpointUrls: {} };
}

describe('the watch over a graph’s source', () => {
  let timers: FakeTimers;
  let lines: { readonly level: number; readonly fault?: string; readonly msg: string }[];
  let looks: GraphLook[];
  let served: string[];
  let source: Result<GivenGraph | null, string>;
  let verdict: Result<boolean, string>;
  let watch: GraphWatch;

  function open(pollMs = POLL_MS, read = () => Promise.resolve(source)) {
    const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
    const change = (graph: GivenGraph) => {
      served.push(graph.supergraphSdl);
      return Promise.resolve(verdict);
    };
    watch = watchGraph({
      source: { read },
      pollMs,
      change,
      timers,
      metrics: { lookedAtGraph: (outcome) => looks.push(outcome) },
      log,
    });
  }

  beforeEach(() => {
    timers = new FakeTimers(new FixedClock(new Date(0)));
    lines = [];
    looks = [];
    served = [];
    source = ok(null);
    verdict = ok(true);
  });
  afterEach(() => watch.close());

  it('looks again and again, and serves what is new', async () => {
    open();
    await timers.advance(POLL_MS - 1);
    expect(looks).toEqual([]);
    await timers.advance(1);
    source = ok(graphOf('second'));
    await timers.advance(POLL_MS);
    source = ok(null);
    await timers.advance(POLL_MS);
    expect([looks, served]).toEqual([['same', 'taken', 'same'], ['second']]);
  });

  it('looks when it is asked to, and only then where it does not poll', async () => {
    open(0);
    await timers.advance(10 * POLL_MS);
    expect(timers.sleepingCount).toBe(0);
    source = ok(graphOf('second'));
    expect(await watch.look()).toEqual(ok(true));
    source = ok(null);
    expect(await watch.look()).toEqual(ok(false));
    expect(looks).toEqual(['taken', 'same']);
  });

  it('tells a fault once, counts it at each look, and tells when it is over', async () => {
    open();
    source = UNREACHABLE;
    await timers.advance(3 * POLL_MS);
    source = ok(null);
    await timers.advance(2 * POLL_MS);
    expect(looks).toEqual(['unread', 'unread', 'unread', 'same', 'same']);
    expect(lines.map(({ level, fault }) => [level, fault])).toEqual([
      [50, 'SUPERGRAPH names an address that cannot be reached.'],
      [30, undefined],
    ]);
  });

  it('is not content with a graph that is refused, though the source has nothing new', async () => {
    open();
    source = ok(graphOf('broken'));
    verdict = fail('The supergraph is not served.');
    await timers.advance(POLL_MS);
    source = ok(null);
    expect(await watch.look()).toEqual(fail('The supergraph is not served.'));
    source = UNREACHABLE;
    await watch.look();
    source = ok(null);
    await watch.look();
    expect([looks, served]).toEqual([['refused', 'refused', 'unread', 'refused'], ['broken']]);
    source = ok(graphOf('mended'));
    verdict = ok(true);
    expect(await watch.look()).toEqual(ok(true));
    expect(lines.map(({ fault }) => fault)).toEqual([
      'The supergraph is not served.',
      'SUPERGRAPH names an address that cannot be reached.',
      'The supergraph is not served.',
      undefined,
    ]);
  });

  it('gives up the look under way when it is closed, and serves nothing after that', async () => {
    let given: AbortSignal | undefined;
    const reading = Promise.withResolvers<Result<GivenGraph | null, string>>();
    open(POLL_MS, (gone?: AbortSignal) => {
      given = gone;
      return reading.promise;
    });
    await timers.advance(POLL_MS);
    const closed = watch.close();
    expect(given?.aborted).toBe(true);
    reading.resolve(ok(graphOf('too late')));
    await closed;
    expect([looks, served, timers.sleepingCount]).toEqual([[], [], 0]);
  });
});
