import { DOCUMENT_LIMITS } from '#gateway/edge/document-limits.ts';
import { follow } from './fake-consumer.ts';
import { ask, type FakeGraph, startFakeGraph, startGatewayBefore } from './fake-graph.ts';
import { FakeStream } from './fake-stream.ts';

describe('the cost of an operation', () => {
  let graph: FakeGraph;
  beforeAll(async () => {
    const operations = new FakeStream().resolvers();
    graph = await startFakeGraph({
      config: { limits: { ...DOCUMENT_LIMITS, costMax: 11 } },
      resolvers: { operations },
    });
  });
  afterAll(() => graph.close());

  it('is told with its answer, as reckoned before and as counted after', async () => {
    const reply = await ask(graph, '{ customers { id } }');
    expect(reply).toMatchObject({ status: 200, extensions: { cost: { requested: 10, actual: 2 } } });
  });

  it('is refused above its limit before anything is executed, with both figures', async () => {
    const before = graph.crm.asked.length;
    const reply = await ask(graph, '{ customers { parent { id } } }');
    expect(reply).toMatchObject({ status: 400, data: undefined });
    expect(reply.errors).toEqual([
      expect.objectContaining({
        message: 'A request may have at most 11 points of cost; this one has 20.',
        extensions: expect.objectContaining({ code: 'QUERY_LIMIT_EXCEEDED' }),
      }),
    ]);
    expect(graph.crm.asked).toHaveLength(before);
  });

  it('is neither reckoned, told nor bounded where it is switched off', async () => {
    const gateway = await startGatewayBefore(graph, {
      costReckoned: false,
      limits: { ...DOCUMENT_LIMITS, costMax: 11 },
    });
    const reply = await ask({ gateway }, '{ customers { parent { id } } }');
    await gateway.close();
    expect(reply).toMatchObject({ status: 200, errors: [], extensions: undefined });
  });

  it('is refused on a socket too', async () => {
    const consumer = await follow(graph, 'subscription { news { customer { invoices { number } } } }');
    expect(await consumer.end).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'QUERY_LIMIT_EXCEEDED' }) }),
    ]);
  });
});
