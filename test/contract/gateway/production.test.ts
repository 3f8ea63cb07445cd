import { follow } from './fake-consumer.ts';
import { ask, type FakeGraph, startFakeGraph } from './fake-graph.ts';

describe('in production mode', () => {
  let graph: FakeGraph;

  beforeAll(async () => {
    graph = await startFakeGraph({ config: { production: true, trustedDocuments: 'off' } });
  });
  afterAll(() => graph.close());

  it('the schema is not told', async () => {
    const { status, data } = await ask(graph, '{ __schema { types { name } } }', { role: 'admin' });
    expect([status, data]).toEqual([400, undefined]);
  });

  it('no name is suggested by POST', async () => {
    const { errors } = await ask(graph, '{ custome(id: "c1") { name } }');
    expect(errors[0]?.message).toBe('The document does not fit the graph at line 1, column 3.');
  });

  it('no name is suggested on a socket', async () => {
    const consumer = await follow(graph, 'subscription { news { kin } }');
    expect(await consumer.end).toEqual([
      expect.objectContaining({ message: 'The document does not fit the graph at line 1, column 23.' }),
    ]);
  });
});
