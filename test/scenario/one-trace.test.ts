import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { oneMoreSeat } from '#test/support/amendments.ts';
import { startTestProduct, type TestProduct } from '#test/support/product.ts';
import { collectTraces, pathsOf, treesOf } from '#test/support/traces.ts';

const CUSTOMER = `query CustomerPage { customers(first: 1, filter: { search: "Meridian" }) { edges { node {
  name contracts(first: 1) { edges { node { id version } } } invoices(first: 1) { edges { node { number } } } } } } }`;

const traces = collectTraces();
let world: TestProduct;
beforeAll(async () => {
  world = await startTestProduct({ tracer: traces.tracer });
}, 120_000);
afterAll(() => world?.close());

/** The door's span of the one request of this kind that was made. */
function requestOf(kind: 'query' | 'mutation', name?: string): ReadableSpan {
  const [found, ...others] = traces
    .spans()
    .filter(({ attributes }) => attributes['graphql.operation.type'] === kind)
    .filter(({ attributes }) => name === undefined || attributes['graphql.operation.name'] === name);
  if (found === undefined || others.length > 0) throw new Error(`${others.length + 1} requests, or none`);
  return found;
}

/** Every way down from the door, with the system that a span is about. */
function waysOf(request: ReadableSpan): readonly string[] {
  const trees = treesOf(traces.spans(), request.spanContext().traceId);
  expect(trees.map(({ span }) => span.name)).toEqual(['graphql request']);
  return pathsOf(trees, ({ name, attributes }) => {
    const about = attributes['revgraph.subgraph'] ?? attributes['revgraph.connection'] ?? attributes['revgraph.step'];
    return about === undefined ? name : `${name} ${about}`;
  });
}

describe('a request', () => {
  it('is one trace from the door over its plan and each subgraph down to the statements', async () => {
    traces.forget();
    await world.graph(CUSTOMER, {});
    const request = requestOf('query', 'CustomerPage');
    expect(waysOf(request).toSorted()).toEqual([
      'graphql request > plan',
      'graphql request > subgraph fetch billing > subgraph request > subgraph execution billing > sql select',
      'graphql request > subgraph fetch crm > subgraph request > subgraph execution crm > sql select',
    ]);
    expect(request.attributes).toMatchObject({ 'http.response.status_code': 200 });
    expect(request.attributes['revgraph.correlation_id']).toMatch(/^cor_/);
  });

  it('says of a plan whether it was there already', async () => {
    traces.forget();
    const query = 'query Twice { customers(first: 2) { edges { cursor } } }';
    await world.graph(query, {});
    await world.graph(query, {});
    const plans = traces.spans().filter(({ name }) => name === 'plan');
    expect(plans.map(({ attributes }) => attributes['revgraph.plan'])).toEqual(['miss', 'hit']);
  });

  it('has in its trace what its operation did at the vendors later, step by step', async () => {
    traces.forget();
    const operation = await oneMoreSeat(world, 'one-trace');
    expect(operation.status).toBe('SUCCEEDED');
    const request = requestOf('mutation');
    const ways = waysOf(request);
    const accepted = 'graphql request > subgraph fetch operations > subgraph request > subgraph execution operations';
    expect(ways).toContain(`${accepted} > sql commit`);
    for (const way of [
      'system command amendContract > subgraph execution crm > vendor call salesforce-main',
      'system command amendSubscription > subgraph execution billing > vendor call stripe-main',
      'system command postJournals > subgraph execution erp > vendor call netsuite-main',
    ]) {
      expect(ways).toContain(`${accepted} > ${way}`);
    }
    const commands = traces.spans().filter(({ attributes }) => attributes['revgraph.operation_id'] === operation.id);
    const correlations = new Set(commands.map(({ attributes }) => attributes['revgraph.correlation_id']));
    expect([...correlations]).toEqual([request.attributes['revgraph.correlation_id']]);
  });
});
