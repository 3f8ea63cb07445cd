import { findCursor } from '#kit/events/stream-cursor.ts';
import { FixedClock, systemClock } from '#kit/runtime/clock.ts';
import { type Consumer, follow, until } from './fake-consumer.ts';
import { type FakeGraph, startFakeGraph, tokenFor } from './fake-graph.ts';
import { at, FakeStream } from './fake-stream.ts';

const NEWS = 'subscription { news { kind customer { name balance } } }';
const COUNTED = 'subscription ($from: String) { news(resumeFrom: $from) { at: cursor no: sequence kind } }';

interface Counted {
  readonly at: string;
  readonly no: number;
  readonly kind: string;
}

describe('consumers who follow the same', () => {
  let stream: FakeStream;
  let graph: FakeGraph;
  let clock: FixedClock;

  beforeEach(async () => {
    stream = new FakeStream();
    // Behind, so that it can be moved on: systems believe no signature from the future.
    clock = new FixedClock(new Date(systemClock.now().getTime() - 10_000));
    graph = await startFakeGraph({
      parts: { clock },
      config: { socketsPerSubjectMax: 500, socketsPerAddressMax: 500, metricsToken: 'a token of the tests' },
      resolvers: { operations: stream.resolvers() },
    });
  });
  afterEach(() => graph.close());

  const counted = (consumer: Consumer) => consumer.items.map(({ data }) => (data as { readonly news: Counted }).news);
  const begin = async (from: string | null = null) => follow(graph, COUNTED, { variables: { from } });
  const allOnOneUpstream = (consumers: number) =>
    until(() => graph.gateway.openConsumerCount() === consumers && graph.gateway.openUpstreamCount() === 1);

  it('share one upstream, and one fetch from each system for an event', async () => {
    const consumers = await Promise.all(Array.from({ length: 200 }, () => follow(graph, NEWS)));
    await until(() => graph.gateway.openConsumerCount() === 200);
    expect(stream.resumedFrom).toEqual([null]);
    stream.tell('first', 'c1');
    stream.tell('second', 'c2');
    const told = await Promise.all(consumers.map((consumer) => consumer.has(2)));
    expect(new Set(told.map((items) => JSON.stringify(items))).size).toBe(1);
    expect(told[0]?.map(({ data }) => data)).toEqual([
      { news: { kind: 'first', customer: { name: 'Acme', balance: '10.00' } } },
      { news: { kind: 'second', customer: { name: 'Holding', balance: '10.00' } } },
    ]);
    expect([graph.crm.asked.length, graph.billing.asked.length]).toEqual([2, 2]);
    for (const { leave } of consumers) leave();
    await until(() => graph.gateway.openUpstreamCount() === 0 && stream.openCount === 0);
  });

  it('share nothing with those of other legal entities, and are told no row of theirs', async () => {
    const of = async (entity: string) => follow(graph, COUNTED, { token: await tokenFor({ entities: [entity] }) });
    const [here, there] = await Promise.all([of('US'), of('DE')]);
    await until(() => stream.openCount === 2);
    stream.tell('ours', null, 'US');
    stream.tell('theirs', null, 'DE');
    stream.tell('of all');
    await Promise.all([here.has(2), there.has(2)]);
    expect(counted(here).map(({ kind }) => kind)).toEqual(['ours', 'of all']);
    expect(counted(there).map(({ kind }) => kind)).toEqual(['theirs', 'of all']);
    expect(graph.gateway.openUpstreamCount()).toBe(2);
  });

  it('share nothing with those of another role', async () => {
    await Promise.all([follow(graph, NEWS), follow(graph, NEWS, { role: 'admin' })]);
    await until(() => stream.openCount === 2);
    expect(graph.gateway.openUpstreamCount()).toBe(2);
  });

  it('share with other persons of the same rights', async () => {
    const one = await follow(graph, NEWS, { token: await tokenFor({ user: 'one' }) });
    await allOnOneUpstream(1);
    const other = await follow(graph, NEWS, { token: await tokenFor({ user: 'other' }) });
    await allOnOneUpstream(2);
    stream.tell('first', 'c1');
    await Promise.all([one.has(1), other.has(1)]);
    one.leave();
    await until(() => graph.gateway.openConsumerCount() === 1);
    stream.tell('second', 'c1');
    await other.has(2);
    expect(graph.crm.asked.map(({ principal }) => principal?.subject)).toEqual(['one', 'other']);
  });

  it('go over to the shared upstream behind a snapshot of their own when they come later, each with its own count', async () => {
    stream.snapshot = ['running', 'waiting'];
    const first = await begin();
    await first.has(2);
    stream.tell('event 1');
    await first.has(3);
    clock.advance(11_000);
    const second = await begin();
    await second.has(2);
    await allOnOneUpstream(2);
    expect(stream.resumedFrom).toEqual([null, null]);
    stream.tell('event 2');
    await Promise.all([first.has(4), second.has(3)]);
    expect(counted(first).map(({ no, kind }) => [no, kind])).toEqual([
      [1, 'running'],
      [2, 'waiting'],
      [3, 'event 1'],
      [4, 'event 2'],
    ]);
    expect(counted(second).map(({ no, kind }) => [no, kind])).toEqual([
      [1, 'running'],
      [2, 'waiting'],
      [3, 'event 2'],
    ]);
    expect(findCursor(counted(second).at(-1)?.at ?? '')).toEqual({
      position: { xid: '7', id: '2' },
      sequence: 3,
      inSnapshot: false,
    });
  });

  it('have a count each under whatever name they call the event', async () => {
    const query = COUNTED.replace('news(', 'id: news(');
    const first = await follow(graph, query, { variables: { from: null } });
    stream.tell('one');
    await first.has(1);
    const second = await follow(graph, query, { variables: { from: at(1, 41) } });
    await allOnOneUpstream(2);
    stream.tell('two');
    const [[, told], [toldOther]] = await Promise.all([first.has(2), second.has(1)]);
    expect(told).toEqual({ data: { id: { at: at(2), no: 2, kind: 'two' } } });
    expect(toldOther).toEqual({ data: { id: { at: at(2, 42), no: 42, kind: 'two' } } });
  });

  it('are given what they missed out of what is kept, without asking the system again', async () => {
    const first = await begin();
    for (const kind of ['one', 'two', 'three']) stream.tell(kind);
    await first.has(3);
    const second = await begin(at(1, 41));
    await second.has(2);
    await allOnOneUpstream(2);
    stream.tell('four');
    await second.has(3);
    expect(counted(second)).toEqual([
      { at: at(2, 42), no: 42, kind: 'two' },
      { at: at(3, 43), no: 43, kind: 'three' },
      { at: at(4, 44), no: 44, kind: 'four' },
    ]);
    expect(stream.resumedFrom).toEqual([null]);
  });

  it('are told of a kept event what the other systems say now, and nothing that they said before', async () => {
    const query = 'subscription ($from: String) { news(resumeFrom: $from) { kind customer { balance } } }';
    stream.tell('zero');
    const first = await follow(graph, query, { variables: { from: at(1) } });
    stream.tell('one', 'c1');
    await first.has(1);
    await graph.billing.close();
    clock.advance(2_000);
    const second = await follow(graph, query, { variables: { from: at(1) } });
    const [told] = await second.has(1);
    expect(first.items[0]).toEqual({ data: { news: { kind: 'one', customer: { balance: '10.00' } } } });
    expect(told).toMatchObject({
      data: { news: { kind: 'one', customer: { balance: null } } },
      errors: [{ extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'billing' } }],
    });
    await allOnOneUpstream(2);
    expect(stream.resumedFrom).toHaveLength(1);
  });

  it('are given by the system what is kept no longer, and go over then, without a gap or a repeat', async () => {
    const first = await begin();
    for (let count = 1; count <= 100; count += 1) stream.tell(`event ${count}`);
    await first.has(100);
    const second = await begin(at(10));
    await second.has(90);
    await allOnOneUpstream(2);
    stream.tell('event 101');
    await Promise.all([first.has(101), second.has(91)]);
    expect(counted(second).map(({ no }) => no)).toEqual(Array.from({ length: 91 }, (_, index) => index + 11));
    expect(counted(second).at(-1)?.kind).toBe('event 101');
    expect(stream.resumedFrom.slice(0, 2)).toEqual([null, at(10)]);
  });

  it('are measured by how long after its instant an event was told, however many are told it', async () => {
    const consumers = [await begin(), await begin()];
    stream.tell('first');
    stream.occurredAt = new Date(clock.now().getTime() - 2_000).toISOString();
    stream.tell('two seconds ago');
    await Promise.all(consumers.map((consumer) => consumer.has(2)));
    const headers = { authorization: 'Bearer a token of the tests' };
    const text = await (await fetch(`${graph.gateway.url}/metrics`, { headers })).text();
    expect(/event_lag_seconds_sum (.+)/.exec(text)?.[1]).toBe('2');
    expect(/event_lag_seconds_count (.+)/.exec(text)?.[1]).toBe('1');
  });

  it('are not held up by one who reads nothing, who goes on from its cursor later', async () => {
    const long = 'k'.repeat(50_000);
    const slow = await begin();
    const quick = await begin();
    stream.tell('first');
    await Promise.all([slow.has(1), quick.has(1)]);
    slow.stopReading();
    for (let count = 0; count < 300; count += 1) stream.tell(long);
    await quick.has(301);
    await until(() => graph.gateway.openConsumerCount() === 1);
    slow.readOn();
    expect(await slow.end).toBe(4413);
    const told = counted(slow);
    expect(told.map(({ no }) => no)).toEqual(told.map((_, index) => index + 1));
    const again = await begin(told.at(-1)?.at ?? null);
    await again.has(301 - told.length);
    expect(counted(again).map(({ no }) => no)).toEqual(
      Array.from({ length: 301 - told.length }, (_, index) => told.length + index + 1),
    );
  });
});
