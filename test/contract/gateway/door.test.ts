import { request as rawRequest } from 'node:http';
import { SignJWT, UnsecuredJWT } from 'jose';
import { systemClock } from '#kit/runtime/clock.ts';
import { follow } from './fake-consumer.ts';
import { ask, type FakeGraph, JWT_SECRET, replyOf, startFakeGraph, tokenOf } from './fake-graph.ts';
import { FakeStream } from './fake-stream.ts';

const READ = '{ customer(id: "c1") { name } }';
const HOUR_MS = 3_600_000;

describe('the door', () => {
  let graph: FakeGraph;
  const stream = new FakeStream();

  beforeAll(async () => {
    graph = await startFakeGraph({ resolvers: { operations: stream.resolvers() } });
  });
  afterAll(() => graph.close());

  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${graph.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    }).then(replyOf);
  const askedCount = () => graph.crm.asked.length + graph.operations.asked.length;

  describe('for callers without a valid token', () => {
    const sign = (claims: Record<string, unknown>, secret = JWT_SECRET, alg = 'HS256') =>
      new SignJWT({ sub: 'u', roles: ['portal'], entities: ['US'], iss: 'revgraph', aud: 'revgraph', ...claims })
        .setProtectedHeader({ alg })
        .sign(new TextEncoder().encode(secret));
    const inAnHour = Math.floor(systemClock.now().getTime() / 1000) + 3600;

    const refused: readonly (readonly [string, () => Promise<string | null>])[] = [
      ['no token', () => Promise.resolve(null)],
      ['an expired one', () => tokenOf('portal', new Date(systemClock.now().getTime() - HOUR_MS))],
      ['another secret', () => sign({ exp: inAnHour }, 'a secret that is not ours, quite long')],
      ['another algorithm', () => sign({ exp: inAnHour }, JWT_SECRET, 'HS512')],
      ['another issuer', () => sign({ exp: inAnHour, iss: 'somebody' })],
      ['another audience', () => sign({ exp: inAnHour, aud: 'somebody' })],
      ['no expiry', () => sign({})],
      ['no roles', () => sign({ exp: inAnHour, roles: undefined })],
      ['an unknown role', () => sign({ exp: inAnHour, roles: ['service'] })],
      ['no entities', () => sign({ exp: inAnHour, entities: undefined })],
      [
        'no signature',
        () =>
          Promise.resolve(
            new UnsecuredJWT({
              sub: 'u',
              roles: ['admin'],
              entities: [],
              exp: inAnHour,
              iss: 'revgraph',
              aud: 'revgraph',
            }).encode(),
          ),
      ],
    ];

    it.each(refused)('refuses %s with 401 and executes nothing', async (_name, makeToken) => {
      const before = askedCount();
      const token = await makeToken();
      const reply = await post(
        JSON.stringify({ query: READ }),
        token === null ? {} : { authorization: `Bearer ${token}` },
      );
      expect(reply.status).toBe(401);
      expect(reply.errors[0]?.extensions['code']).toBe('UNAUTHENTICATED');
      expect(askedCount()).toBe(before);
    });

    it.each(refused)('closes a socket that comes with %s', async (_name, makeToken) => {
      const consumer = await follow(graph, 'subscription { news { kind } }', { token: (await makeToken()) ?? '' });
      expect(await consumer.end).toBe(4401);
    });
  });

  it('refuses what the role may not have, with its place, before anything is executed', async () => {
    const before = askedCount();
    const query = 'query { customer(id: "c1") { name } ...hidden } fragment hidden on Query { mine: secret }';
    const reply = await ask(graph, query);
    expect(reply.status).toBe(403);
    expect(reply.errors).toEqual([
      expect.objectContaining({ path: ['mine'], extensions: expect.objectContaining({ code: 'FORBIDDEN' }) }),
    ]);
    expect(askedCount()).toBe(before);
  });

  it('refuses a subscription that the role may not have', async () => {
    const consumer = await follow(graph, 'subscription { plain { kind } }');
    expect(await consumer.end).toEqual([
      expect.objectContaining({ path: ['plain'], extensions: expect.objectContaining({ code: 'FORBIDDEN' }) }),
    ]);
    expect(stream.openCount).toBe(0);
  });

  it.each([
    [
      'too many aliases',
      `subscription { news { ${Array.from({ length: 16 }, (_, n) => `a${n}: kind`).join(' ')} } }`,
      'QUERY_LIMIT_EXCEEDED',
    ],
    ['unknown fields', 'subscription { news { nothing } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a syntax error', 'subscription { news { ', 'GRAPHQL_PARSE_FAILED'],
    ['a query', READ, 'BAD_REQUEST'],
    ['a mutation', 'mutation { book(input: { idempotencyKey: "k" }) { id } }', 'BAD_REQUEST'],
  ])('refuses %s on a socket', async (_name, query, code) => {
    const consumer = await follow(graph, query);
    expect(await consumer.end).toEqual([expect.objectContaining({ extensions: expect.objectContaining({ code }) })]);
  });

  it('judges variables on a socket by their types', async () => {
    const query = 'subscription ($from: String) { news(resumeFrom: $from) { kind } }';
    const consumer = await follow(graph, query, { variables: { from: 7 } });
    expect(await consumer.end).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) }),
    ]);
  });

  it.each([
    ['a list of operations', '[{"query":"{ rates }"}]', 400, 'BAD_REQUEST'],
    ['an empty list', '[]', 400, 'BAD_REQUEST'],
    ['no JSON', 'query', 400, 'BAD_REQUEST'],
    ['no query', '{}', 400, 'BAD_REQUEST'],
    ['variables that are a list', '{"query":"{ rates }","variables":[]}', 400, 'BAD_REQUEST'],
    [
      'deep JSON',
      `{"query":"{ rates }","variables":{"a":${'['.repeat(20)}${']'.repeat(20)}}}`,
      400,
      'QUERY_LIMIT_EXCEEDED',
    ],
    ['an unknown field', '{"query":"{ nothing }"}', 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a subscription', '{"query":"subscription { news { kind } }"}', 400, 'BAD_REQUEST'],
    ['@defer', '{"query":"{ customer(id: 1) { ... @defer { name } } }"}', 400, 'BAD_REQUEST'],
    ['more than 100 kB', JSON.stringify({ query: `#${'x'.repeat(100_001)}` }), 413, 'PAYLOAD_TOO_LARGE'],
  ])('refuses %s by POST', async (_name, body, status, code) => {
    const reply = await post(body, { authorization: `Bearer ${await tokenOf('portal')}` });
    expect({ status: reply.status, code: reply.errors[0]?.extensions['code'] }).toEqual({ status, code });
  });

  it.each(['text/plain', 'application/graphql', 'application/json; charset=utf-16', 'multipart/form-data'])(
    'refuses %s',
    async (type) => {
      const reply = await post('{"query":"{ rates }"}', { 'content-type': type });
      expect(reply.status).toBe(415);
    },
  );

  it('does not inflate packed bodies', async () => {
    const headers = { authorization: `Bearer ${await tokenOf('portal')}`, 'content-encoding': 'gzip' };
    expect((await post('{"query":"{ rates }"}', headers)).status).toBe(415);
  });

  it('serves POST only', async () => {
    const response = await fetch(`${graph.gateway.url}/graphql?query={rates}`);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    await response.arrayBuffer();
  });

  it('serves no host but its own', async () => {
    const status = await new Promise((resolve, reject) => {
      rawRequest(`${graph.gateway.url}/healthz`, { headers: { host: 'rebound.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(421);
  });

  it('echoes a harmless correlation id and replaces any other', async () => {
    const echoed = await ask(graph, '{ rates }', { headers: { 'x-correlation-id': 'story-0003' } });
    expect(echoed.headers.get('x-correlation-id')).toBe('story-0003');
    const replaced = await ask(graph, '{ rates }', { headers: { 'x-correlation-id': 'a b\tc' } });
    expect(replaced.headers.get('x-correlation-id')).toMatch(/^cor_[0-9a-z]{26}$/);
    expect(replaced.headers.get('cache-control')).toBe('no-store');
    expect(replaced.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('gives metrics to admins only', async () => {
    const metrics = (token: string) =>
      fetch(`${graph.gateway.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    expect((await metrics(await tokenOf('portal'))).status).toBe(403);
    const answer = await metrics(await tokenOf('admin'));
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('revgraph_gateway_open_upstreams');
  });

  it('says whether it is up and whether the systems are', async () => {
    expect((await fetch(`${graph.gateway.url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${graph.gateway.url}/readyz`);
    expect(await ready.json()).toEqual({ ready: true, subgraphs: { crm: 'up', billing: 'up', operations: 'up' } });
  });

  it('hands a webhook over as it came, without letting it claim an identity', async () => {
    const body = '{ "id":  "evt_1" }';
    const response = await fetch(`${graph.gateway.url}/webhooks/stripe/main`, {
      method: 'POST',
      headers: {
        'stripe-signature': 't=1,v1=ab',
        'x-revgraph-principal': 'forged',
        'content-type': 'application/json',
      },
      body,
    });
    expect([response.status, await response.text()]).toEqual([202, 'taken']);
    const [taken] = graph.billing.webhooks;
    expect(taken).toMatchObject({ url: '/webhooks/stripe/main', body, headers: { 'stripe-signature': 't=1,v1=ab' } });
    expect(taken?.headers).not.toHaveProperty('x-revgraph-principal');
  });

  it.each([
    ['POST', '/webhooks/nobody/main', 404],
    ['GET', '/webhooks/stripe/main', 405],
    ['POST', '/webhooks/stripe/..%2f..%2fgraphql', 404],
    ['POST', '/webhooks/stripe/../../graphql', 415],
    ['GET', '/graphiql', 404],
    ['GET', '/assets/..%2findex.html', 404],
  ])('answers %s %s with %i', async (method, path, status) => {
    const response = await fetch(`${graph.gateway.url}${path}`, { method });
    expect(response.status).toBe(status);
    await response.arrayBuffer();
  });
});
