import { type Consumer, follow, until } from './fake-consumer.ts';
import { type FakeGraph, startFakeGraph, tokenOf } from './fake-graph.ts';
import { at, FakeStream } from './fake-stream.ts';

const NEWS = 'subscription { news { kind customer { name balance } } }';

describe('a subscription', () => {
  let stream: FakeStream;
  let graph: FakeGraph;
  let slowMs: (customerId: string) => Promise<void>;

  beforeEach(async () => {
    stream = new FakeStream();
    slowMs = () => Promise.resolve();
    const billing = {
      Customer: {
        balance: async ({ id }: { readonly id: string }) => {
          await slowMs(id);
          return `balance of ${id}`;
        },
      },
    };
    graph = await startFakeGraph({ resolvers: { operations: stream.resolvers(), billing } });
  });
  afterEach(() => graph.close());

  const kinds = (consumer: Consumer) =>
    consumer.items.map(({ data }) => (data as { readonly news: { readonly kind: string } }).news.kind);

  it('joins each event with what two other systems know of it', async () => {
    const consumer = await follow(graph, NEWS);
    stream.tell('step.finished', 'c1');
    stream.tell('operation.ended');
    expect(await consumer.has(2)).toEqual([
      { data: { news: { kind: 'step.finished', customer: { name: 'Acme', balance: 'balance of c1' } } } },
      { data: { news: { kind: 'operation.ended', customer: null } } },
    ]);
    expect(graph.crm.asked.at(-1)?.principal).toMatchObject({ subject: 'portal-user', entities: ['US'] });
    consumer.leave();
  });

  it('tells of an event with what is left when a joined system is dead', async () => {
    await graph.billing.close();
    const consumer = await follow(graph, NEWS);
    stream.tell('step.finished', 'c1');
    const [item] = await consumer.has(1);
    expect(item?.data).toEqual({ news: { kind: 'step.finished', customer: { name: 'Acme', balance: null } } });
    expect(item?.errors).toEqual([
      expect.objectContaining({
        path: ['news', 'customer'],
        extensions: expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'billing', retryable: true }),
      }),
    ]);
    consumer.leave();
  });

  it('keeps the order of events though the first join is the slowest', async () => {
    const released = Promise.withResolvers<void>();
    slowMs = (id) => (id === 'c1' ? released.promise : Promise.resolve());
    const consumer = await follow(graph, NEWS);
    stream.tell('first', 'c1');
    stream.tell('second', 'c2');
    stream.tell('third');
    await until(() => graph.billing.asked.length === 1);
    expect(consumer.items).toEqual([]);
    released.resolve();
    await consumer.has(3);
    expect(kinds(consumer)).toEqual(['first', 'second', 'third']);
    consumer.leave();
  });

  it('goes on after the last event when the way to the system was lost, without a gap or a repeat', async () => {
    const consumer = await follow(graph, NEWS);
    stream.tell('first');
    await consumer.has(1);
    for (const socket of graph.operations.sockets.clients) socket.terminate();
    stream.tell('while away');
    await until(() => stream.resumedFrom.length === 2);
    stream.tell('last');
    await consumer.has(3);
    expect(kinds(consumer)).toEqual(['first', 'while away', 'last']);
    expect(stream.resumedFrom).toEqual([null, at(1)]);
    consumer.leave();
  });

  it('tells an event once though the system told it again after the loss', async () => {
    stream.repeats = true;
    const consumer = await follow(graph, NEWS);
    stream.tell('first');
    await consumer.has(1);
    for (const socket of graph.operations.sockets.clients) socket.terminate();
    await until(() => stream.resumedFrom.length === 2);
    stream.tell('second');
    await consumer.has(2);
    expect(kinds(consumer)).toEqual(['first', 'second']);
    consumer.leave();
  });

  it('fetches what is missing when the sequence has a gap', async () => {
    const consumer = await follow(graph, NEWS);
    stream.tell('first');
    await consumer.has(1);
    stream.miss('second');
    stream.tell('third');
    await consumer.has(3);
    expect(kinds(consumer)).toEqual(['first', 'second', 'third']);
    consumer.leave();
  });

  it('resumes where its client says', async () => {
    stream.tell('first');
    stream.tell('second');
    const query = 'subscription ($from: String) { news(resumeFrom: $from) { cursor sequence kind } }';
    const consumer = await follow(graph, query, { variables: { from: at(1) } });
    expect(await consumer.has(1)).toEqual([{ data: { news: { cursor: at(2), sequence: 2, kind: 'second' } } }]);
    for (const socket of graph.operations.sockets.clients) socket.terminate();
    stream.tell('third');
    await consumer.has(2);
    expect(stream.resumedFrom).toEqual([at(1), at(2)]);
    consumer.leave();
  });

  it('ends with a retryable error when the way is lost and the field cannot resume', async () => {
    const consumer = await follow(graph, 'subscription { plain { kind } }', { role: 'admin' });
    stream.tell('first');
    await consumer.has(1);
    for (const socket of graph.operations.sockets.clients) socket.terminate();
    expect(await consumer.end).toEqual([
      expect.objectContaining({
        extensions: expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'operations', retryable: true }),
      }),
    ]);
  });

  it('tells under its client’s names what systems are joined by', async () => {
    const consumer = await follow(graph, 'subscription { id: news { customer { id: name balance } } }');
    stream.tell('step.finished', 'c1');
    expect(await consumer.has(1)).toEqual([{ data: { id: { customer: { id: 'Acme', balance: 'balance of c1' } } } }]);
    await graph.billing.close();
    stream.tell('step.finished', 'c2');
    const [, second] = await consumer.has(2);
    expect(second).toMatchObject({
      data: { id: { customer: { id: 'Holding', balance: null } } },
      errors: [{ path: ['id', 'customer'], extensions: { subgraph: 'billing' } }],
    });
    consumer.leave();
  });

  it('asks of an event what its variables choose', async () => {
    const query = 'subscription ($with: Boolean!) { news { kind customer @include(if: $with) { balance } } }';
    const [without, all] = [
      await follow(graph, query, { variables: { with: false } }),
      await follow(graph, query, { variables: { with: true } }),
    ];
    stream.tell('step.finished', 'c1');
    expect(await without.has(1)).toEqual([{ data: { news: { kind: 'step.finished' } } }]);
    expect(await all.has(1)).toEqual([
      { data: { news: { kind: 'step.finished', customer: { balance: 'balance of c1' } } } },
    ]);
    expect(graph.billing.asked).toHaveLength(1);
    without.leave();
    all.leave();
  });

  it('tells what the owner of the events could not say as its error, in its place', async () => {
    const Event = {
      occurredAt: () => {
        throw new Error('the clock of db.internal stands');
      },
    };
    const own = new FakeStream();
    const other = await startFakeGraph({ resolvers: { operations: { ...(own.resolvers() as object), Event } } });
    const consumer = await follow(other, 'subscription { news { kind at: occurredAt customer { name } } }');
    own.tell('step.finished', 'c1');
    expect(await consumer.has(1)).toMatchObject([
      {
        data: { news: { kind: 'step.finished', at: null, customer: { name: 'Acme' } } },
        errors: [
          {
            message: expect.not.stringContaining('db.internal'),
            path: ['news', 'at'],
            extensions: { code: 'INTERNAL_SERVER_ERROR', subgraph: 'operations' },
          },
        ],
      },
    ]);
    consumer.leave();
    await other.close();
  });

  it.each([
    ['whether it has a root field is for a variable to say', 'news @include(if: $with) { kind }'],
    ['the same behind a fragment', '... on Subscription @skip(if: $with) { news { kind } }'],
    ['it has none', 'news @skip(if: true) { kind customer @include(if: $with) { name } }'],
  ])('is refused where %s, before its upstream is opened', async (_name, asked) => {
    const query = `subscription ($with: Boolean!) { ${asked} }`;
    const consumer = await follow(graph, query, { variables: { with: true } });
    expect(await consumer.end).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'GRAPHQL_VALIDATION_FAILED' }) }),
    ]);
    expect(graph.gateway.openUpstreamCount()).toBe(0);
    consumer.leave();
  });

  it('is refused where a variable that decides what is asked for is null, before its upstream is opened', async () => {
    const query = 'subscription ($with: Boolean = true) { news { kind customer @include(if: $with) { name } } }';
    const consumer = await follow(graph, query, { variables: { with: null } });
    expect(await consumer.end).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) }),
    ]);
    expect(graph.gateway.openUpstreamCount()).toBe(0);
    consumer.leave();
  });

  it('is joined by the stock executor where the own one has no way, and that is counted', async () => {
    const consumer = await follow(graph, 'subscription { news { constructor: kind customer { balance } } }');
    stream.tell('step.finished', 'c1');
    expect(await consumer.has(1)).toEqual([
      { data: { news: { constructor: 'step.finished', customer: { balance: 'balance of c1' } } } },
    ]);
    const headers = { authorization: `Bearer ${await tokenOf('admin')}` };
    const metrics = await fetch(`${graph.gateway.url}/metrics`, { headers });
    expect(await metrics.text()).toContain('revgraph_gateway_fallbacks_total{reason="built-in-names"} 1');
    consumer.leave();
  });

  it('is refused where only the stock executor could join it and would be wrong, before its upstream is opened', async () => {
    const consumer = await follow(graph, 'subscription { news { constructor: kind customer { id: name balance } } }');
    expect(await consumer.end).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'GRAPHQL_VALIDATION_FAILED' }) }),
    ]);
    expect(graph.gateway.openUpstreamCount()).toBe(0);
    consumer.leave();
  });

  it('leaves no upstream open behind clients that left a quiet stream', async () => {
    const consumers = await Promise.all(
      Array.from({ length: 5 }, () => tokenOf('portal').then((token) => manyOn(token, 10))),
    );
    await until(() => graph.gateway.openConsumerCount() === 50);
    expect(graph.gateway.openUpstreamCount()).toBeGreaterThan(0);
    for (const leave of consumers.flat()) leave();
    await until(() => graph.gateway.openUpstreamCount() === 0);
    await until(() => stream.openCount === 0);
  });

  async function manyOn(token: string, count: number): Promise<readonly (() => void)[]> {
    const { createClient } = await import('graphql-ws');
    const { WebSocket } = await import('ws');
    const client = createClient({
      url: `${graph.gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${token}` },
    });
    const sink = { next: () => undefined, error: () => undefined, complete: () => undefined };
    return Array.from({ length: count }, () => client.subscribe({ query: NEWS }, sink));
  }
});

describe('a consumer that does not keep up', () => {
  const LONG = 'k'.repeat(100_000);
  let stream: FakeStream;
  let graph: FakeGraph;

  beforeEach(async () => {
    stream = new FakeStream();
    graph = await startFakeGraph({ config: { slowConsumerMs: 200 }, resolvers: { operations: stream.resolvers() } });
  });
  afterEach(() => graph.close());

  it('is closed with 4413 instead of losing events, and nothing stays open for it', async () => {
    const consumer = await follow(graph, 'subscription { news { sequence kind } }');
    stream.tell('first');
    await consumer.has(1);
    consumer.stopReading();
    for (let count = 0; count < 200; count += 1) stream.tell(LONG);
    await until(() => graph.gateway.openUpstreamCount() === 0);
    consumer.readOn();
    expect(await consumer.end).toBe(4413);
    const told = consumer.items.map(
      ({ data }) => (data as { readonly news: { readonly sequence: number } }).news.sequence,
    );
    expect(told).toEqual(told.map((_, index) => index + 1));
  });

  it('is given a replay of any length as fast as it reads', async () => {
    for (let count = 0; count < 3000; count += 1) stream.tell('event');
    const consumer = await follow(graph, 'subscription { news { sequence } }');
    const items = await consumer.has(3000);
    expect(items.at(-1)).toEqual({ data: { news: { sequence: 3000 } } });
    consumer.leave();
  });
});
