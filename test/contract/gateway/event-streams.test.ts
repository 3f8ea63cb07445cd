import { type Client, createClient, type NetworkError } from 'graphql-sse';
import { FixedClock, systemClock } from '#kit/runtime/clock.ts';
import { FakeTimers } from '#kit/runtime/timers.ts';
import { follow, type Item, until } from './fake-consumer.ts';
import { ask, type FakeGraph, startFakeGraph, tokenOf } from './fake-graph.ts';
import { at, FakeStream } from './fake-stream.ts';

const NEWS = 'subscription ($from: String) { news(resumeFrom: $from) { cursor sequence kind customer { name } } }';

interface Followed {
  readonly items: readonly Item[];
  has(count: number): Promise<readonly Item[]>;
  /** `complete`, or what the client was refused with. */
  readonly end: Promise<unknown>;
  leave(): void;
}

function followStream(client: Client, query: string, variables: Record<string, unknown> = {}): Followed {
  const items: Item[] = [];
  const end = Promise.withResolvers<unknown>();
  const leave = client.subscribe(
    { query, variables },
    {
      next: (item) => items.push(item as Item),
      error: (error) => end.resolve(error),
      complete: () => end.resolve('complete'),
    },
  );
  return { items, has: (count) => until(() => items.length >= count).then(() => items), end: end.promise, leave };
}

describe('a subscription over server-sent events', () => {
  let stream: FakeStream;
  let graph: FakeGraph;
  let clock: FixedClock;
  let timers: FakeTimers;

  beforeEach(async () => {
    stream = new FakeStream();
    clock = new FixedClock(systemClock.now());
    timers = new FakeTimers(clock);
    graph = await startFakeGraph({
      parts: { clock, timers },
      config: { socketsPerSubjectMax: 3 },
      resolvers: { operations: stream.resolvers() },
    });
  });
  afterEach(async () => {
    const closing = graph.close();
    await timers.advance(20_000);
    await closing;
  });

  const clientOf = async (token?: string) => {
    const authorization = `Bearer ${token ?? (await tokenOf('portal', clock.now(), 7))}`;
    return createClient({
      url: `${graph.gateway.url}/graphql`,
      headers: { authorization },
      retryAttempts: 0,
      // Without its own pauses between attempts: none are made here.
      retry: () => Promise.resolve(),
    });
  };
  const bare = async (query: string, headers: Record<string, string> = {}, signal: AbortSignal | null = null) =>
    fetch(`${graph.gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${await tokenOf('portal', clock.now(), 7)}`,
        ...headers,
      },
      body: JSON.stringify({ query }),
      signal,
    });

  it('is told the same as over a socket, on the same upstream', async () => {
    const here = followStream(await clientOf(), NEWS);
    const there = await follow(graph, NEWS, { token: await tokenOf('portal', clock.now(), 7) });
    await until(() => graph.gateway.openConsumerCount() === 2);
    stream.tell('first', 'c1');
    stream.tell('second');
    expect(await here.has(2)).toEqual(await there.has(2));
    expect(here.items[0]).toEqual({
      data: { news: { cursor: at(1), sequence: 1, kind: 'first', customer: { name: 'Acme' } } },
    });
    expect(graph.gateway.openUpstreamCount()).toBe(1);
    here.leave();
    there.leave();
    await until(() => graph.gateway.openUpstreamCount() === 0 && stream.openCount === 0);
  });

  it('goes on from the cursor that its client gives', async () => {
    for (const kind of ['one', 'two', 'three']) stream.tell(kind);
    const followed = followStream(await clientOf(), NEWS, { from: at(1) });
    await followed.has(2);
    expect(stream.resumedFrom).toEqual([at(1)]);
    followed.leave();
  });

  it('passes the guards of a POST: nobody without a token, nothing that its role may not have, nothing unknown', async () => {
    const unknown = followStream(await clientOf('a.b.c'), NEWS);
    expect(((await unknown.end) as NetworkError<Response>).response?.status).toBe(401);
    expect((await bare('subscription { plain { kind } }')).status).toBe(403);
    const invalid = await bare('subscription { news { nothing } }');
    expect([invalid.status, invalid.headers.get('content-type')]).toEqual([400, 'application/json; charset=utf-8']);
    expect((await bare(NEWS, { 'content-type': 'text/plain' })).status).toBe(415);
    expect(
      (await fetch(`${graph.gateway.url}/graphql?query=${NEWS}`, { headers: { accept: 'text/event-stream' } })).status,
    ).toBe(405);
    expect(stream.resumedFrom).toEqual([]);
  });

  it('is refused by a POST that takes no stream, with a hint', async () => {
    const refused = await ask(graph, NEWS);
    expect(refused.status).toBe(400);
    expect(refused.errors[0]?.message).toContain('text/event-stream');
  });

  it('hears a comment while there is nothing else', async () => {
    const gone = new AbortController();
    const response = await bare(NEWS, {}, gone.signal);
    const chunks: string[] = [];
    const reading = (async () => {
      for await (const chunk of response.body ?? []) chunks.push(Buffer.from(chunk).toString());
    })().catch(() => undefined);
    await until(() => chunks.join('') === ':\n\n');
    await timers.advance(15_000);
    await until(() => chunks.join('') === ':\n\n:\n\n');
    gone.abort();
    await reading;
    await until(() => graph.gateway.openConsumerCount() === 0);
  });

  it('counts together with sockets, up to as many as one may have', async () => {
    const token = await tokenOf('portal', clock.now(), 7);
    const sockets = [await follow(graph, NEWS, { token }), await follow(graph, NEWS, { token })];
    await until(() => graph.gateway.openConsumerCount() === 2);
    const third = followStream(await clientOf(), NEWS);
    await until(() => graph.gateway.openConsumerCount() === 3);
    const fourth = followStream(await clientOf(), NEWS);
    expect(((await fourth.end) as NetworkError<Response>).response?.status).toBe(429);
    third.leave();
    await until(() => graph.gateway.openConsumerCount() === 2);
    const fifth = followStream(await clientOf(), NEWS);
    await until(() => graph.gateway.openConsumerCount() === 3);
    fifth.leave();
    for (const { leave } of sockets) leave();
  });

  it('ends with an answer that says so when its credentials are over', async () => {
    const followed = followStream(await clientOf(), NEWS);
    await until(() => stream.openCount === 1);
    await timers.advance(8 * 60_000);
    expect(await followed.end).toBe('complete');
    expect(followed.items.at(-1)?.errors).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'UNAUTHENTICATED' }) }),
    ]);
    await until(() => stream.openCount === 0);
  });

  it('ends with an answer that says so when its client reads too slowly, and drops nothing before', async () => {
    const response = await bare(NEWS);
    await until(() => stream.openCount === 1);
    const quiet = timers.sleepingCount;
    for (let count = 0; count < 400; count += 1) stream.tell('k'.repeat(50_000));
    // Until the system has been asked to wait: nobody reads.
    await until(() => timers.sleepingCount > quiet);
    await timers.advance(10_000);
    await until(() => graph.gateway.openConsumerCount() === 0);
    const text = await response.text();
    const told = [...text.matchAll(/^event: next\ndata: (.+)$/gm)].map(
      ([, json]) => JSON.parse(json ?? '') as { readonly data?: { readonly news: { readonly sequence: number } } },
    );
    const last = told.pop();
    expect(last).toMatchObject({ errors: [{ extensions: { code: 'LAGGED', retryable: true } }] });
    expect(text.endsWith('event: complete\ndata:\n\n')).toBe(true);
    expect(told.map(({ data }) => data?.news.sequence)).toEqual(told.map((_, index) => index + 1));
    expect(told.length).toBeGreaterThan(0);
  });

  it('serves a query to the same client, as one answer', async () => {
    const followed = followStream(await clientOf(), '{ customer(id: "c1") { name } }');
    expect(await followed.end).toBe('complete');
    expect(followed.items).toMatchObject([{ data: { customer: { name: 'Acme' } } }]);
  });
});
