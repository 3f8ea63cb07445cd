import type { Policies, Policy } from '#gateway/auth/policy.ts';
import type { Role } from '#kit/identity/principal.ts';
import { type FakeGraph, type FakeGraphSettings, startFakeGraph } from './fake-graph.ts';
import type { FakeStream } from './fake-stream.ts';

const HEAD = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@requires", "@external", "@policy", "@requiresScopes"])`;

/** A graph with protected fields of every kind: nullable and not, behind an interface, a union, `@requires`. */
export const PROTECTED_SDL = {
  crm: `${HEAD}
    type Query { customer(id: ID): Customer customers: [Customer!]! things: [Thing]! any: [Any!]! }
    interface Thing { id: ID! note: String }
    union Any = Customer | Note
    type Customer implements Thing @key(fields: "id") {
      id: ID!
      name: String!
      parent: Customer
      seats: Int @policy(policies: [["admins"]])
      price(in: String): String @policy(policies: [["admins"]])
      cost: String! @policy(policies: [["admins"]])
      note: String @policy(policies: [["admins"]])
      secret: Secret
      scoped: String @requiresScopes(scopes: [["read:scoped"]])
    }
    type Note implements Thing { id: ID! note: String }
    type Secret @policy(policies: [["admins"]]) { text: String }
  `,
  billing: `${HEAD}
    type Query { rates: [String!] }
    type Customer @key(fields: "id") {
      id: ID!
      seats: Int @external
      invoices: [Invoice!]
      estimate: String @requires(fields: "seats") @policy(policies: [["admins"]])
    }
    type Invoice { number: String! margin: String @policy(policies: [["admins"]]) }
  `,
  operations: `${HEAD}
    type Query { secret: String }
    type Mutation { book(input: BookInput!): Booked! }
    input BookInput { idempotencyKey: String! }
    type Booked { id: ID! customer: Customer }
    type Customer @key(fields: "id", resolvable: false) { id: ID! }
    type Event { cursor: String! sequence: Int! kind: String! customer: Customer why: String @policy(policies: [["admins"]]) }
    type Subscription { news(resumeFrom: String): Event! plain: Event! }
  `,
} as const;

const EVERYBODY: ReadonlySet<Role> = new Set<Role>(['portal', 'admin']);
const POLICY: Policy = new Map(
  ['Query.customer', 'Query.customers', 'Query.things', 'Query.any', 'Mutation.book', 'Subscription.news'].map(
    (coordinate) => [coordinate, EVERYBODY] as const,
  ),
);
const POLICIES: Policies = new Map([['admins', new Set<Role>(['admin'])]]);

const CUSTOMERS = ['c1', 'c2'].map((id) => ({
  __typename: 'Customer',
  id,
  name: `Name of ${id}`,
  parent: id === 'c1' ? { __typename: 'Customer', id: 'c2', name: 'Name of c2', parent: null, seats: 7 } : null,
  seats: 7,
  price: '99.00',
  cost: '12.00',
  note: 'classified',
  secret: { text: 'classified' },
  scoped: 'classified',
}));
const customer = ({ id }: { readonly id: string }) => CUSTOMERS.find((each) => each.id === id) ?? null;
const NOTE = { __typename: 'Note', id: 'n1', note: 'open' };

const RESOLVERS: Readonly<Record<string, unknown>> = {
  crm: {
    Query: {
      customer: () => CUSTOMERS[0],
      customers: () => CUSTOMERS,
      things: () => [CUSTOMERS[0], NOTE],
      any: () => [CUSTOMERS[0], NOTE],
    },
    Customer: { __resolveReference: customer },
  },
  billing: {
    Customer: {
      invoices: () => [
        { number: 'i1', margin: '0.88' },
        { number: 'i2', margin: '0.88' },
      ],
      estimate: ({ seats }: { readonly seats: number }) => `${seats}`,
    },
  },
};

export function startProtectedGraph(
  stream: FakeStream,
  { config = {} }: Pick<FakeGraphSettings, 'config'> = {},
): Promise<FakeGraph> {
  const operations = {
    Mutation: { book: () => ({ id: 'o1', customer: { id: 'c1' } }) },
    Event: { why: () => 'classified' },
    ...(stream.resolvers() as object),
  };
  return startFakeGraph({
    sdl: PROTECTED_SDL,
    resolvers: { ...RESOLVERS, operations },
    parts: { policy: POLICY, policies: POLICIES },
    config,
  });
}
