import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { execute, type GraphQLSchema, parse, subscribe } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { Policy } from '#gateway/auth/policy.ts';
import { signToken, type TokenRequest } from '#gateway/auth/token.ts';
import { type GatewayConfig, gatewayConfig } from '#gateway/config.ts';
import { composeSupergraph } from '#gateway/federation/compose.ts';
import { type GatewayParts, type RunningGateway, startGateway } from '#gateway/start-gateway.ts';
import type { Principal, Role } from '#kit/identity/principal.ts';
import { verifyCall } from '#kit/identity/signature.ts';
import { openLog } from '#kit/observability/log.ts';
import { systemClock } from '#kit/runtime/clock.ts';

/** Long enough for every algorithm of its family, so that only the algorithm can be what is refused. */
export const JWT_SECRET = 'a secret of the tests that is long enough for any algorithm of its family';
export const SERVICE_SECRET = 'another secret of the tests, as long';

/** The public graph of the tests: customers here, their invoices there, and a stream that both have a part in. */
export const SDL: Readonly<Record<string, string>> = {
  crm: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { customer(id: ID!): Customer customers: [Customer!]! things: [Thing!]! broken: String promised: Promise }
    interface Thing { id: ID! }
    type Customer implements Thing @key(fields: "id") {
      id: ID! name: String! parent: Customer tagged(any: [String!], first: Int): String
    }
    type Note implements Thing { id: ID! }
    type Promise { kept: String! }
  `,
  billing: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { rates: [String!] }
    type Customer @key(fields: "id") { id: ID! invoices: [Invoice!] balance: String }
    type Invoice { number: String! }
  `,
  operations: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { secret: String }
    type Mutation { book(input: BookInput!): Booked! }
    input BookInput { idempotencyKey: String! }
    type Booked { id: ID! customer: Customer userErrors: [UserError!] }
    type UserError { code: String! field: [String!] message: String! }
    type Customer @key(fields: "id", resolvable: false) { id: ID! }
    type Event { cursor: String! sequence: Int! kind: String! occurredAt: String customer: Customer }
    type Subscription { news(resumeFrom: String): Event! plain: Event! }
  `,
};

export const FAKE_POLICY: Policy = new Map<string, ReadonlySet<Role>>([
  ...['customer', 'customers', 'things', 'broken', 'promised', 'rates'].map((name): [string, ReadonlySet<Role>] => [
    `Query.${name}`,
    new Set(['portal', 'admin']),
  ]),
  ['Query.secret', new Set<Role>(['admin'])],
  ['Mutation.book', new Set<Role>(['portal', 'admin'])],
  ['Subscription.news', new Set<Role>(['portal', 'admin'])],
  ['Subscription.plain', new Set<Role>(['admin'])],
]);

const CUSTOMERS = [
  { __typename: 'Customer', id: 'c1', name: 'Acme', parent: { __typename: 'Customer', id: 'c2', name: 'Holding' } },
  { __typename: 'Customer', id: 'c2', name: 'Holding', parent: null },
];

export const RESOLVERS: Readonly<Record<string, unknown>> = {
  crm: {
    Query: {
      customer: (_root: unknown, { id }: { id: string }) => CUSTOMERS.find((customer) => customer.id === id) ?? null,
      customers: () => CUSTOMERS,
      things: () => [{ __typename: 'Note', id: 'n1' }, ...CUSTOMERS],
      broken: () => {
        throw new Error('select secret from customers on db.internal');
      },
      promised: () => ({ kept: null }),
    },
    Customer: {
      __resolveReference: ({ id }: { id: string }) => CUSTOMERS.find((customer) => customer.id === id) ?? null,
    },
  },
  billing: {
    Query: { rates: () => ['1.00'] },
    Customer: { invoices: ({ id }: { id: string }) => [{ number: `INV-${id}` }], balance: () => '10.00' },
  },
  operations: {
    Mutation: { book: () => ({ id: 'o1', customer: { id: 'c1' } }) },
    Query: { secret: () => 'classified' },
  },
};

export interface Asked {
  readonly query: string;
  readonly headers: IncomingMessage['headers'];
  readonly principal: Principal | null;
}

/** How a subgraph of the tests answers instead of properly. Called once a request; null = properly. */
export type Fault = (
  request: IncomingMessage,
) => 'reset' | 'silence' | { readonly status: number; readonly body: string } | null;

export interface FakeSubgraph {
  readonly url: string;
  readonly asked: Asked[];
  readonly webhooks: { readonly url: string; readonly headers: IncomingMessage['headers']; readonly body: string }[];
  /** Sockets of upstream subscriptions, as the subgraph sees them. */
  readonly sockets: WebSocketServer;
  /** Connections that are open to it, whatever for. */
  openConnectionCount(): number;
  fault: Fault;
  /** Awaited before every answer. */
  before: () => Promise<void>;
  close(): Promise<void>;
}

export async function fakeSubgraph(name: string, resolvers: unknown, sdl = SDL[name] ?? ''): Promise<FakeSubgraph> {
  const typeDefs = parse(sdl);
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: resolvers as GraphQLResolverMap<unknown> }]);
  const asked: Asked[] = [];
  const webhooks: FakeSubgraph['webhooks'] = [];
  const server = createServer((request, response) => {
    void readAll(request).then(async (body) => {
      if (request.url === '/healthz') return response.end('{}');
      if (request.url?.startsWith('/webhooks/') === true) {
        webhooks.push({ url: request.url, headers: request.headers, body });
        return response.writeHead(202, { 'content-type': 'text/plain' }).end('taken');
      }
      const principal = verifyCall(request.headers, body, SERVICE_SECRET, systemClock.now());
      const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
      asked.push({ query, headers: request.headers, principal });
      await fake.before();
      const fault = fake.fault(request);
      if (fault === 'silence') return undefined;
      if (fault === 'reset') return request.socket.resetAndDestroy();
      if (fault !== null)
        return response.writeHead(fault.status, { 'content-type': 'application/json' }).end(fault.body);
      const result = await execute({ schema, document: parse(query), variableValues: variables });
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
    });
  });
  const sockets = serveSockets(server, schema);
  const connections = new Set<unknown>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeSubgraph = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    webhooks,
    sockets,
    openConnectionCount: () => connections.size,
    fault: () => null,
    before: () => Promise.resolve(),
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

function serveSockets(server: Server, schema: GraphQLSchema): WebSocketServer {
  const sockets = new WebSocketServer({ server, path: '/graphql' });
  const whoAsks = (given: unknown) =>
    verifyCall((given ?? {}) as Record<string, string>, '', SERVICE_SECRET, systemClock.now());
  const known = new WeakMap<object, Principal>();
  useServer(
    {
      schema,
      subscribe,
      context: ({ extra }) => ({ principal: known.get(extra.socket) }),
      onConnect: ({ connectionParams, extra }) => {
        const principal = whoAsks(connectionParams);
        if (principal !== null) known.set(extra.socket, principal);
        return principal !== null;
      },
    },
    sockets,
  );
  return sockets;
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

export interface FakeGraph {
  readonly gateway: RunningGateway;
  readonly crm: FakeSubgraph;
  readonly billing: FakeSubgraph;
  readonly operations: FakeSubgraph;
  close(): Promise<void>;
}

export interface FakeGraphSettings {
  readonly config?: Partial<GatewayConfig>;
  readonly parts?: Partial<GatewayParts>;
  /** In the place of the usual resolvers, by subgraph. */
  readonly resolvers?: Readonly<Record<string, unknown>>;
  /** In the place of the usual SDLs, for all three. */
  readonly sdl?: Readonly<Record<'crm' | 'billing' | 'operations', string>>;
}

/** Three subgraphs and a gateway before them, on free ports. */
export async function startFakeGraph({
  config,
  parts,
  resolvers = {},
  sdl,
}: FakeGraphSettings = {}): Promise<FakeGraph> {
  const all = { ...RESOLVERS, ...resolvers };
  const [crm, billing, operations] = await Promise.all([
    fakeSubgraph('crm', all['crm'], sdl?.crm),
    fakeSubgraph('billing', all['billing'], sdl?.billing),
    fakeSubgraph('operations', all['operations'], sdl?.operations),
  ]);
  const ofGraph = { ...(sdl === undefined ? {} : { supergraphSdl: composedOf(sdl) }), ...config };
  const gateway = await startGatewayBefore({ crm, billing, operations }, ofGraph, parts).catch(
    async (error: unknown) => {
      await Promise.all([crm.close(), billing.close(), operations.close()]);
      throw error;
    },
  );
  return {
    gateway,
    crm,
    billing,
    operations,
    close: async () => {
      await gateway.close();
      await Promise.all([crm.close(), billing.close(), operations.close()]);
    },
  };
}

/** Another gateway before subgraphs that run already. */
export function startGatewayBefore(
  { crm, billing, operations }: Pick<FakeGraph, 'crm' | 'billing' | 'operations'>,
  config: Partial<GatewayConfig> = {},
  parts: Partial<GatewayParts> = {},
): Promise<RunningGateway> {
  return startGateway(
    gatewayConfig({
      jwtSecret: JWT_SECRET,
      serviceSecret: SERVICE_SECRET,
      subgraphUrls: { crm: crm.url, billing: billing.url, operations: operations.url },
      supergraphSdl: composedOf(SDL),
      port: 0,
      logLevel: 'silent',
      consoleDir: null,
      ...config,
    }),
    { policy: FAKE_POLICY, log: openLog('test', 'silent'), ...parts },
  );
}

/** The graph of the tests after a change of its subgraphs' SDL, which the subgraphs themselves know nothing of. */
export function supergraphWith(change: (name: string, sdl: string) => string): string {
  return composedOf(Object.fromEntries(Object.entries(SDL).map(([name, sdl]) => [name, change(name, sdl)])));
}

export function composedOf(sdls: Readonly<Record<string, string>>): string {
  const composed = composeSupergraph(Object.entries(sdls).map(([name, sdl]) => ({ name, sdl })));
  if (!composed.ok) throw new Error(composed.error.join('\n'));
  return composed.value.supergraphSdl;
}

export function tokenOf(role: Role, now: Date = systemClock.now(), minutes = 5): Promise<string> {
  return tokenFor({ role, minutes }, now);
}

export function tokenFor(
  { role = 'portal', user = `${role}-user`, entities = ['US'], minutes = 5 }: Partial<TokenRequest>,
  now: Date = systemClock.now(),
): Promise<string> {
  return signToken({ role, user, entities, minutes }, JWT_SECRET, now);
}

export interface GraphqlReply {
  readonly status: number;
  readonly headers: Headers;
  readonly data: unknown;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
  readonly extensions: unknown;
}

/** Asks over HTTP as somebody of a role. */
export async function ask(
  { gateway }: Pick<FakeGraph, 'gateway'>,
  query: string,
  {
    role = 'portal',
    variables = {},
    headers = {},
  }: { role?: Role; variables?: unknown; headers?: Record<string, string> } = {},
): Promise<GraphqlReply> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf(role)}`, ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return replyOf(response);
}

export async function replyOf(response: Response): Promise<GraphqlReply> {
  const body = (await response.json()) as Partial<GraphqlReply>;
  return {
    status: response.status,
    headers: response.headers,
    data: body.data,
    errors: body.errors ?? [],
    extensions: body.extensions,
  };
}
