import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { escapeIdentifier } from 'pg';
import { WebSocket } from 'ws';
import { openLog } from '#kit/observability/log.ts';
import { connect } from '#kit/persistence/connect.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { oneMoreSeat } from '#test/support/amendments.ts';
import { startTestProduct, type TestProduct } from '#test/support/product.ts';
import { collectTraces } from '#test/support/traces.ts';

const SCRAPE_TOKEN = randomBytes(16).toString('hex');
const CORRELATION = 'no-secrets-0001';

const traces = collectTraces();
const logged: string[] = [];
const answered: string[] = [];
/** Every secret that went in, by where it went in; each is made for this run. */
const planted = new Map<string, string>();
let world: TestProduct;

/** A secret that looks like nothing: only where it stands says that it is one. */
function canary(where: string): string {
  const known = planted.get(where);
  if (known !== undefined) return known;
  const made = `canary${randomBytes(12).toString('hex')}`;
  planted.set(where, made);
  return made;
}

async function post(body: unknown, headers: Record<string, string> = {}): Promise<void> {
  const response = await fetch(`${world.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-correlation-id': CORRELATION,
      'x-api-key': canary('a header'),
      cookie: `session=${canary('a cookie')}`,
      'user-agent': canary('the user agent'),
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  answered.push(`${response.status} ${await response.text()}`);
}

async function webhook(body: string, signature: string): Promise<void> {
  const response = await fetch(`${world.url}/webhooks/stripe/stripe-main`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'stripe-signature': signature },
    body,
  });
  answered.push(`${response.status} webhook`);
}

async function socket(token: string): Promise<void> {
  const { href } = new URL(`${world.url.replace('http', 'ws')}/graphql`);
  const ws = new WebSocket(href, GRAPHQL_TRANSPORT_WS_PROTOCOL);
  await once(ws, 'open');
  ws.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  const heard = await Promise.race([once(ws, 'message'), once(ws, 'close')]);
  answered.push(`socket ${String(heard[0])}`);
  if (ws.readyState === ws.OPEN) {
    const query = 'subscription ($from: String) { syncStatus(resumeFrom: $from) { sequence } }';
    ws.send(
      JSON.stringify({
        id: '1',
        type: 'subscribe',
        payload: { query, variables: { from: { a: canary('a variable of a socket') } } },
      }),
    );
    answered.push(`socket ${String((await once(ws, 'message'))[0])}`);
  }
  ws.terminate();
}

const BOUGHT = `query Bought($search: String!) { customers(first: 1, filter: { search: $search }) { edges { node { name } } } }`;

/** Good and bad requests of every kind, each with secrets wherever there is room for one. */
async function talk(): Promise<void> {
  const token = await world.tokenOf('revops', 'ada');
  planted.set('a token that is believed', token.split('.')[2] ?? '');
  const own = { authorization: `Bearer ${token}` };
  await post({ query: BOUGHT, variables: { search: canary('a variable') } }, own);
  await post(
    { query: `{ customers(first: 1, filter: { search: "${canary('a literal')}" }) { edges { cursor } } }` },
    own,
  );
  await post({ query: BOUGHT, variables: { search: { a: canary('a variable of another type') } } }, own);
  await post({ query: `{ customers(first: "${canary('a literal of another type')}") { edges { cursor } } }` }, own);
  await post({ query: `{ customers(first: 1) { ${canary('an unknown field')} } }` }, own);
  await post({ query: `{ customers("${canary('a text in no place')}` }, own);
  await post(`{"query": ${canary('a body that is no JSON')}`, own);
  await post({ query: `{ customer(id: "${canary('an unknown id')}") { name } }` }, own);
  // No text of Postgres holds this character: its error quotes the statement's values to whoever asks it.
  await post({ query: BOUGHT, variables: { search: `\u0000${canary('a variable that a system fails on')}` } }, own);
  await post({ query: BOUGHT, operationName: canary('the name of no operation'), variables: {} }, own);
  await post({ query: '{ __typename }' }, { authorization: `Bearer ${canary('a token that is none')}` });
  const forged = Buffer.from(`{"sub":"${canary('a claim of a forged token')}"}`).toString('base64url');
  await post({ query: '{ __typename }' }, { authorization: `Bearer eyJhbGciOiJIUzI1NiJ9.${forged}.c2ln` });
  await post({ query: '{ __typename }' }, { authorization: `Bearer rgk_${canary('a machine key')}` });
  await post({ query: '{ __typename }' }, { ...own, 'x-correlation-id': `${canary('a correlation id')} and more` });
  await socket(canary('a token of a socket'));
  await socket(token);
  const at = Math.floor(systemClock.now().getTime() / 1000);
  await webhook(`{"id":"evt_1","note":"${canary('a forged message')}"}`, `t=${at},v1=${canary('a forged signature')}`);
  const body = JSON.stringify({
    id: `evt_${randomBytes(8).toString('hex')}`,
    object: 'event',
    type: 'payment_intent.created',
    created: at,
    data: { object: { id: 'pi_1', object: 'payment_intent', client_secret: canary('a secret in a message') } },
  });
  const signature = createHmac('sha256', world.secrets.stripeWebhookSecret).update(`${at}.${body}`).digest('hex');
  planted.set('a signature that is believed', signature);
  await webhook(body, `t=${at},v1=${signature}`);
}

/** Every row of every table, as text. */
async function databaseText(): Promise<string> {
  const client = await connect(world.database.url, 'no secrets');
  try {
    const { rows: tables } = await client.query<{ place: string }>(
      `select quote_ident(table_schema) || '.' || quote_ident(table_name) as place from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { place } of tables) {
      const { rows } = await client.query<{ text: string }>(`select r::text as text from ${place} r`);
      texts.push(`${escapeIdentifier(place)}\n${rows.map(({ text }) => text).join('\n')}`);
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
}

async function metricsText(): Promise<string> {
  const { crm, billing, erp, revrec, operations, gateway } = world.product();
  const texts = await Promise.all(
    [crm, billing, erp, revrec, operations, gateway].map(async ({ url }) => {
      const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${SCRAPE_TOKEN}` } });
      expect(answer.status).toBe(200);
      return answer.text();
    }),
  );
  return texts.join('\n');
}

function tracesText(): string {
  const spans = traces.spans().map(({ name, attributes, events, status, links, resource }) => {
    return { name, attributes, events, status, links, resource: resource.attributes };
  });
  return JSON.stringify(spans);
}

describe('a secret', () => {
  const kept = new Map<string, string>();
  beforeAll(async () => {
    const log = openLog('revgraph', 'trace', { write: (line) => logged.push(line) });
    world = await startTestProduct({ log, tracer: traces.tracer, metricsToken: SCRAPE_TOKEN });
    for (const name of ['jwtSecret', 'serviceSecret', 'stripeApiKey', 'stripeWebhookSecret'] as const) {
      planted.set(name, world.secrets[name]);
    }
    planted.set('salesforceClientSecret', world.secrets.salesforceClientSecret);
    planted.set('netsuitePrivateKey', world.secrets.netsuitePrivateKey.split('\n')[1] ?? '');
    planted.set('scrape token', SCRAPE_TOKEN);
    await talk();
    expect((await oneMoreSeat(world, 'no-secrets')).status).toBe('SUCCEEDED');
    await world.product().settle();
    kept.set('the log', logged.join(''));
    kept.set('the traces', tracesText());
    kept.set('the metrics', await metricsText());
    kept.set('the database: dead letters, calls, audit and all else', await databaseText());
  }, 180_000);
  afterAll(() => world?.close());

  it('was planted in everything that takes one, in good requests and bad', () => {
    expect(planted.size).toBeGreaterThan(25);
    expect([...planted.values()].filter((secret) => secret.length < 12)).toEqual([]);
    const statuses = new Set(answered.map((answer) => answer.split(' ')[0]));
    expect([...statuses]).toEqual(expect.arrayContaining(['200', '400', '401', 'socket']));
  });

  it.each([
    ['the log', CORRELATION],
    ['the traces', CORRELATION],
    ['the metrics', 'revgraph_vendor_call_seconds_count'],
    ['the database: dead letters, calls, audit and all else', 'Meridian'],
    ['the database: dead letters, calls, audit and all else', 'pi_1'],
    ['the database: dead letters, calls, audit and all else', '/services/data/'],
  ])('would be seen in %s, where %s is', (where, known) => {
    expect(kept.get(where)?.includes(known)).toBe(true);
  });

  it.each(['the log', 'the traces', 'the metrics', 'the database: dead letters, calls, audit and all else'])(
    'is not in %s',
    (where) => {
      const text = kept.get(where) ?? '';
      expect([...planted].filter(([, secret]) => text.includes(secret)).map(([name]) => name)).toEqual([]);
    },
  );

  it('that a vendor gave us is in none of them', () => {
    for (const [where, text] of kept) {
      // Access tokens as the vendors' stand-ins make them.
      expect([where, /00D\w{12}![\w.]+|sandbox\.\d+\.\w+/.exec(text)]).toEqual([where, null]);
    }
  });
});
