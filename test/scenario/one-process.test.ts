import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { CUSTOMER_QUERY } from '#bench/read/customer-query.ts';
import { startTestProduct, type TestProduct } from '#test/support/product.ts';

/** Told of every request that is made for any HTTP client of this process. */
const CHANNEL = 'undici:request:create';

describe('the product in one process', () => {
  let world: TestProduct;
  beforeAll(async () => {
    world = await startTestProduct({ intake: false });
  }, 120_000);
  afterAll(() => world?.close());

  async function ask(query: string, variables: Record<string, unknown>): Promise<string> {
    const response = await fetch(`${world.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await world.tokenOf('admin', 'ada')}`,
        'x-correlation-id': 'story-0042',
      },
      body: JSON.stringify({ query, variables }),
    });
    return response.text();
  }

  /** An answer, and the subgraphs that were asked for it over HTTP. */
  async function watched(id: string): Promise<{ readonly answer: string; readonly over: ReadonlySet<string> }> {
    const { crm, billing, erp, revrec, operations } = world.product();
    const names = new Map(
      Object.entries({ crm, billing, erp, revrec, operations }).map(([name, { url }]) => [url, name]),
    );
    const over = new Set<string>();
    const note = (message: unknown) => {
      const { origin } = (message as { readonly request: { readonly origin: unknown } }).request;
      const name = names.get(String(origin));
      if (name !== undefined) over.add(name);
    };
    subscribe(CHANNEL, note);
    const answer = await ask(CUSTOMER_QUERY, { id });
    unsubscribe(CHANNEL, note);
    return { answer, over };
  }

  it('answers without HTTP between gateway and subgraphs what it answers with it, byte for byte', async () => {
    const list = JSON.parse(await ask('{ customers(first: 1) { edges { node { id } } } }', {}));
    const { id } = list.data.customers.edges[0].node;
    const within = await watched(id);
    expect(within.over).toEqual(new Set());
    expect(within.answer).toContain('"journalEntries"');
    expect(within.answer).not.toContain('"errors"');
    await world.restart({ subgraphCalls: 'http' });
    const overHttp = await watched(id);
    expect(overHttp.over).toEqual(new Set(['crm', 'billing', 'erp', 'revrec', 'operations']));
    expect(within.answer).toBe(overHttp.answer);
  }, 120_000);
});
