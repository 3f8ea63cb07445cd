import { once } from 'node:events';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import type { Principal } from '#kit/identity/principal.ts';
import { PRINCIPAL_HEADER, SIGNATURE_HEADER, signCall } from '#kit/identity/signature.ts';
import { serviceMetrics } from '#kit/observability/service-metrics.ts';
import { makeSubgraph } from '#kit/server/subgraph.ts';
import { type SubgraphServer, startSubgraphServer, type WebhookRequest } from '#kit/server/subgraph-server.ts';

const SECRET = 'a secret of the house';
const SCRAPE_TOKEN = 'a token to scrape with';
const SERVICE: Principal = { subject: 'x', roles: ['service'], entities: [], scopes: [], correlationId: 'cor_2' };
const ADA: Principal = { subject: 'ada', roles: ['revops'], entities: ['US'], scopes: [], correlationId: 'cor_1' };
const ANSWER = { status: 200, body: { data: { customer: { name: 'Meridian' } } } };
const NOT_SIGNED = {
  status: 401,
  body: { errors: [{ message: 'Not signed', extensions: { code: 'UNAUTHENTICATED' } }] },
};
const QUESTION = JSON.stringify({ query: '{ customer(id: "cust_1") { name } }' });

let server: SubgraphServer;
let ready: boolean;
let webhooks: WebhookRequest[];
let webhookStatus: number;
let whoAsked: Principal[];

beforeAll(async () => {
  const subgraph = makeSubgraph(
    'crm',
    {
      Query: {
        customer: (_root: unknown, { id }: { readonly id: string }) => {
          if (id === 'cust_broken') throw new Error('column "name" does not exist');
          return { id, name: 'Meridian' };
        },
      },
    },
    (principal) => {
      whoAsked.push(principal);
      return { principal };
    },
  );
  server = await startSubgraphServer({
    metrics: serviceMetrics({ service: 'test', pool: { totalCount: 3, idleCount: 1, waitingCount: 4 } }),
    metricsToken: SCRAPE_TOKEN,
    subgraph,
    serviceSecret: SECRET,
    log: pino({ level: 'silent' }),
    ready: () => Promise.resolve(ready),
    webhooks: new Map([
      [
        'stripe',
        (request: WebhookRequest) => {
          webhooks.push(request);
          return Promise.resolve(webhookStatus);
        },
      ],
    ]),
  });
});
afterAll(() => server.close());
beforeEach(() => {
  ready = true;
  webhooks = [];
  webhookStatus = 200;
  whoAsked = [];
});

async function post(path: string, body: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${server.url}${path}`, { method: 'POST', body, headers });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}
const ask = (body: string) => post('/graphql', body, signCall(ADA, body, SECRET, new Date()));

/** What a socket says to this `connection_init`: the type of its message, or the code it closes with. */
async function socketInit(payload: Record<string, string>): Promise<unknown> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, GRAPHQL_TRANSPORT_WS_PROTOCOL);
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload }));
  const heard = await Promise.race([
    once(socket, 'message').then(([data]) => JSON.parse(String(data)).type),
    once(socket, 'close').then(([code]) => code),
  ]);
  socket.terminate();
  return heard;
}

const scrape = (headers: Record<string, string>) => fetch(`${server.url}/metrics`, { headers });

describe('a subgraph’s metrics', () => {
  it.each([
    ['nothing', () => ({})],
    ['a guessed token', () => ({ authorization: `Bearer ${SCRAPE_TOKEN.toUpperCase()}` })],
    ['the token without its scheme', () => ({ authorization: SCRAPE_TOKEN })],
    ['a person’s signed call', () => signCall({ ...ADA, roles: ['admin'] }, '', SECRET, new Date())],
    ['a service’s call over something else', () => signCall(SERVICE, QUESTION, SECRET, new Date())],
  ])('are not for who comes with %s', async (_what, headersOf) => {
    const answer = await scrape(headersOf());
    expect([answer.status, await answer.text()]).toEqual([401, '']);
  });

  it('are for who has the scrape token, and for our own services', async () => {
    for (const headers of [{ authorization: `Bearer ${SCRAPE_TOKEN}` }, signCall(SERVICE, '', SECRET, new Date())]) {
      const answer = await scrape(headers);
      expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
      const text = await answer.text();
      expect(text).toContain('revgraph_database_connections{state="busy",service="test"} 2\n');
      expect(text).toContain('revgraph_database_connections{state="idle",service="test"} 1\n');
      expect(text).toContain('revgraph_database_waiting{service="test"} 4\n');
    }
  });

  it('count who asked, unsigned or not, and what became of each vendor’s message', async () => {
    const countOf = async (line: string) => {
      const text = await (await scrape({ authorization: `Bearer ${SCRAPE_TOKEN}` })).text();
      const [name = '', label = ''] = line.split(' ');
      const found = text.split('\n').find((each) => each.startsWith(`revgraph_${name}{`) && each.includes(label));
      return Number(found?.split(' ')[1] ?? 0);
    };
    const lines = [
      'service_request_seconds_count outcome="ok"',
      'service_request_seconds_count outcome="errors"',
      'service_request_seconds_count outcome="unsigned"',
      'webhooks_total vendor="stripe",outcome="taken"',
      'webhooks_total vendor="stripe",outcome="refused"',
    ];
    const before = await Promise.all(lines.map(countOf));
    await ask(QUESTION);
    await ask(JSON.stringify({ query: '{ customer(id: "cust_broken") { name } }' }));
    await post('/graphql', QUESTION);
    await post('/webhooks/stripe/main', '{}');
    webhookStatus = 400;
    await post('/webhooks/stripe/main', '{}');
    const after = await Promise.all(lines.map(countOf));
    expect(after.map((count, index) => count - (before[index] ?? 0))).toEqual([1, 1, 1, 1, 1]);
  });
});

describe('a subgraph’s door', () => {
  it('answers a signed question, as the one who asks', async () => {
    await expect(ask(QUESTION)).resolves.toEqual(ANSWER);
    expect(whoAsked).toEqual([ADA]);
  });

  it.each([
    ['without a signature', QUESTION, {}],
    ['signed over another question', QUESTION, signCall(ADA, '{}', SECRET, new Date())],
    ['signed with a guessed secret', QUESTION, signCall(ADA, QUESTION, 'guessed', new Date())],
    ['signed two minutes ago', QUESTION, signCall(ADA, QUESTION, SECRET, new Date(Date.now() - 120_000))],
  ])('answers nothing %s', async (_how, body, headers) => {
    await expect(post('/graphql', body, headers)).resolves.toEqual(NOT_SIGNED);
    expect(whoAsked).toEqual([]);
  });

  it.each([
    ['its SDL', '{ _service { sdl } }'],
    ['its type’s name', '{ __typename }'],
    ['an entity', '{ _entities(representations: [{ __typename: "Customer", id: "cust_1" }]) { __typename } }'],
  ])('keeps even %s from who is not signed', async (_what, query) => {
    const user = {
      authorization: 'Bearer a.b.c',
      'x-user': 'admin',
      [PRINCIPAL_HEADER]: 'e30',
      [SIGNATURE_HEADER]: '',
    };
    await expect(post('/graphql', JSON.stringify({ query }), user)).resolves.toEqual(NOT_SIGNED);
  });

  it('answers a signed question once, and the same signed anew again', async () => {
    const headers = signCall(ADA, QUESTION, SECRET, new Date());
    await expect(post('/graphql', QUESTION, headers)).resolves.toEqual(ANSWER);
    await expect(post('/graphql', QUESTION, headers)).resolves.toEqual(NOT_SIGNED);
    await expect(ask(QUESTION)).resolves.toEqual(ANSWER);
    expect(whoAsked).toHaveLength(2);
  });

  it('is not opened over a socket either, unsigned, wrongly signed, too old or twice', async () => {
    const signed = signCall(ADA, '', SECRET, new Date());
    await expect(socketInit({})).resolves.toBe(4403);
    await expect(socketInit(signCall(ADA, '', 'guessed', new Date()))).resolves.toBe(4403);
    await expect(socketInit(signCall(ADA, QUESTION, SECRET, new Date()))).resolves.toBe(4403);
    await expect(socketInit(signCall(ADA, '', SECRET, new Date(Date.now() - 120_000)))).resolves.toBe(4403);
    await expect(socketInit(signed)).resolves.toBe('connection_ack');
    await expect(socketInit(signed)).resolves.toBe(4403);
    await expect(socketInit(signCall(ADA, '', SECRET, new Date()))).resolves.toBe('connection_ack');
  });

  it('hides what broke inside, and names the subgraph and the correlation id', async () => {
    const { status, body } = await ask(JSON.stringify({ query: '{ customer(id: "cust_broken") { name } }' }));
    expect(status).toBe(200);
    expect(body.errors[0].extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      subgraph: 'crm',
      retryable: true,
      correlationId: 'cor_1',
    });
    expect(JSON.stringify(body)).not.toContain('column');
  });

  it('says that a question without a query is none', async () => {
    await expect(ask('{"variables":{}}')).resolves.toMatchObject({ status: 400 });
  });

  it('takes no more than four megabytes', async () => {
    await expect(ask(JSON.stringify({ query: ' '.repeat(4 * 1024 * 1024) }))).resolves.toMatchObject({ status: 413 });
  });

  it('lives without its database, and says that it is not ready', async () => {
    ready = false;
    const [healthz, readyz] = await Promise.all([fetch(`${server.url}/healthz`), fetch(`${server.url}/readyz`)]);
    expect([healthz.status, readyz.status]).toEqual([200, 503]);
  });
});

describe('a vendor at a subgraph’s door', () => {
  it('is heard without our signature, byte for byte, for the connection of its address', async () => {
    const bytes = '{ "id":"evt_1",\n  "amount": 1.10 }';
    await expect(post('/webhooks/stripe/stripe%20main', bytes, { 'stripe-signature': 't=1,v1=ab' })).resolves.toEqual({
      status: 200,
      body: null,
    });
    expect(webhooks).toEqual([
      {
        connection: 'stripe main',
        rawBody: bytes,
        headers: expect.objectContaining({ 'stripe-signature': 't=1,v1=ab' }),
      },
    ]);
  });

  it('is told what the message’s handler decided', async () => {
    webhookStatus = 400;
    await expect(post('/webhooks/stripe/stripe-main', '{}')).resolves.toMatchObject({ status: 400 });
  });

  it.each(['/webhooks/chargebee/main', '/webhooks', '/', '/admin'])('finds no door at %s', async (path) => {
    await expect(post(path, '{}')).resolves.toMatchObject({ status: 404 });
    expect(webhooks).toEqual([]);
  });
});
