import type { Judged } from '#client/change.ts';
import type { MutationDocument, QueryDocument } from '#client/document.ts';
import { openGraph } from '#client/graph-client.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { type FakeGraph, startFakeGraph, tokenOf } from '#test/contract/gateway/fake-graph.ts';
import { pausesAtOnce } from './scripted-graph.ts';

interface Customer {
  readonly customer: { readonly name: string; readonly invoices: readonly { readonly number: string }[] | null } | null;
}

const customer: QueryDocument<Customer, { readonly id: string }> = {
  kind: 'query',
  name: 'Customer',
  text: 'query Customer($id: ID!) { customer(id: $id) { name invoices { number } } }',
};
const secret: QueryDocument<{ readonly secret: string | null }, Record<string, never>> = {
  kind: 'query',
  name: 'Secret',
  text: 'query Secret { secret }',
};
const book: MutationDocument<{ readonly book: Judged & { readonly id: string } }, { readonly idempotencyKey: string }> =
  {
    kind: 'mutation',
    name: 'Book',
    text: `mutation Book($idempotencyKey: String!) {
    book(input: { idempotencyKey: $idempotencyKey }) { id userErrors { code field message } } }`,
  };

describe('a client of the graph', () => {
  let graph: FakeGraph;
  let booked: string[];

  beforeEach(async () => {
    booked = [];
    const bookIt = (_root: unknown, { input }: { readonly input: { readonly idempotencyKey: string } }) => {
      booked.push(input.idempotencyKey);
      return { id: 'o1', userErrors: [] };
    };
    const query = { secret: () => 'classified' };
    graph = await startFakeGraph({ resolvers: { operations: { Mutation: { book: bookIt }, Query: query } } });
  });
  afterEach(() => graph.close());

  /** Loses so many replies on their way back; the graph has answered. */
  const losing = (count: number) => {
    let lost = 0;
    return async (...asked: Parameters<typeof fetch>) => {
      const response = await fetch(...asked);
      if (lost === count) return response;
      lost += 1;
      await response.text();
      throw new TypeError('fetch failed');
    };
  };
  const clientOf = (given: { fetch?: typeof fetch; token?: (refused?: string) => string | Promise<string> } = {}) => {
    const timers = pausesAtOnce();
    const client = openGraph({
      url: graph.gateway.url,
      token: given.token ?? (() => tokenOf('portal')),
      surroundings: { timers, random: () => 1, ...(given.fetch === undefined ? {} : { fetch: given.fetch }) },
    });
    return { client, timers };
  };

  it('asks a query again whose reply was lost', async () => {
    const { client, timers } = clientOf({ fetch: losing(2) });
    const answered = await client.query(customer, { id: 'c1' });
    expect(answered).toMatchObject({ ok: true, value: { data: { customer: { name: 'Acme' } }, problems: [] } });
    expect(graph.crm.asked.length).toBe(3);
    expect(timers.paused).toEqual([500, 1_000]);
  });

  it('asks a query at most three times', async () => {
    const { client } = clientOf({ fetch: losing(9) });
    expect(await client.query(customer, { id: 'c1' })).toMatchObject({ ok: false, error: { kind: 'Unavailable' } });
    expect(graph.crm.asked.length).toBe(3);
  });

  it('never sends a change again whose reply was lost, and says under which key it may be', async () => {
    const { client } = clientOf({ fetch: losing(1) });
    const variables = { idempotencyKey: 'once' };
    const unknown = await client.mutate(book, variables);
    expect(unknown).toMatchObject({ ok: false, error: { kind: 'OutcomeUnknown', idempotencyKey: 'once' } });
    expect(booked).toEqual(['once']);
    // That is the caller's to say.
    expect(await client.mutate(book, variables)).toMatchObject({ ok: true, value: { data: { book: { id: 'o1' } } } });
    expect(booked).toEqual(['once', 'once']);
  });

  it.each(['query', 'mutate'] as const)('gets another token where its own has run out: %s', async (kind) => {
    const old = await tokenOf('portal', new Date(systemClock.now().getTime() - 3_600_000));
    const refused: (string | undefined)[] = [];
    const token = (no?: string) => {
      refused.push(no);
      return no === undefined ? old : tokenOf('portal');
    };
    const { client } = clientOf({ token });
    const result =
      kind === 'query'
        ? await client.query(customer, { id: 'c1' })
        : await client.mutate(book, { idempotencyKey: 'renewed' });
    expect(result.ok).toBe(true);
    expect(refused).toEqual([undefined, old]);
    expect(booked).toEqual(kind === 'query' ? [] : ['renewed']);
  });

  it('says that it is not believed where there is no other token', async () => {
    const { client } = clientOf({ token: () => 'a.b.c' });
    expect(await client.query(customer, { id: 'c1' })).toMatchObject({
      ok: false,
      error: { kind: 'Unauthenticated', problems: [{ code: 'UNAUTHENTICATED', correlationId: expect.any(String) }] },
    });
    expect(await client.mutate(book, { idempotencyKey: 'k' })).toMatchObject({ error: { kind: 'Unauthenticated' } });
  });

  it('gives what there is, and says which part is missing and whose fault it is', async () => {
    graph.billing.fault = () => ({ status: 500, body: '{}' });
    const { client } = clientOf();
    expect(await client.query(customer, { id: 'c1' })).toEqual({
      ok: true,
      value: {
        data: { customer: { name: 'Acme', invoices: null } },
        problems: [
          expect.objectContaining({
            code: 'SUBGRAPH_UNAVAILABLE',
            path: ['customer'],
            subgraph: 'billing',
            correlationId: expect.any(String),
          }),
        ],
      },
    });
  });

  it('does not ask again for what it may not have', async () => {
    const { client, timers } = clientOf();
    expect(await client.query(secret, {})).toMatchObject({
      ok: false,
      error: { kind: 'Refused', problems: [{ code: 'FORBIDDEN', path: ['secret'] }] },
    });
    expect(timers.paused).toEqual([]);
  });
});
