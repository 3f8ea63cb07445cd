import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readGatewayConfig } from '#gateway/config.ts';
import { type RunningGateway, startGateway } from '#gateway/start-gateway.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { FakeTimers, systemTimers } from '#kit/runtime/timers.ts';
import { follow, until } from './fake-consumer.ts';
import { ask, type FakeSubgraph, fakeSubgraph, JWT_SECRET, RESOLVERS, SDL, SERVICE_SECRET } from './fake-graph.ts';
import { FakeStream } from './fake-stream.ts';
import { foreignSupergraph } from './foreign-subgraph.ts';

const CUSTOMER = '{ customer(id: "c1") { name balance } }';
const ANSWER = { customer: { name: 'Acme', balance: '10.00' } };
const NEWS = 'subscription { news { cursor sequence kind customer { name } } }';
const TALKS_SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { talks: [String!] }
  type Customer @key(fields: "id") { id: ID! talk: String }
`;
const POLL_MS = 5_000;

type Subgraphs = Readonly<Record<string, FakeSubgraph>>;

function supergraphOf(subgraphs: Subgraphs, change = (_name: string, sdl: string) => sdl): string {
  return foreignSupergraph(
    Object.entries(subgraphs).map(([name, { url }]) => ({
      name,
      url: `${url}/graphql`,
      sdl: change(name, SDL[name] ?? TALKS_SDL),
    })),
  );
}

describe('a gateway whose supergraph changes at its source', () => {
  const folder = mkdtempSync(join(tmpdir(), 'revgraph-changing-'));
  const file = join(folder, 'supergraph.graphql');
  const lines: { readonly fault?: string; readonly msg: string }[] = [];
  let stream: FakeStream;
  let first: Subgraphs;
  let others: FakeSubgraph[];
  let timers: FakeTimers;
  let gateway: RunningGateway;

  /** What `npm run gateway` starts, but for its log and its timers. */
  async function start(environment: Readonly<Record<string, string>> = {}): Promise<RunningGateway> {
    const config = await readGatewayConfig(
      { SUPERGRAPH: file, PORT: '0', POLICY: 'none', JWT_SECRET, SERVICE_SECRET, ...environment },
      systemTimers,
    );
    if (!config.ok) throw new Error(config.error.join('\n'));
    const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
    return startGateway({ ...config.value, consoleDir: null }, { log, timers });
  }

  async function another(name: string, resolvers: unknown): Promise<FakeSubgraph> {
    const subgraph = await fakeSubgraph(name, resolvers, SDL[name] ?? TALKS_SDL);
    others.push(subgraph);
    return subgraph;
  }

  const faults = () => lines.flatMap(({ fault }) => fault ?? []);
  const looks = async (outcome: string) => {
    const response = await fetch(`${gateway.url}/metrics`, { headers: { authorization: 'Bearer scrape' } });
    const found = new RegExp(`supergraph_looks_total\\{outcome="${outcome}"\\} (\\d+)`).exec(await response.text());
    return Number(found?.[1] ?? 0);
  };

  beforeEach(async () => {
    lines.length = 0;
    others = [];
    stream = new FakeStream();
    timers = new FakeTimers(new FixedClock(new Date(0)));
    const [crm, billing, operations] = await Promise.all([
      fakeSubgraph('crm', RESOLVERS['crm']),
      fakeSubgraph('billing', RESOLVERS['billing']),
      fakeSubgraph('operations', stream.resolvers()),
    ]);
    first = { crm, billing, operations };
    writeFileSync(file, supergraphOf(first));
    gateway = await start({ METRICS_TOKEN: 'scrape' });
  });

  afterEach(async () => {
    await gateway.close();
    await Promise.all([...Object.values(first), ...others].map((subgraph) => subgraph.close()));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('asks a subgraph that came', async () => {
    const talks = await another('talks', {
      Query: { talks: () => ['hello'] },
      Customer: { talk: ({ id }: { id: string }) => `with ${id}` },
    });
    writeFileSync(file, supergraphOf({ ...first, talks }));
    expect(await gateway.lookForGraph()).toEqual({ ok: true, value: true });
    expect((await ask({ gateway }, '{ talks customer(id: "c1") { name talk } }')).data).toEqual({
      talks: ['hello'],
      customer: { name: 'Acme', talk: 'with c1' },
    });
    const ready = await fetch(`${gateway.url}/readyz`);
    expect(await ready.json()).toEqual({
      ready: true,
      subgraphs: { crm: 'up', billing: 'up', operations: 'up', talks: 'up' },
    });
  });

  it('asks a subgraph where it moved to, and keeps the connections to the others', async () => {
    await ask({ gateway }, CUSTOMER);
    const { billing, crm } = first;
    const moved = await another('billing', { Customer: { balance: () => '11.00' } });
    writeFileSync(file, supergraphOf({ ...first, billing: moved }));
    expect(await gateway.lookForGraph()).toEqual({ ok: true, value: true });
    await until(() => billing?.openConnectionCount() === 0);
    expect(crm?.openConnectionCount()).toBe(1);
    expect((await ask({ gateway }, CUSTOMER)).data).toEqual({ customer: { name: 'Acme', balance: '11.00' } });
    expect(crm?.openConnectionCount()).toBe(1);
    expect(billing?.asked).toHaveLength(1);
  });

  it('ends the ways to a subgraph that is gone with the last request that needs it', async () => {
    const { crm, operations, billing } = first;
    if (crm === undefined || billing === undefined || operations === undefined) throw new Error('not started');
    const [asked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    billing.before = () => {
      asked.resolve();
      return held.promise;
    };
    const slow = ask({ gateway }, CUSTOMER);
    await asked.promise;
    writeFileSync(file, supergraphOf({ crm, operations }));
    expect(await gateway.lookForGraph()).toEqual({ ok: true, value: true });
    expect((await ask({ gateway }, CUSTOMER)).errors[0]?.message).toContain('Cannot query field "balance"');
    expect(billing.openConnectionCount()).toBe(1);
    held.resolve();
    expect(await slow).toMatchObject({ status: 200, data: ANSWER, errors: [] });
    await until(() => billing.openConnectionCount() === 0);
  });

  it('tells a subscription that goes on every event, in order, once', async () => {
    const consumer = await follow({ gateway }, NEWS);
    await until(() => stream.openCount === 1);
    stream.tell('before', 'c1');
    await consumer.has(1);
    const moved = await another('crm', RESOLVERS['crm']);
    writeFileSync(file, supergraphOf({ ...first, crm: moved }));
    stream.tell('meanwhile', 'c2');
    await gateway.lookForGraph();
    stream.tell('after', 'c2');
    const items = await consumer.has(3);
    expect(items.map(({ data }) => (data as { news: unknown }).news)).toEqual([
      expect.objectContaining({ sequence: 1, kind: 'before', customer: { name: 'Acme' } }),
      expect.objectContaining({ sequence: 2, kind: 'meanwhile', customer: { name: 'Holding' } }),
      expect.objectContaining({ sequence: 3, kind: 'after', customer: { name: 'Holding' } }),
    ]);
    expect(moved.asked.length).toBeGreaterThan(0);
    await until(() => first['crm']?.openConnectionCount() === 0);
  });

  it('follows a subscription at the place where its system moved to', async () => {
    const consumer = await follow({ gateway }, NEWS);
    stream.tell('before');
    await consumer.has(1);
    const moved = await another('operations', stream.resolvers());
    writeFileSync(file, supergraphOf({ ...first, operations: moved }));
    await gateway.lookForGraph();
    stream.tell('after');
    await consumer.has(2);
    await until(() => first['operations']?.openConnectionCount() === 0);
    expect(moved.sockets.clients.size).toBe(1);
  });

  it.each([
    ['is broken', () => 'type Query { a: Int }', /^SUPERGRAPH holds no composed supergraph: /],
    [
      'says who may have what in words that nobody knows',
      () =>
        supergraphOf(first, (name, sdl) =>
          name === 'crm'
            ? sdl
                .replace('import: ["@key"]', 'import: ["@key", "@policy"]')
                .replace('broken: String', 'broken: String @policy(policies: [["nobody"]])')
            : sdl,
        ),
      /^The supergraph is not served: Query.broken asks for the policy nobody, which nobody knows; /,
    ],
  ])('serves the old one while the new one %s, says so once, and takes the next', async (_what, broken, sentence) => {
    writeFileSync(file, broken());
    expect(await gateway.lookForGraph()).toEqual({ ok: false, error: expect.stringMatching(sentence) });
    expect(await gateway.lookForGraph()).toMatchObject({ ok: false });
    expect((await ask({ gateway }, CUSTOMER)).data).toEqual(ANSWER);
    expect(faults()).toEqual([expect.stringMatching(sentence)]);
    expect(await looks('refused')).toBe(2 - (await looks('unread')));
    writeFileSync(
      file,
      supergraphOf(first, (_name, sdl) => sdl.replace('name: String!', 'name: String! nickname: String')),
    );
    expect(await gateway.lookForGraph()).toEqual({ ok: true, value: true });
    expect(await looks('taken')).toBe(1);
  });

  it('looks by itself', async () => {
    const { crm, operations } = first;
    if (crm === undefined || operations === undefined) throw new Error('not started');
    writeFileSync(file, supergraphOf({ crm, operations }));
    await timers.advance(POLL_MS);
    await until(() => lines.some(({ msg }) => msg === 'supergraph changed'));
    expect((await ask({ gateway }, CUSTOMER)).errors[0]?.message).toContain('Cannot query field "balance"');
  });

  describe('behind an address', () => {
    let registry: Server;
    let answer: { readonly status: number; readonly tag: string; readonly text: string };
    let tags: (string | undefined)[];

    beforeEach(async () => {
      tags = [];
      answer = { status: 200, tag: '"1"', text: supergraphOf(first) };
      registry = createServer(({ headers }, response) => {
        tags.push(headers['if-none-match']);
        const { status, tag, text } = answer;
        const isKnown = status === 200 && headers['if-none-match'] === tag;
        response.writeHead(isKnown ? 304 : status, { etag: tag }).end(isKnown ? '' : text);
      });
      await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
      const { port } = registry.address() as AddressInfo;
      await gateway.close();
      gateway = await start({ SUPERGRAPH: `http://127.0.0.1:${port}/graph`, METRICS_TOKEN: 'scrape' });
    });
    afterEach(() => {
      registry.closeAllConnections();
      registry.close();
    });

    it('is asked only for another text, and serves that', async () => {
      expect(await gateway.lookForGraph()).toEqual({ ok: true, value: false });
      const { crm, operations } = first;
      if (crm === undefined || operations === undefined) throw new Error('not started');
      answer = { status: 200, tag: '"2"', text: supergraphOf({ crm, operations }) };
      expect(await gateway.lookForGraph()).toEqual({ ok: true, value: true });
      expect(await gateway.lookForGraph()).toEqual({ ok: true, value: false });
      expect(tags).toEqual([undefined, '"1"', '"1"', '"2"']);
      expect((await ask({ gateway }, '{ customer(id: "c1") { balance } }')).status).toBe(400);
    });

    it('serves the old one while nobody answers there, and looks again', async () => {
      answer = { ...answer, status: 500 };
      expect(await gateway.lookForGraph()).toMatchObject({ ok: false });
      await gateway.lookForGraph();
      expect(faults()).toEqual([expect.stringMatching(/^SUPERGRAPH names an address that answers with status 500: /)]);
      expect(await looks('unread')).toBe(2);
      expect((await ask({ gateway }, CUSTOMER)).data).toEqual(ANSWER);
      answer = { ...answer, status: 200 };
      expect(await gateway.lookForGraph()).toEqual({ ok: true, value: false });
    });
  });
});
