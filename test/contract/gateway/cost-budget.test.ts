import { type Clock, FixedClock, systemClock } from '#kit/runtime/clock.ts';
import { follow } from './fake-consumer.ts';
import { ask, type FakeGraph, startFakeGraph, startGatewayBefore, tokenOf } from './fake-graph.ts';
import { FakeStream } from './fake-stream.ts';

/** May cost 10, as nothing is known of the list's length; costs 2. */
const QUERY = '{ customers { id } }';
const BUDGET = {
  costBudgetMax: 25,
  costBudgetPerSecond: 1,
  metricsToken: 'a token of the tests that opens the metrics',
};

describe('the budget of a caller', () => {
  let graph: FakeGraph;
  const stream = new FakeStream();
  beforeAll(async () => {
    graph = await startFakeGraph({ resolvers: { operations: stream.resolvers() } });
    stream.tell('first', 'c1');
  });
  afterAll(() => graph.close());

  const withBudget = async (config = {}) => {
    const clock = new FixedClock(systemClock.now());
    const gateway = await startGatewayBefore(graph, { ...BUDGET, ...config }, { clock: clock satisfies Clock });
    return { clock, gateway, ask: (query: string) => ask({ gateway }, query) };
  };
  const executed = () => graph.crm.asked.length + graph.billing.asked.length + graph.operations.asked.length;
  const budgetOf = (reply: { readonly extensions: unknown }) =>
    (reply.extensions as { cost?: { budget?: unknown } } | undefined)?.cost?.budget;

  it('is charged with what an operation may cost and given back what it did not', async () => {
    const { gateway, ask: asked } = await withBudget();
    const replies = [await asked(QUERY), await asked(QUERY), await asked('query Again { customers { id } }')];
    expect(replies.map(budgetOf)).toEqual([23, 21, 19].map((remaining) => ({ limit: 25, remaining, restoreRate: 1 })));
    await gateway.close();
  });

  it('runs nothing for a caller whose budget is spent, and says when to come again', async () => {
    const { gateway, clock, ask: asked } = await withBudget({ costBudgetMax: 11 });
    expect((await asked(QUERY)).status).toBe(200);
    const before = executed();
    const refused = await asked(QUERY);
    expect(refused).toMatchObject({ status: 429, data: undefined, extensions: undefined });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.errors).toEqual([
      expect.objectContaining({
        message: 'At most 11 points of cost at one time; this asks for 10. Try again in 1 s.',
        extensions: expect.objectContaining({ code: 'RATE_LIMITED', retryable: true, retryAfter: 1 }),
      }),
    ]);
    expect(executed()).toBe(before);
    expect((await ask({ gateway }, QUERY, { role: 'admin' })).status).toBe(200);
    clock.advance(1_000);
    expect((await asked(QUERY)).status).toBe(200);
    await gateway.close();
  });

  it.each([
    ['is not valid', '{ customers { id nothing } }'],
    ['nobody would answer rightly', '{ customers { id: name balance } __schema { queryType { name } } }'],
    ['does not say what it asks for', 'query ($all: Boolean = true) { customers { name @include(if: $all) } }'],
  ])('is given back all of what could not be run: it %s', async (_name, query) => {
    const { gateway } = await withBudget({ introspection: true });
    const asked = (text: string) => ask({ gateway }, text, { variables: { all: null } });
    expect((await asked(query)).status).toBe(400);
    expect(budgetOf(await asked('{ rates }'))).toMatchObject({ remaining: 25 });
    await gateway.close();
  });

  it('is given back all of an event stream that could not begin', async () => {
    const { gateway, ask: asked } = await withBudget();
    const query = 'subscription { news { customer { name nothing } } }';
    const headers = { accept: 'text/event-stream' };
    expect((await ask({ gateway }, query, { headers })).status).toBe(400);
    expect(budgetOf(await asked('{ rates }'))).toMatchObject({ remaining: 25 });
    await gateway.close();
  });

  it('is kept on a socket and on an event stream too', async () => {
    const { gateway } = await withBudget({ costBudgetMax: 2 });
    const query = 'subscription { news { customer { name } } }';
    const first = await follow({ gateway }, query);
    await first.has(1);
    const second = await follow({ gateway }, query);
    expect(await Promise.race([second.end, second.has(1)])).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'RATE_LIMITED', retryAfter: 2 }) }),
    ]);
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${await tokenOf('portal')}`,
      },
      body: JSON.stringify({ query }),
    });
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '2']);
    first.leave();
    await gateway.close();
  });

  it('is kept for nobody where it is switched off, or nothing is reckoned', async () => {
    for (const config of [{ costBudgetMax: Number.POSITIVE_INFINITY }, { costReckoned: false, costBudgetMax: 1 }]) {
      const { gateway, ask: asked } = await withBudget(config);
      const replies = [await asked(QUERY), await asked(QUERY), await asked(QUERY)];
      expect(replies.map((reply) => [reply.status, budgetOf(reply)])).toEqual(Array(3).fill([200, undefined]));
      await gateway.close();
    }
  });

  it('is one of the limits whose refusals are counted', async () => {
    const { gateway, ask: asked } = await withBudget({ costBudgetMax: 11, requestsPerPrincipalMax: 3 });
    for (let count = 0; count < 4; count += 1) await asked(QUERY);
    const metrics = await fetch(`${gateway.url}/metrics`, {
      headers: { authorization: `Bearer ${BUDGET.metricsToken}` },
    });
    const counted = [...(await metrics.text()).matchAll(/rate_limited_total\{scope="(\w+)"\} (\d+)/g)];
    expect(counted.map(([, scope, count]) => [scope, count])).toEqual([
      ['cost', '2'],
      ['subject', '1'],
    ]);
    await gateway.close();
  });
});
