import { follow, until } from './fake-consumer.ts';
import { type FakeGraph, startFakeGraph, supergraphWith } from './fake-graph.ts';
import { at, FakeStream } from './fake-stream.ts';

const NEWS = 'subscription { news { cursor sequence kind customer { name } } }';

describe('a subscription while the supergraph changes', () => {
  let stream: FakeStream;
  let graph: FakeGraph;
  beforeEach(async () => {
    stream = new FakeStream();
    graph = await startFakeGraph({ resolvers: { operations: stream.resolvers() } });
  });
  afterEach(() => graph.close());

  const change = (name: string, from: string, to: string) =>
    graph.gateway.changeSupergraph(supergraphWith((each, sdl) => (each === name ? sdl.replace(from, to) : sdl)));

  it('goes on with the new one behind the last event it was told, without a gap or a repeat', async () => {
    const consumers = await Promise.all([follow(graph, NEWS), follow(graph, NEWS)]);
    await until(() => graph.gateway.openConsumerCount() === 2);
    stream.tell('first', 'c1');
    stream.tell('second');
    await Promise.all(consumers.map((consumer) => consumer.has(2)));
    expect(await change('crm', 'name: String!', 'name: String! nickname: String')).toEqual({ ok: true, value: true });
    stream.tell('third', 'c2');
    await Promise.all(consumers.map((consumer) => consumer.has(3)));
    for (const { items } of consumers) {
      expect(items.map(({ data }) => (data as { readonly news: { readonly kind: string } }).news.kind)).toEqual([
        'first',
        'second',
        'third',
      ]);
    }
    expect(stream.resumedFrom).toEqual([null, at(2)]);
    expect(graph.gateway.openUpstreamCount()).toBe(1);
    await until(() => stream.openCount === 1);
  });

  it('begins with the new one when it was told nothing yet', async () => {
    const consumer = await follow(graph, NEWS);
    await until(() => stream.openCount === 1);
    await change('crm', 'name: String!', 'name: String! nickname: String');
    stream.tell('first');
    await consumer.has(1);
    expect(stream.resumedFrom).toEqual([null, null]);
  });

  it('ends with an error that says so when the new one has not what it asks for', async () => {
    const consumer = await follow(graph, NEWS);
    stream.tell('first');
    await consumer.has(1);
    await change('operations', 'kind: String!', 'sort: String!');
    expect(await consumer.end).toEqual([
      {
        message: expect.stringMatching(/^The graph has changed\. Cannot query field/),
        extensions: expect.objectContaining({ code: 'GRAPHQL_VALIDATION_FAILED' }),
      },
    ]);
    await until(() => stream.openCount === 0);
  });

  it('ends with an error that asks to come again when its field cannot go on where it was', async () => {
    const consumer = await follow(graph, 'subscription { plain { kind } }', { role: 'admin' });
    stream.tell('first');
    await consumer.has(1);
    await change('crm', 'name: String!', 'name: String! nickname: String');
    expect(await consumer.end).toEqual([
      {
        message: expect.stringContaining('Subscribe again'),
        extensions: expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE', retryable: true }),
      },
    ]);
  });
});
