import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { amend, effectCounts, meridianContract, seats } from '#test/support/amendments.ts';
import { startTestProduct, type TestProduct } from '#test/support/product.ts';

let world: TestProduct;
beforeAll(async () => {
  world = await startTestProduct();
}, 120_000);
afterAll(() => world?.close());

const FOLLOW = `subscription ($id: ID!, $from: String) { syncStatus(filter: { operationId: $id }, resumeFrom: $from) {
  cursor sequence kind operation { status contract { number } } customer { name } } }`;

interface Item {
  readonly cursor: string;
  readonly sequence: number;
  readonly kind: string;
  readonly operation: { readonly status: string; readonly contract: { readonly number: string } };
  readonly customer: { readonly name: string };
}

async function client(): Promise<Client> {
  const token = await world.tokenOf('revops', 'ada');
  return createClient({
    url: `${world.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
}

/** Takes items until one that `enough` says is the last, then drops the connection. */
async function take(id: string, from: string | null, enough: (item: Item) => boolean): Promise<Item[]> {
  const socket = await client();
  const items: Item[] = [];
  for await (const { data, errors } of socket.iterate<{ syncStatus: Item }>({
    query: FOLLOW,
    variables: { id, from },
  })) {
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    if (data === null || data === undefined) continue;
    items.push(data.syncStatus);
    if (enough(data.syncStatus)) break;
  }
  await socket.dispose();
  return items;
}

const isLast = ({ operation }: Item) => operation.status === 'SUCCEEDED';

describe('a client that follows an amendment', () => {
  it('and drops in the middle sees every event once, in order, with the fields of other systems joined', async () => {
    const contract = await meridianContract(world);
    const { operation } = await amend(world, seats(contract, 505, 'dropped'));
    const id = operation?.id ?? '';
    const before = await take(id, null, ({ kind }) => kind === 'step.started');
    // Away while everything else happens.
    await (await world.stage()).follow(id);
    const after = await take(id, before.at(-1)?.cursor ?? null, isLast);
    const seen = [...before, ...after];
    expect(seen.map(({ sequence }) => sequence)).toEqual(seen.map((_item, index) => index + 1));
    const whole = await world.graph<{ syncEvents: { edges: { node: { kind: string } }[] } }>(
      'query ($id: ID!) { syncEvents(first: 100, filter: { operationId: $id }) { edges { node { kind } } } }',
      { id },
    );
    const logged = whole.syncEvents.edges.map(({ node }) => node.kind);
    expect(seen.slice(1).map(({ kind }) => kind)).toEqual(logged.slice(-(seen.length - 1)));
    expect(new Set(seen.map(({ customer }) => customer.name))).toEqual(new Set(['Meridian Health Systems']));
    expect(seen.at(-1)?.operation.contract.number).toMatch(/^\d+$/);
  }, 60_000);
});

describe('a webhook with a forged signature', () => {
  it('is refused with 400 and nothing is stored', async () => {
    const response = await fetch(`${world.url}/webhooks/stripe/stripe-main`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': 't=1700000000,v1=00' },
      body: JSON.stringify({
        id: 'evt_forged',
        object: 'event',
        type: 'invoice.paid',
        data: { object: { id: 'in_1' } },
      }),
    });
    expect(response.status).toBe(400);
  });
});

describe('a request without a token', () => {
  it('is not served', async () => {
    const response = await fetch(`${world.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ customers(first: 1) { totalCount } }' }),
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });
});

// Last of all: it stops the ledger's stand-in for good.
describe('with the ledger stopped', () => {
  it('the customer is still answered from the mirror, and says which part is old', async () => {
    const query = `query { customers(first: 1, filter: { search: "Meridian" }) { edges { node {
      name provenance { stale } revenue { recognized { amount } }
      invoices(first: 20) { edges { node { number provenance { stale } posting { status provenance { stale asOf } } } } } } } } }`;
    type Read = {
      customers: {
        edges: {
          node: {
            name: string;
            invoices: { edges: { node: { posting: { status: string; provenance: { stale: boolean } } } }[] };
          };
        }[];
      };
    };
    expect(effectCounts(world.vendors.netsuite)['invoice.created']).toBeGreaterThan(0);
    await world.vendors.netsuite.close();
    // A poll that was under way when the ledger went may still have been answered.
    await world.product().erp.settle();
    world.clock.set(new Date(world.clock.now().getTime() + 120_000));
    await world.product().crm.settle();
    await world.product().billing.settle();
    const { customers } = await world.graph<Read>(query, {});
    const customer = customers.edges[0]?.node;
    expect(customer?.name).toBe('Meridian Health Systems');
    const postings = customer?.invoices.edges.map(({ node }) => node.posting) ?? [];
    expect(postings.length).toBeGreaterThan(0);
    expect(postings.every(({ provenance, status }) => provenance.stale && status === 'VERIFIED')).toBe(true);
    expect(customer).toMatchObject({
      provenance: { stale: false },
      revenue: [{ recognized: { amount: expect.any(String) } }],
    });
  }, 60_000);
});
