import { pino } from 'pino';
import { gatewayConfig } from '#gateway/config.ts';
import { httpTransport } from '#gateway/federation/http-transport.ts';
import { inProcessTransport } from '#gateway/federation/in-process-transport.ts';
import { productAddress } from '#gateway/federation/subgraph-address.ts';
import { requestOf } from '#gateway/federation/subgraph-request.ts';
import type { SubgraphCall, SubgraphTransport } from '#gateway/federation/subgraph-transport.ts';
import { type RunningGateway, startGateway } from '#gateway/start-gateway.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { serviceMetrics } from '#kit/observability/service-metrics.ts';
import { NO_TRACER } from '#kit/observability/trace.ts';
import { type Clock, FixedClock, systemClock } from '#kit/runtime/clock.ts';
import { makeSubgraph } from '#kit/server/subgraph.ts';
import { type SubgraphServer, startSubgraphServer } from '#kit/server/subgraph-server.ts';
import { JWT_SECRET, SERVICE_SECRET, tokenOf } from './fake-graph.ts';

const LOG = pino({ level: 'silent' });
const ANSWER_BYTES_MAX = 20_000;
const ADA: Principal = {
  subject: 'ada “the first”',
  roles: ['revops', 'controller'],
  entities: ['US', 'DE'],
  scopes: ['books:read'],
  correlationId: 'story-0017',
};

const MONEY = { amount: '10.00', currency: 'USD' };
const shared = { lines: [{ price: MONEY }] };
/** What resolvers may answer, and JSON says in its own way. */
const CONTRACT = {
  id: 'ctr_1',
  number: '“\ud83d\ude00\ud83d"\\\u0000\u2028',
  version: 2 ** 31 - 1,
  startsOn: new Date(0),
  endsOn: -0,
  currency: { on: new Date(0), left: undefined, none: Number.NaN, kept: [undefined, 1e21, -0] },
  totalValue: { amount: 0.1 + 0.2, currency: new Map([[1, 2]]) },
  annualValue: { amount: '9007199254740993.000000001', currency: shared },
  customer: { id: 'cust_1' },
  lines: [],
};

let asked: Principal[];
let spans: unknown[];
/** An answer that never comes. */
const silence = new Promise<never>(() => undefined);

const CRM = {
  Query: {
    customer: (_root: unknown, { id }: { readonly id: string }) => {
      if (id === 'cust_broken') throw new Error('column "name" does not exist');
      if (id === 'cust_silent') return silence;
      if (id === 'cust_long') return { id, name: 'x'.repeat(ANSWER_BYTES_MAX) };
      return id === 'cust_none' ? null : { id, name: 'Meridian', status: 'ACTIVE', salesOwner: null };
    },
    contract: () => CONTRACT,
  },
  Customer: {
    __resolveReference: ({ id }: { readonly id: string }) => (id === 'cust_none' ? null : { id, name: `of ${id}` }),
    parent: () => {
      throw new Error('no such column');
    },
  },
};
const BILLING = {
  Customer: { openBalance: ({ id }: { readonly id: string }) => (id === 'cust_broken' ? [{ amount: null }] : [MONEY]) },
};

function serve(name: 'crm' | 'billing', resolvers: unknown): Promise<SubgraphServer> {
  const tracer = {
    ...NO_TRACER,
    start: (...span: Parameters<typeof NO_TRACER.start>) => {
      spans.push([span[0], span[1], span[2]?.['traceparent'], span[2]?.['x-correlation-id']]);
      return NO_TRACER.start(...span);
    },
  };
  return startSubgraphServer({
    subgraph: makeSubgraph(name, resolvers, (principal) => {
      asked.push(principal);
      return { principal };
    }),
    metrics: serviceMetrics({ service: 'test', pool: { totalCount: 0, idleCount: 0, waitingCount: 0 } }),
    metricsToken: null,
    serviceSecret: SERVICE_SECRET,
    log: LOG,
    tracer,
    ready: () => Promise.resolve(true),
  });
}

interface WaySettings {
  readonly serviceSecret?: string | null;
  readonly clock?: Clock;
}

function waysTo(server: SubgraphServer, { serviceSecret = SERVICE_SECRET, clock = systemClock }: WaySettings = {}) {
  const both = { serviceSecret, clock, answerBytesMax: ANSWER_BYTES_MAX };
  return {
    http: httpTransport({ ...both, address: productAddress(server.url) }),
    inProcess: inProcessTransport({ ...both, door: server.door }),
  };
}

beforeEach(() => {
  asked = [];
  spans = [];
});

describe('a subgraph that is asked over HTTP and in the same process', () => {
  let crm: SubgraphServer;
  beforeEach(async () => {
    crm = await serve('crm', CRM);
  });
  afterEach(() => crm.close());

  interface Said {
    readonly reply: unknown;
    readonly text: string | undefined;
    readonly principals: readonly Principal[];
    readonly spans: readonly unknown[];
  }

  async function say(transport: SubgraphTransport, request: SubgraphCall['request']): Promise<Said> {
    asked = [];
    spans = [];
    const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    const call: SubgraphCall = { request, kind: 'query', principal: ADA, trace, cancel: null };
    const reply: unknown = await transport.send(call).catch((error: unknown) => ({
      name: error instanceof Error ? error.name : null,
      code: error instanceof Error && 'code' in error ? error.code : null,
      tooLarge: error instanceof Error && 'tooLarge' in error ? error.tooLarge : null,
    }));
    return { reply, text: JSON.stringify(reply), principals: asked, spans };
  }

  async function sayBoth(request: SubgraphCall['request'], settings: WaySettings = {}): Promise<readonly [Said, Said]> {
    const { http, inProcess } = waysTo(crm, settings);
    const said = [await say(http, request), await say(inProcess, request)] as const;
    await Promise.all([http.close(), inProcess.close()]);
    return said;
  }

  const QUERIES: readonly (readonly [string, string, Record<string, unknown>])[] = [
    ['data', '{ customer(id: "cust_1") { id name status salesOwner } }', {}],
    ['values that JSON has no word for', '{ contract(id: "ctr_1") { number version startsOn endsOn currency } }', {}],
    [
      'exact and inexact amounts',
      '{ contract(id: "ctr_1") { totalValue { amount currency } annualValue { amount currency } lines { id } } }',
      {},
    ],
    ['null', '{ customer(id: "cust_none") { id } }', {}],
    ['a field of the name that prototypes go by', '{ __proto__: customer(id: "cust_1") { __proto__: name } }', {}],
    [
      'entities',
      'query E($representations: [_Any!]!) { _entities(representations: $representations) { ... on Customer { name } } }',
      { representations: ['cust_1', 'cust_none', 'cust_2'].map((id) => ({ __typename: 'Customer', id })) },
    ],
    ['what broke', '{ customer(id: "cust_broken") { id } }', {}],
    ['what broke below', '{ customer(id: "cust_1") { name parent { name } } }', {}],
    ['a missing value that may not be null', '{ contract(id: "ctr_1") { customer { name } } }', {}],
    ['an unknown field', '{ customer(id: "cust_1") { secret } }', {}],
    ['an unknown variable', 'query Q($id: ID!) { customer(id: $id) { id } }', { other: 1 }],
    ['no document', '{ customer(', {}],
    ['an operation that is not there', 'query A { customer(id: "cust_1") { id } }', {}],
    ['too long an answer', '{ customer(id: "cust_long") { name } }', {}],
  ];

  it.each(QUERIES)('answers the same, byte for byte: %s', async (what, query, variables) => {
    const operationName = what === 'an operation that is not there' ? 'B' : null;
    const [http, inProcess] = await sayBoth(requestOf(query, variables, operationName));
    expect(inProcess).toStrictEqual(http);
    expect(inProcess.text).toBe(http.text);
    expect(inProcess.text).toMatch(what === 'too long an answer' ? /"tooLarge":true/ : /"status":200/);
  });

  it('is told the same of who asks, and of the trace that it is part of', async () => {
    const [http, inProcess] = await sayBoth(requestOf('{ customer(id: "cust_1") { id } }', {}, null));
    expect(inProcess.principals).toEqual([ADA]);
    expect(inProcess.principals).toStrictEqual(http.principals);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect(inProcess.spans).toEqual([['subgraph request', 'server', traceparent, 'story-0017']]);
    expect(inProcess.spans).toEqual(http.spans);
  });

  const longAgo = new FixedClock(new Date(systemClock.now().getTime() - 120_000));
  it.each<readonly [string, WaySettings]>([
    ['without a signature', { serviceSecret: null }],
    ['signed with a guessed secret', { serviceSecret: 'guessed' }],
    ['signed two minutes ago', { clock: longAgo }],
  ])('refuses the same, and executes nothing: %s', async (_how, settings) => {
    const [http, inProcess] = await sayBoth(requestOf('{ customer(id: "cust_1") { id } }', {}, null), settings);
    expect(inProcess).toStrictEqual(http);
    expect(inProcess).toMatchObject({ reply: { status: 401 }, principals: [] });
  });

  it.each([
    ['a call without a query', '{"variables":{}}', 400],
    ['a call that is no JSON', '{', 500],
    ['a call that is too long', JSON.stringify({ query: ' '.repeat(4 * 1024 * 1024) }), 413],
  ])('refuses the same: %s', async (_what, text, status) => {
    const [http, inProcess] = await sayBoth({ text, query: '', variables: {}, operationName: null });
    expect(inProcess).toStrictEqual(http);
    expect(inProcess.reply).toMatchObject({ status });
  });

  it('answers no call twice, whichever way it comes', async () => {
    const { inProcess } = waysTo(crm);
    let headers: Readonly<Record<string, string>> = {};
    const overheard = inProcessTransport({
      serviceSecret: SERVICE_SECRET,
      clock: systemClock,
      answerBytesMax: ANSWER_BYTES_MAX,
      door: {
        isOpen: true,
        ask: (given, text) => {
          headers = given;
          return crm.door.ask(given, text);
        },
      },
    });
    const request = requestOf('{ customer(id: "cust_1") { id } }', {}, null);
    expect((await say(overheard, request)).reply).toMatchObject({ status: 200 });
    expect(await crm.door.ask(headers, request.text)).toMatchObject({ status: 401 });
    const again = await fetch(`${crm.url}/graphql`, { method: 'POST', headers, body: request.text });
    expect(again.status).toBe(401);
    expect((await say(inProcess, request)).reply).toMatchObject({ status: 200 });
  });

  it('hands out nothing of its own: what becomes of an answer does not come back to it', async () => {
    const { inProcess } = waysTo(crm);
    const request = requestOf('{ contract(id: "ctr_1") { annualValue { currency } } }', {}, null);
    const { reply } = await say(inProcess, request);
    const { body } = reply as { body: { data: { contract: { annualValue: { currency: typeof shared } } } } };
    body.data.contract.annualValue.currency.lines.length = 0;
    expect(shared.lines).toEqual([{ price: MONEY }]);
  });

  it('is down in both ways once it is closed', async () => {
    const { http, inProcess } = waysTo(crm);
    expect([await http.isUp(), await inProcess.isUp()]).toEqual([true, true]);
    await crm.close();
    expect([await http.isUp(), await inProcess.isUp()]).toEqual([false, false]);
    const request = requestOf('{ customer(id: "cust_1") { id } }', {}, null);
    expect((await say(inProcess, request)).reply).toMatchObject({ code: 'ECONNREFUSED' });
    expect((await say(http, request)).reply).toMatchObject({ code: 'ECONNREFUSED' });
    crm = await serve('crm', CRM);
    await http.close();
  });
});

describe('a gateway before subgraphs over HTTP and in its own process', () => {
  let servers: Readonly<Record<'crm' | 'billing', SubgraphServer>>;
  let both: readonly RunningGateway[];
  let hasty: readonly RunningGateway[];

  async function startBoth(more: { readonly subgraphTimeoutMs?: number } = {}): Promise<readonly RunningGateway[]> {
    const { crm, billing } = servers;
    const nowhere = 'http://127.0.0.1:9';
    const config = gatewayConfig({
      jwtSecret: JWT_SECRET,
      serviceSecret: SERVICE_SECRET,
      subgraphUrls: { crm: crm.url, billing: billing.url, erp: nowhere, revrec: nowhere, operations: nowhere },
      port: 0,
      consoleDir: null,
      ...more,
    });
    const transports = { crm: waysTo(crm).inProcess, billing: waysTo(billing).inProcess };
    return [await startGateway(config, { log: LOG }), await startGateway(config, { log: LOG, transports })];
  }

  beforeAll(async () => {
    [asked, spans] = [[], []];
    servers = { crm: await serve('crm', CRM), billing: await serve('billing', BILLING) };
    both = await startBoth();
    hasty = await startBoth({ subgraphTimeoutMs: 50 });
  });

  afterAll(async () => {
    await Promise.all([...both, ...hasty].map((gateway) => gateway.close()));
    await Promise.all(Object.values(servers).map((server) => server.close()));
  });

  async function answerOf({ url }: RunningGateway, query: string): Promise<string> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await tokenOf('controller')}`,
        'x-correlation-id': 'story-0018',
      },
      body: JSON.stringify({ query }),
    });
    return `${response.status} ${await response.text()}`;
  }

  it.each([
    ['data of both', '{ customer(id: "cust_1") { name salesOwner openBalance { amount currency } } }', /"10\.00"/],
    ['odd values', '{ contract(id: "ctr_1") { number version startsOn endsOn currency } }', /1970-01-01T/],
    ['what broke in one', '{ customer(id: "cust_1") { name parent { name } } }', /INTERNAL_SERVER_ERROR/],
    ['what broke behind another', '{ contract(id: "ctr_1") { customer { openBalance { amount } } } }', /"10\.00"/],
    ['a system that is down', '{ customer(id: "cust_1") { name revenue { __typename } } }', /SUBGRAPH_UNAVAILABLE/],
    ['an unknown field', '{ customer(id: "cust_1") { secret } }', /^400 /],
  ])('answers the same, byte for byte: %s', async (_what, query, shape) => {
    const [overHttp, within] = await Promise.all(both.map((gateway) => answerOf(gateway, query)));
    expect(within).toBe(overHttp);
    expect(within).toMatch(shape);
  });

  it('gives up the same at the deadline', async () => {
    const silent = '{ customer(id: "cust_silent") { name } }';
    const [overHttp, within] = await Promise.all(hasty.map((gateway) => answerOf(gateway, silent)));
    expect(within).toBe(overHttp);
    expect(within).toContain('"code":"SUBGRAPH_UNAVAILABLE"');
  });
});
