import { collectTraces } from '#test/support/traces.ts';
import { ask, type FakeGraph, type FakeGraphSettings, startFakeGraph, tokenOf } from './fake-graph.ts';

const BOOK = 'mutation { book(input: { idempotencyKey: "k" }) { id } }';
const READ = '{ customer(id: "c1") { name } }';

describe('a fetch that goes wrong', () => {
  let graph: FakeGraph | null = null;

  afterEach(async () => {
    await graph?.close();
    graph = null;
  });

  async function started(settings: FakeGraphSettings = {}): Promise<FakeGraph> {
    graph = await startFakeGraph(settings);
    return graph;
  }

  /** Answers the first requests with a fault, and the others properly. */
  const first = (count: number, fault: ReturnType<FakeGraph['crm']['fault']>) => {
    let left = count;
    return () => {
      left -= 1;
      return left >= 0 ? fault : null;
    };
  };

  it.each(['reset' as const, { status: 502, body: '' }, { status: 503, body: '' }, { status: 504, body: '' }])(
    'is repeated once when a query got no answer (%j)',
    async (fault) => {
      const { crm } = await started();
      crm.fault = first(1, fault);
      const { data, errors } = await ask(current(), READ);
      expect({ data, errors }).toEqual({ data: { customer: { name: 'Acme' } }, errors: [] });
      expect(crm.asked).toHaveLength(2);
    },
  );

  it('says in its span that it was repeated', async () => {
    const traces = collectTraces();
    const { crm } = await started({ parts: { tracer: traces.tracer } });
    await ask(current(), READ);
    crm.fault = first(1, 'reset');
    await ask(current(), READ);
    const fetches = traces.spans().filter(({ name }) => name === 'subgraph fetch');
    expect(fetches.map(({ attributes }) => attributes['revgraph.retries'])).toEqual([undefined, 1]);
  });

  it('is repeated no more than once', async () => {
    const { crm } = await started();
    crm.fault = () => 'reset';
    const { errors } = await ask(current(), READ);
    expect(errors).toEqual([expect.objectContaining({ path: ['customer'] })]);
    expect(crm.asked).toHaveLength(2);
  });

  it.each(['reset' as const, { status: 503, body: '' }])('is never repeated for a mutation (%j)', async (fault) => {
    const { operations } = await started();
    operations.fault = first(1, fault);
    const { errors } = await ask(current(), BOOK);
    expect(operations.asked).toHaveLength(1);
    expect(errors).toEqual([
      {
        message:
          'The system operations did not answer. Whether it took place is not known: send it again with the same idempotencyKey.',
        path: ['book'],
        extensions: expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'operations', retryable: true }),
      },
    ]);
  });

  it('is not repeated behind a mutation either', async () => {
    const { crm } = await started();
    crm.fault = first(1, 'reset');
    const { data } = await ask(current(), 'mutation { book(input: { idempotencyKey: "k" }) { id customer { name } } }');
    expect(data).toEqual({ book: { id: 'o1', customer: null } });
    expect(crm.asked).toHaveLength(1);
  });

  it('ends at the time limit of the system', async () => {
    const { crm } = await started({ config: { subgraphTimeoutMs: 80 } });
    crm.fault = () => 'silence';
    const { errors } = await ask(current(), READ);
    expect(errors).toEqual([
      expect.objectContaining({
        extensions: expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE', retryable: true }),
      }),
    ]);
    expect(crm.asked).toHaveLength(1);
  });

  it('ends at the time limit of the whole request', async () => {
    const { crm } = await started({ config: { requestTimeoutMs: 80 } });
    crm.fault = () => 'silence';
    const { errors } = await ask(current(), READ);
    expect(errors).toHaveLength(1);
  });

  it('is not even tried after 20 failures, until a probe succeeds', async () => {
    const { crm } = await started();
    crm.fault = () => ({ status: 500, body: 'no GraphQL' });
    for (let count = 0; count < 20; count += 1) await ask(current(), READ);
    const before = crm.asked.length;
    const { errors } = await ask(current(), READ);
    expect(crm.asked).toHaveLength(before);
    expect(errors[0]?.extensions).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'crm', retryAfter: 5 });
  });

  it('is refused when the answer is larger than allowed', async () => {
    const { crm } = await started({ config: { subgraphAnswerBytesMax: 1_000 } });
    crm.fault = () => ({ status: 200, body: JSON.stringify({ data: { customer: { name: 'x'.repeat(2_000) } } }) });
    const { errors } = await ask(current(), READ);
    expect(errors[0]?.extensions).toMatchObject({ code: 'QUERY_LIMIT_EXCEEDED', subgraph: 'crm' });
    expect(crm.asked).toHaveLength(1);
  });

  it('uses a GraphQL answer whatever its status says', async () => {
    const { crm } = await started();
    const error = { message: 'first must lie within 1 and 100.', extensions: { code: 'BAD_USER_INPUT' } };
    crm.fault = () => ({ status: 400, body: JSON.stringify({ errors: [error] }) });
    const { errors } = await ask(current(), READ);
    expect(errors).toEqual([
      {
        message: 'first must lie within 1 and 100.',
        path: ['customer'],
        extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', subgraph: 'crm' }),
      },
    ]);
  });

  it('does not count as the caller having no rights when it is our own signature that was refused', async () => {
    const { crm } = await started();
    const error = { message: 'Not signed', extensions: { code: 'UNAUTHENTICATED' } };
    crm.fault = () => ({ status: 401, body: JSON.stringify({ errors: [error] }) });
    const { errors } = await ask(current(), READ);
    expect(errors[0]?.extensions).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', subgraph: 'crm' });
  });

  it('is given up for a query whose client went away', async () => {
    const { crm, gateway } = await started();
    const hungUp = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    crm.fault = (request) => {
      request.socket.once('close', () => hungUp.resolve());
      arrived.resolve();
      return 'silence';
    };
    const leaving = new AbortController();
    const asking = fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf('portal')}` },
      body: JSON.stringify({ query: READ }),
      signal: leaving.signal,
    });
    await arrived.promise;
    leaving.abort();
    await expect(asking).rejects.toThrow();
    await hungUp.promise;
  });

  function current(): FakeGraph {
    if (graph === null) throw new Error('Not started');
    return graph;
  }
});
