import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { execute, parse } from 'graphql';
import type { SubgraphCall, SubgraphTransport } from '#gateway/federation/subgraph-transport.ts';
import { ask, type FakeGraph, RESOLVERS, SDL, startFakeGraph } from './fake-graph.ts';

/** A subgraph in the gateway's own process. */
function inProcess(name: string, calls: SubgraphCall[]): SubgraphTransport {
  const resolvers = RESOLVERS[name] as GraphQLResolverMap<unknown>;
  const schema = buildSubgraphSchema([{ typeDefs: parse(SDL[name] ?? ''), resolvers }]);
  return {
    send: async (call) => {
      calls.push(call);
      const { query, variables } = call.request;
      const result = await execute({ schema, document: parse(query), variableValues: variables });
      return { status: 200, body: JSON.parse(JSON.stringify(result)) };
    },
    isUp: () => Promise.resolve(true),
    close: () => Promise.resolve(),
  };
}

describe('a subgraph in the same process', () => {
  let graph: FakeGraph | null = null;

  afterEach(async () => {
    await graph?.close();
    graph = null;
  });

  const QUERIES = [
    '{ customers { name balance parent { invoices { number } } } }',
    '{ broken }',
    '{ promised { kept } }',
  ];

  it.each(QUERIES)('answers like one behind HTTP: %s', async (query) => {
    const calls: SubgraphCall[] = [];
    const headers = { 'x-correlation-id': 'story-0004' };
    graph = await startFakeGraph();
    const { data, errors } = await ask(graph, query, { headers });
    await graph.close();
    graph = await startFakeGraph({
      parts: { transports: { crm: inProcess('crm', calls), billing: inProcess('billing', calls) } },
    });
    const inside = await ask(graph, query, { headers });
    expect({ data: inside.data, errors: inside.errors }).toEqual({ data, errors });
    expect(calls[0]?.principal).toMatchObject({
      subject: 'portal-user',
      roles: ['portal'],
      correlationId: 'story-0004',
    });
    expect(graph.crm.asked).toEqual([]);
  });

  it('is given up at the time limit though it does not heed it', async () => {
    const silent: SubgraphTransport = {
      send: () => new Promise(() => undefined),
      isUp: () => Promise.resolve(true),
      close: () => Promise.resolve(),
    };
    graph = await startFakeGraph({ config: { subgraphTimeoutMs: 50 }, parts: { transports: { crm: silent } } });
    const { errors } = await ask(graph, '{ customers { name } }');
    expect(errors[0]?.extensions).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'crm' });
  });
});
