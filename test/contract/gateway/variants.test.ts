import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery, printSchema } from 'graphql';
import type { Policy } from '#gateway/auth/policy.ts';
import type { Role } from '#kit/identity/principal.ts';
import { follow } from './fake-consumer.ts';
import {
  ask,
  composedOf,
  FAKE_POLICY,
  type FakeGraph,
  RESOLVERS,
  startFakeGraph,
  startGatewayBefore,
  tokenOf,
} from './fake-graph.ts';
import { FakeStream } from './fake-stream.ts';

const HEAD = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@tag"])';
const INTERNAL = '@tag(name: "internal")';
const TAGGED_SDL = {
  crm: `${HEAD}
    type Query { customer(id: ID!): Customer customers: [Customer!]! ledger: Journal ${INTERNAL} }
    type Customer @key(fields: "id") {
      id: ID! name: String! parent: Customer
      tagged(any: [String!], trick: String ${INTERNAL}): String
      margin: String ${INTERNAL}
      journal: Journal
    }
    type Journal ${INTERNAL} { id: ID! }
  `,
  billing: `${HEAD}
    type Query { rates: [String!] }
    type Customer @key(fields: "id") { id: ID! invoices: [Invoice!] balance: String @tag(name: "commercial") }
    type Invoice { number: String! }
  `,
  operations: `${HEAD}
    type Query { secret: String ${INTERNAL} }
    type Mutation { book(input: BookInput!): Booked! replay(input: BookInput!): Booked! ${INTERNAL} }
    input BookInput { idempotencyKey: String! }
    type Booked { id: ID! customer: Customer }
    type Customer @key(fields: "id", resolvable: false) { id: ID! }
    type Event { cursor: String! sequence: Int! kind: String! customer: Customer why: String ${INTERNAL} }
    type Subscription { news(resumeFrom: String): Event! }
  `,
} as const;

const EVERYBODY: ReadonlySet<Role> = new Set<Role>(['partner', 'portal', 'admin']);
const POLICY: Policy = new Map([
  ...[...FAKE_POLICY.keys()].map((coordinate): [string, ReadonlySet<Role>] => [coordinate, EVERYBODY]),
  ['Query.ledger', EVERYBODY],
  ['Mutation.replay', EVERYBODY],
]);

const ROLES = ['partner', 'portal', 'admin'] as const;
const UNKNOWN = { status: 400, codes: ['GRAPHQL_VALIDATION_FAILED'] };
const ANSWERED = { status: 200, codes: [] };

describe('a reader outside', () => {
  let graph: FakeGraph;
  let stream: FakeStream;
  beforeAll(async () => {
    stream = new FakeStream();
    const operations = { ...(stream.resolvers() as object), Event: { why: () => 'classified' } };
    graph = await startFakeGraph({
      sdl: TAGGED_SDL,
      resolvers: { ...RESOLVERS, crm: { Query: (RESOLVERS['crm'] as { Query: unknown }).Query }, operations },
      // As in development: whoever may know names is told them.
      config: { introspection: true, suggestions: true },
      parts: { policy: POLICY },
    });
    stream.tell('first', 'c1');
  });
  afterAll(() => graph.close());

  const askAs = async (role: Role, query: string, gateway: Pick<FakeGraph, 'gateway'> = graph) => {
    const { status, errors, ...reply } = await ask(gateway, query, { role });
    return { ...reply, status, codes: errors.map(({ extensions }) => extensions['code']), errors };
  };
  const statusesOf = async (query: string, roles: readonly Role[] = ROLES) => {
    const replies = await Promise.all(roles.map((role) => askAs(role, query)));
    return replies.map(({ status, codes }) => ({ status, codes }));
  };
  const sent = () => [graph.crm, graph.billing, graph.operations].flatMap(({ asked }) => asked);

  it.each([
    ['what all see', '{ customers { id name } }', [ANSWERED, ANSWERED, ANSWERED]],
    ['what costs money', '{ customers { balance } }', [UNKNOWN, ANSWERED, ANSWERED]],
    ['a field of ours', '{ customers { margin } }', [UNKNOWN, UNKNOWN, ANSWERED]],
    ['a field that answers with a type of ours', '{ customers { journal { id } } }', [UNKNOWN, UNKNOWN, ANSWERED]],
    ['an argument of ours', '{ customers { tagged(trick: "a") } }', [UNKNOWN, UNKNOWN, ANSWERED]],
    ['a question of ours', '{ ledger { id } }', [UNKNOWN, UNKNOWN, ANSWERED]],
    ['a field of ours by an alias', '{ customers { id: margin } }', [UNKNOWN, UNKNOWN, ANSWERED]],
    [
      'a field of ours in a fragment',
      '{ customers { ...F } } fragment F on Customer { margin }',
      [UNKNOWN, UNKNOWN, ANSWERED],
    ],
    [
      'a type of ours in a condition',
      '{ customers { id } ...F @skip(if: true) } fragment F on Journal { id }',
      [UNKNOWN, UNKNOWN, UNKNOWN],
    ],
    ['an act of ours', 'mutation { replay(input: { idempotencyKey: "k" }) { id } }', [UNKNOWN, UNKNOWN, ANSWERED]],
  ])('is asked %s', async (_what, query, expected) => {
    const statuses = await statusesOf(query);
    expect(statuses.slice(0, 2)).toEqual(expected.slice(0, 2));
    // Whoever may know of it may be told of a failure behind it, but never that it is unknown.
    expect(statuses[2]?.status).toBe(expected[2]?.status);
  });

  it('is refused before anything is executed, whoever asked the same text first', async () => {
    const query = 'query Same { customers { id margin } }';
    expect((await askAs('admin', query)).status).toBe(200);
    const before = sent().length;
    expect(await statusesOf(query, ['portal', 'partner', 'portal'])).toEqual([UNKNOWN, UNKNOWN, UNKNOWN]);
    expect(sent()).toHaveLength(before);
    expect((await askAs('admin', query)).status).toBe(200);
  });

  it('cannot tell what is kept from it from what there never was', async () => {
    const said = async (field: string) =>
      (await askAs('portal', `{ customers { ${field} } }`)).errors.map(({ message }) => message.replace(field, '…'));
    expect(await said('margin')).toEqual(await said('fringe'));
    const asked = async (field: string) =>
      (await askAs('portal', `{ ${field} { id } }`)).errors.map(({ message }) => message.replace(field, '…'));
    expect(await asked('ledger')).toEqual(await asked('bigger'));
  });

  it.each([
    ['a field', '{ customers { margi } }', 'margin'],
    ['an argument', '{ customers { tagged(tricks: "a") } }', 'trick'],
    ['a type', '{ customers { ... on Journa { id } } }', 'Journal'],
    ['a question', '{ ledge { id } }', 'ledger'],
    ['an act', 'mutation { repla(input: { idempotencyKey: "k" }) { id } }', 'replay'],
  ])('is suggested no name of ours by a near miss of %s', async (_what, query, name) => {
    const [admin, portal] = await Promise.all([askAs('admin', query), askAs('portal', query)]);
    expect(JSON.stringify(admin.errors)).toContain(`\\"${name}\\"`);
    expect(portal).toMatchObject(UNKNOWN);
    expect(JSON.stringify(portal.errors)).not.toContain(`\\"${name}\\"`);
  });

  it('is shown by introspection what it may ask for and nothing else', async () => {
    const shown = async (role: Role) => {
      const { data, status } = await askAs(role, getIntrospectionQuery());
      return status === 200 ? printSchema(buildClientSchema(data as IntrospectionQuery)) : '';
    };
    const [partner, portal, admin] = await Promise.all(ROLES.map(shown));
    expect(admin).toMatch(/margin[\s\S]*type Journal/);
    expect(portal).toContain('balance: String');
    expect(portal).not.toMatch(/margin|ournal|trick|ledger|replay|why|secret/);
    expect(partner).toContain('name: String');
    expect(partner).not.toMatch(/balance|margin|ournal|trick|ledger|replay|why|secret/);
  });

  it('is shown no type of ours by its name, and none behind other questions', async () => {
    const query = '{ __type(name: "Journal") { name } customer: __type(name: "Customer") { fields { name } } }';
    const portal = await askAs('portal', query);
    expect(portal.data).toEqual({ __type: null, customer: { fields: expect.any(Array) } });
    expect(JSON.stringify(portal.data)).not.toMatch(/margin|journal/);
    expect((await askAs('admin', query)).data).toMatchObject({ __type: { name: 'Journal' } });
    const mixed = await askAs(
      'portal',
      '{ ...Q } fragment Q on Query { __schema { types { name } } customers { id } }',
    );
    expect(mixed).toMatchObject({ status: 400, codes: ['BAD_REQUEST'], data: undefined });
  });

  it('follows over a socket what it may ask for and nothing else', async () => {
    const query = 'subscription { news { kind why } }';
    const consumer = await follow(graph, query, { role: 'portal' });
    expect(await Promise.race([consumer.end, consumer.has(1)])).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'GRAPHQL_VALIDATION_FAILED' }) }),
    ]);
    const admin = await follow(graph, query, { role: 'admin' });
    expect((await admin.has(1))[0]?.data).toMatchObject({ news: { why: 'classified' } });
    admin.leave();
    const told = await follow(graph, 'subscription { news { kind } }', { role: 'portal' });
    expect((await told.has(1))[0]?.data).toMatchObject({ news: { kind: 'first' } });
    told.leave();
  });

  it('follows over an event stream what it may ask for and nothing else', async () => {
    const response = await fetch(`${graph.gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${await tokenOf('portal')}`,
      },
      body: JSON.stringify({ query: 'subscription { news { kind wh why } }' }),
    });
    expect(response.status).toBe(400);
    const text = await response.text();
    expect(text).toContain('GRAPHQL_VALIDATION_FAILED');
    expect(text.replaceAll('\\"wh\\"', '')).not.toContain('why');
  });

  it('is told no more of what it follows once that is kept from it', async () => {
    const gateway = await startGatewayBefore(
      graph,
      {
        supergraphSdl: composedOf({
          ...TAGGED_SDL,
          operations: TAGGED_SDL.operations.replace(` why: String ${INTERNAL}`, ' why: String'),
        }),
      },
      { policy: POLICY },
    );
    const consumer = await follow({ gateway }, 'subscription { news { kind why } }', { role: 'portal' });
    await consumer.has(1);
    expect(await gateway.changeSupergraph(composedOf(TAGGED_SDL))).toEqual({ ok: true, value: true });
    const [error] = (await consumer.end) as readonly { readonly message: string; readonly extensions: unknown }[];
    expect(error).toMatchObject({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
    await gateway.close();
  });

  it.each([
    ['VARIANTS', { variants: false }],
    ['AUTH', { auth: 'off', policyBy: 'table' }],
  ] as const)('sees the whole graph where %s is off', async (_setting, config) => {
    const gateway = await startGatewayBefore(
      graph,
      { supergraphSdl: composedOf(TAGGED_SDL), introspection: true, ...config },
      { policy: POLICY },
    );
    const told = await askAs('portal', '{ __type(name: "Journal") { name } }', { gateway });
    const asked = await askAs('portal', '{ customers { margin } }', { gateway });
    await gateway.close();
    expect([told.data, asked.status]).toEqual([{ __type: { name: 'Journal' } }, 200]);
  });
});
