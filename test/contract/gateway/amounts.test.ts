import type { Policy } from '#gateway/auth/policy.ts';
import type { Role } from '#kit/identity/principal.ts';
import {
  ask,
  composedOf,
  FAKE_POLICY,
  type FakeGraph,
  RESOLVERS,
  SDL,
  startFakeGraph,
  startGatewayBefore,
} from './fake-graph.ts';

const OPERATIONS = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  scalar Decimal
  scalar JSON
  type Query { secret: String priced(at: Decimal, on: [Decimal!], raw: JSON): String }
  type Mutation { book(input: BookInput!): Booked! }
  input BookInput { idempotencyKey: String! amount: Decimal changes: [ChangeInput!] raw: JSON }
  input ChangeInput { quantity: Decimal! also: ChangeInput }
  type Booked { id: ID! told: String amount: Decimal }
  type Customer @key(fields: "id", resolvable: false) { id: ID! }
  type Event { cursor: String! sequence: Int! kind: String! customer: Customer }
  type Subscription { news(resumeFrom: String): Event! plain: Event! }
`;
const POLICY: Policy = new Map([...FAKE_POLICY, ['Query.priced', new Set<Role>(['portal'])]]);
const BOOK = 'mutation ($input: BookInput!) { book(input: $input) { id told amount } }';
const input = (more: object) => ({ input: { idempotencyKey: 'k', ...more } });

describe('an amount that a client gives', () => {
  let graph: FakeGraph;
  beforeAll(async () => {
    const book = (_root: unknown, given: { readonly input: { readonly amount?: unknown } }) => ({
      id: 'o1',
      told: JSON.stringify(given.input),
      amount: given.input.amount,
    });
    const operations = {
      Mutation: { book },
      Query: { priced: (_root: unknown, given: unknown) => JSON.stringify(given) },
    };
    graph = await startFakeGraph({
      sdl: { ...(SDL as { crm: string; billing: string }), operations: OPERATIONS },
      resolvers: { ...RESOLVERS, operations },
      parts: { policy: POLICY },
    });
  });
  afterAll(() => graph.close());

  it.each([
    ['a number', BOOK, input({ amount: 12.5 }), '$input.amount'],
    ['a whole number', BOOK, input({ amount: 12 }), '$input.amount'],
    ['a number in a list', BOOK, input({ changes: [{ quantity: '1' }, { quantity: 2 }] }), '$input.changes.1.quantity'],
    [
      'a number far inside',
      BOOK,
      input({ changes: { quantity: '1', also: { quantity: 1e2 } } }),
      '$input.changes.also.quantity',
    ],
    ['an operator', BOOK, input({ amount: { $gt: '' } }), '$input.amount'],
    ['a truth', BOOK, input({ amount: true }), '$input.amount'],
    ['a list', BOOK, input({ amount: ['1'] }), '$input.amount'],
    ['a very long text', BOOK, input({ amount: '1'.repeat(41) }), '$input.amount'],
    ['a variable of its own', 'query ($at: Decimal) { priced(at: $at) }', { at: 1 }, '$at'],
    [
      'a number written down',
      'mutation { book(input: { idempotencyKey: "k", amount: 12.50 }) { id } }',
      {},
      'input.amount',
    ],
    [
      'a number written down in a list',
      'mutation { book(input: { idempotencyKey: "k", changes: [{ quantity: 1 }] }) { id } }',
      {},
      'input.changes.0.quantity',
    ],
    ['a number written down in a fragment', '{ ...F } fragment F on Query { priced(on: ["1", 2]) }', {}, 'on.1'],
    ['a number as the usual value', 'query ($at: Decimal = 1) { priced(at: $at) }', {}, '$at'],
  ])('is refused as %s, with its place, before anything is executed', async (_what, query, variables, place) => {
    const before = graph.operations.asked.length;
    const reply = await ask(graph, query, { variables });
    expect([reply.status, reply.data]).toEqual([400, undefined]);
    expect(reply.errors).toEqual([
      expect.objectContaining({
        message: `${place} takes text of at most 40 characters, such as "12.50" for an amount, never a number: write it in quotes.`,
        extensions: expect.objectContaining({ code: 'BAD_USER_INPUT', retryable: false }),
      }),
    ]);
    expect(graph.operations.asked).toHaveLength(before);
  });

  it.each(['0.10', '12345678901234567890.123456789012345678', '-0', '1e5', '', ' 1', '１'])(
    'reaches its system and comes back as the text that it is: "%s"',
    async (amount) => {
      const reply = await ask(graph, BOOK, { variables: input({ amount, changes: [{ quantity: amount }] }) });
      expect(reply.errors).toEqual([]);
      expect(reply.data).toMatchObject({ book: { amount } });
      const written = `mutation { book(input: { idempotencyKey: "k", amount: ${JSON.stringify(amount)} }) { amount } }`;
      expect((await ask(graph, written)).data).toEqual({ book: { amount } });
    },
  );

  it('may be left out, null, and of any form where a scalar is no text', async () => {
    const given = input({ amount: null, raw: { any: [1, 2.5, { $gt: '' }] } });
    expect((await ask(graph, BOOK, { variables: given })).errors).toEqual([]);
    expect((await ask(graph, '{ priced(at: null, raw: 12.5) }')).errors).toEqual([]);
    expect((await ask(graph, 'query ($at: Decimal) { priced(at: $at) }')).errors).toEqual([]);
  });

  it('is for a graph of others to judge', async () => {
    const gateway = await startGatewayBefore(
      graph,
      { supergraphSdl: composedOf({ ...SDL, operations: OPERATIONS }), policyBy: 'none' },
      { policy: null },
    );
    const reply = await ask({ gateway }, '{ priced(at: 1) }');
    await gateway.close();
    expect(reply.data).toEqual({ priced: '{"at":1}' });
  });
});
