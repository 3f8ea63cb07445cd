import { GraphError } from '#client/failure.ts';
import { openGraph } from '#client/graph-client.ts';
import { until } from '#test/contract/gateway/fake-consumer.ts';
import { news, pausesAtOnce, type ScriptedGraph, type Spoken, scriptedGraph } from './scripted-graph.ts';

const BOTH = ['event-stream', 'websocket'] as const;

describe.each(BOTH)('what is watched over a %s', (live) => {
  let graph: ScriptedGraph | null = null;
  afterEach(async () => {
    await graph?.close();
    graph = null;
  });

  /** Reads so many items of what the script tells, then leaves; the failure in the place of items that never come. */
  const watched = async (script: readonly Spoken[], count: number, tokens: readonly string[] = ['t']) => {
    graph = await scriptedGraph(script);
    const timers = pausesAtOnce();
    const refused: (string | undefined)[] = [];
    let given = 0;
    const token = (no?: string) => {
      refused.push(no);
      if (no !== undefined) given += 1;
      return tokens[given] ?? tokens.at(-1) ?? '';
    };
    const client = openGraph({ url: graph.url, token, live, surroundings: { timers, random: () => 1 } });
    const sequences: number[] = [];
    let failure: unknown = null;
    try {
      for await (const { data } of client.watch(news, {})) {
        sequences.push(data.news.sequence);
        if (sequences.length === count) break;
      }
    } catch (error) {
      failure = error instanceof GraphError ? error.failure.kind : error;
    }
    const { asked, openCount } = graph;
    await until(() => openCount() === 0);
    return {
      sequences,
      failure,
      paused: timers.paused,
      refused,
      resumed: asked.map(({ resumeFrom }) => resumeFrom),
      asked,
    };
  };

  it('goes on behind the last item when the connection broke, after a pause', async () => {
    const seen = await watched(
      [
        { items: [1, 2], end: 'breaks' },
        { items: [3, 4], end: 'stays' },
      ],
      4,
    );
    expect(seen).toMatchObject({ sequences: [1, 2, 3, 4], resumed: [null, 'c2'], failure: null });
    expect(seen.paused).toEqual([500]);
  });

  it('goes on at once when the gateway said that too much waits', async () => {
    const seen = await watched(
      [
        { items: [1, 2], end: 'LAGGED' },
        { items: [3], end: 'stays' },
      ],
      3,
    );
    expect(seen).toMatchObject({ sequences: [1, 2, 3], resumed: [null, 'c2'], paused: [] });
  });

  it('goes on when the gateway completed it, as one does that is shut down', async () => {
    const seen = await watched(
      [
        { items: [1], end: 'completes' },
        { items: [2], end: 'stays' },
      ],
      2,
    );
    expect(seen).toMatchObject({ sequences: [1, 2], resumed: [null, 'c1'] });
  });

  it('tells an item once though the graph told it again', async () => {
    const seen = await watched(
      [
        { items: [1, 2], end: 'breaks' },
        { items: [1, 2, 3], end: 'stays' },
      ],
      3,
    );
    expect(seen.sequences).toEqual([1, 2, 3]);
  });

  it('asks again for what is missing instead of leaving it out', async () => {
    const seen = await watched(
      [
        { items: [1, 3, 4], end: 'stays' },
        { items: [2, 3], end: 'stays' },
      ],
      3,
    );
    expect(seen).toMatchObject({ sequences: [1, 2, 3], resumed: [null, 'c1'] });
  });

  it('goes on with another token when its own is over', async () => {
    const seen = await watched(
      [{ items: [1], end: 'UNAUTHENTICATED' }, { end: 'UNAUTHENTICATED' }, { items: [2], end: 'stays' }],
      2,
      ['old', 'older', 'new'],
    );
    expect(seen).toMatchObject({
      sequences: [1, 2],
      resumed: [null, 'c1', 'c1'],
      refused: [undefined, 'old', 'older'],
    });
    expect(seen.asked.map(({ authorization }) => authorization)).toEqual(['Bearer old', 'Bearer older', 'Bearer new']);
  });

  it('ends when there is no other token', async () => {
    const seen = await watched([{ items: [1], end: 'UNAUTHENTICATED' }], 2);
    expect(seen).toMatchObject({ sequences: [1], failure: 'Unauthenticated' });
  });

  it('ends when its cursor is kept no longer: nothing is left out in silence', async () => {
    const seen = await watched([{ items: [1], end: 'breaks' }, { end: 'CURSOR_EXPIRED' }], 2);
    expect(seen).toMatchObject({ sequences: [1], failure: 'CursorExpired' });
  });

  it('ends when it is refused', async () => {
    expect(await watched([{ end: 'FORBIDDEN' }], 1)).toMatchObject({ failure: 'Refused', resumed: [null] });
  });

  it('is given up after so many connections that brought nothing, each after a longer pause', async () => {
    const { failure, resumed, paused } = await watched(
      Array.from({ length: 30 }, () => ({ end: 'breaks' as const })),
      1,
    );
    expect([failure, resumed.length]).toEqual(['Unavailable', 21]);
    expect(paused.slice(0, 4)).toEqual([500, 1_000, 2_000, 4_000]);
  });

  it('leaves the connection when more comes than is read, and misses nothing', async () => {
    const numbers = Array.from({ length: 1_500 }, (_, index) => index + 1);
    graph = await scriptedGraph([
      { items: numbers, end: 'stays' },
      { items: numbers.slice(1_025), end: 'stays' },
    ]);
    const { asked, openCount } = graph;
    const client = openGraph({ url: graph.url, token: () => 't', live, surroundings: { timers: pausesAtOnce() } });
    const sequences: number[] = [];
    for await (const { data } of client.watch(news, {})) {
      // One is read, and nothing more until the connection was left.
      if (sequences.length === 0) await until(() => openCount() === 0);
      sequences.push(data.news.sequence);
      if (sequences.length === 1_500) break;
    }
    expect(sequences).toEqual(numbers);
    expect(asked.map(({ resumeFrom }) => resumeFrom)).toEqual([null, 'c1025']);
  });

  it('goes on over another connection when nothing is heard over this one any more', async () => {
    graph = await scriptedGraph([
      { items: [1], end: 'stays' },
      { items: [2], end: 'stays' },
    ]);
    const timers = pausesAtOnce();
    const client = openGraph({ url: graph.url, token: () => 't', live, surroundings: { timers } });
    const items = client.watch(news, {});
    await items.next();
    const next = items.next();
    timers.look();
    timers.look();
    expect((await next).value?.data.news.sequence).toBe(2);
    expect(graph.asked.map(({ resumeFrom }) => resumeFrom)).toEqual([null, 'c1']);
    await items.return();
  });

  it('stays on a quiet connection that gives a sign of life now and then', async () => {
    graph = await scriptedGraph([{ items: [1], end: 'stays' }]);
    const timers = pausesAtOnce();
    const client = openGraph({ url: graph.url, token: () => 't', live, surroundings: { timers } });
    const items = client.watch(news, {});
    await items.next();
    for (const number of [2, 3, 4]) {
      timers.look();
      graph.tell(number);
      expect((await items.next()).value?.data.news.sequence).toBe(number);
    }
    const { pingedCount } = graph;
    await until(() => live === 'event-stream' || pingedCount() === 3);
    expect(graph.asked.length).toBe(1);
    await items.return();
  });

  it('ends in silence when its caller leaves, and closes its connection', async () => {
    graph = await scriptedGraph([{ items: [1], end: 'stays' }]);
    const { openCount } = graph;
    const client = openGraph({ url: graph.url, token: () => 't', live });
    const gone = new AbortController();
    for await (const _item of client.watch(news, {}, { signal: gone.signal })) setImmediate(() => gone.abort());
    await until(() => openCount() === 0);
  });
});
