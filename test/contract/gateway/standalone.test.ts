import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { signToken } from '#gateway/auth/token.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { type ForeignSubgraph, foreignSubgraph, foreignSupergraph } from './foreign-subgraph.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const JWT_SECRET = 'a secret of the tests that is long enough for any algorithm of its family';

type Environment = Readonly<Record<string, string>>;

function spawnGateway(environment: Environment): ChildProcess {
  return spawn(process.execPath, ['gateway/main.ts'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', ...environment },
  });
}

/** What a gateway says that does not start. */
async function refusalOf(environment: Environment): Promise<{ code: unknown; errors: readonly string[] }> {
  const child = spawnGateway(environment);
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const [code] = await once(child, 'close');
  return { code, errors: text.trim().split('\n') };
}

interface Started {
  readonly url: string;
  readonly log: () => string;
  /** Ends once the log has the words. */
  logged(words: string): Promise<void>;
  /** To look for another graph now. */
  hangUp(): void;
  stop(): Promise<unknown>;
}

async function startedGateway(environment: Environment): Promise<Started> {
  const child = spawnGateway(environment);
  let text = '';
  const port = await new Promise<string>((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const found = /"port":(\d+),"msg":"gateway is up"/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('close', () => reject(new Error(text)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    log: () => text,
    logged: async (words) => {
      while (!text.includes(words)) await once(child.stderr ?? child, 'data');
    },
    hangUp: () => child.kill('SIGHUP'),
    stop: () => {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      return closed;
    },
  };
}

/** Without what an answer says beyond its data and errors. */
async function ask(url: string, query: string, headers: Environment = {}): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  const { extensions: _beyond, ...answer } = (await response.json()) as Record<string, unknown>;
  return answer;
}

describe('the gateway alone on a supergraph of somebody else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'revgraph-foreign-'));
  const file = join(folder, 'supergraph.graphql');
  let books: ForeignSubgraph;
  let prices: ForeignSubgraph;

  beforeAll(async () => {
    books = await foreignSubgraph(
      'book-shop',
      `${LINK}
       type Query { book(id: ID!): Book }
       type Subscription { sold: Book! }
       type Book @key(fields: "id") { id: ID! title: String! }`,
      {
        Query: { book: (_root: unknown, { id }: { id: string }) => ({ id, title: `Title ${id}` }) },
        Subscription: {
          sold: {
            subscribe: async function* () {
              yield { sold: { id: 'b1', title: 'Title b1' } };
              yield { sold: { id: 'b2', title: 'Title b2' } };
            },
          },
        },
      },
    );
    prices = await foreignSubgraph(
      'prices',
      `${LINK}
       type Book @key(fields: "id") { id: ID! price: String }`,
      { Book: { price: ({ id }: { id: string }) => `1.00 for ${id}` } },
    );
    writeFileSync(file, foreignSupergraph([books, prices]));
  });

  afterAll(async () => {
    await Promise.all([books.close(), prices.close()]);
    rmSync(folder, { recursive: true });
  });

  describe('with AUTH=off', () => {
    let gateway: Started;

    beforeAll(async () => {
      gateway = await startedGateway({ SUPERGRAPH: file, AUTH: 'off' });
    });

    afterAll(() => gateway.stop());

    it('answers whoever asks, from the addresses in the supergraph as they are', async () => {
      expect(await ask(gateway.url, '{ book(id: "b7") { title price } }')).toEqual({
        data: { book: { title: 'Title b7', price: '1.00 for b7' } },
      });
    });

    it('tells its subgraphs nothing about who asks', () => {
      const names = [...books.asked, ...prices.asked].flatMap(({ headers }) => Object.keys(headers));
      expect(names).toContain('x-correlation-id');
      expect(names.filter((name) => name.startsWith('x-revgraph'))).toEqual([]);
    });

    it('says that it lives and whether they are up, and warns that it is open', async () => {
      expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
      const ready = await fetch(`${gateway.url}/readyz`);
      expect(await ready.json()).toEqual({ ready: true, subgraphs: { 'book-shop': 'up', prices: 'up' } });
      expect(gateway.log()).toContain('AUTH=off');
    });

    it('keeps its limits', async () => {
      const aliases = Array.from({ length: 40 }, (_, at) => `a${at}: book(id: "b") { title }`).join(' ');
      expect(await ask(gateway.url, `{ ${aliases} }`)).toMatchObject({
        errors: [{ extensions: { code: 'QUERY_LIMIT_EXCEEDED' } }],
      });
    });

    it('joins the events of a foreign stream', async () => {
      const client = createClient({ url: `${gateway.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
      const events: unknown[] = [];
      for await (const { data } of client.iterate({ query: 'subscription { sold { title price } }' }))
        events.push(data);
      await client.dispose();
      expect(events).toEqual([
        { sold: { title: 'Title b1', price: '1.00 for b1' } },
        { sold: { title: 'Title b2', price: '1.00 for b2' } },
      ]);
    });
  });

  it('lets whoever has a token ask for everything with POLICY=none, and nobody else', async () => {
    const { url, stop } = await startedGateway({ SUPERGRAPH: file, POLICY: 'none', JWT_SECRET });
    const now = systemClock.now();
    const token = await signToken({ role: 'portal', user: 'u', entities: ['US'], minutes: 5 }, JWT_SECRET, now);
    expect(await ask(url, '{ book(id: "b7") { title } }')).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(await ask(url, '{ book(id: "b7") { title } }', { authorization: `Bearer ${token}` })).toEqual({
      data: { book: { title: 'Title b7' } },
    });
    await stop();
  });

  it('reads its supergraph from an address', async () => {
    const server = createServer((_request, response) => response.end(foreignSupergraph([books, prices])));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphs/current?token=t`;
    const { url, stop } = await startedGateway({ SUPERGRAPH: address, AUTH: 'off' });
    expect(await ask(url, '{ book(id: "b7") { title } }')).toEqual({ data: { book: { title: 'Title b7' } } });
    await stop();
    server.close();
  });

  it('serves another one on SIGHUP, and by itself where it looks often', async () => {
    const changing = join(folder, 'changing.graphql');
    const title = '{ book(id: "b7") { title price } }';
    for (const pause of ['0', '20']) {
      writeFileSync(changing, foreignSupergraph([books]));
      const gateway = await startedGateway({ SUPERGRAPH: changing, AUTH: 'off', SUPERGRAPH_POLL_MS: pause });
      expect(await ask(gateway.url, title)).toMatchObject({ errors: [{ message: expect.stringContaining('price') }] });
      writeFileSync(changing, foreignSupergraph([books, prices]));
      if (pause === '0') gateway.hangUp();
      await gateway.logged('supergraph changed');
      expect(await ask(gateway.url, title)).toEqual({ data: { book: { title: 'Title b7', price: '1.00 for b7' } } });
      await gateway.stop();
    }
  });

  it('is refused without tokens in production, in one sentence', async () => {
    expect(await refusalOf({ SUPERGRAPH: file, AUTH: 'off', NODE_ENV: 'production' })).toEqual({
      code: 3,
      errors: ['AUTH=off is refused in production (NODE_ENV=production): leave AUTH out and give JWT_SECRET.'],
    });
  });

  it.each([
    ['a file that is not there', '/nowhere', /^SUPERGRAPH names a file that cannot be read: \/nowhere\.$/],
    [
      'an address where nobody answers',
      'http://127.0.0.1:9/s',
      /^SUPERGRAPH names an address that cannot be reached: /,
    ],
  ])('says what is wrong with %s and ends with 3', async (_what, SUPERGRAPH, sentence) => {
    const { code, errors } = await refusalOf({ SUPERGRAPH, AUTH: 'off' });
    expect({ code, count: errors.length }).toEqual({ code: 3, count: 1 });
    expect(errors[0]).toMatch(sentence);
  });

  it('says that a text is no supergraph and ends with 3', async () => {
    const garbage = join(folder, 'garbage.graphql');
    writeFileSync(garbage, 'type Query { a: Int }');
    const { code, errors } = await refusalOf({ SUPERGRAPH: garbage, AUTH: 'off' });
    expect({ code, count: errors.length }).toEqual({ code: 3, count: 1 });
    expect(errors[0]).toMatch(/^SUPERGRAPH holds no composed supergraph: .+\.$/);
  });
});
