import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvironmentReader } from '#gateway/config/environment.ts';
import { committedRuntimeSupergraph, committedSupergraph } from '#gateway/config/graph.ts';
import { type GraphTexts, readGraphSource } from '#gateway/config/graph-source.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { foreignSupergraph } from '#test/contract/gateway/foreign-subgraph.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';

function supergraphOf(urls: Readonly<Record<string, string>>): string {
  return foreignSupergraph(
    Object.entries(urls).map(([name, url]) => ({ name, url, sdl: `${LINK} type Query { ${name}: String }` })),
  );
}

const COMMITTED_URLS = {
  SUBGRAPH_CRM_URL: 'http://crm:4001',
  SUBGRAPH_BILLING_URL: 'http://billing:4002',
  SUBGRAPH_ERP_URL: 'http://erp:4003',
  SUBGRAPH_REVREC_URL: 'http://revrec:4004',
  SUBGRAPH_OPERATIONS_URL: 'http://operations:4005',
};

describe('the source of a foreign graph', () => {
  const folder = mkdtempSync(join(tmpdir(), 'revgraph-source-'));
  const file = join(folder, 'supergraph.graphql');
  afterAll(() => rmSync(folder, { recursive: true }));

  const open = (environment: Record<string, string> = {}) =>
    readGraphSource(new EnvironmentReader({ SUPERGRAPH: file, ...environment }), systemTimers, () => {
      throw new Error('nothing is committed');
    });

  it('tells of another text with the addresses in it, but for those of the environment', async () => {
    writeFileSync(file, supergraphOf({ books: 'http://books/a' }));
    const { graphSource, endpointUrls } = await open({ SUBGRAPH_FILMS_URL: 'http://films:1' });
    expect(endpointUrls).toEqual({ books: 'http://books/a' });
    expect(await graphSource.read()).toEqual({ ok: true, value: null });
    const supergraphSdl = supergraphOf({ books: 'http://books/b', films: 'http://films/a' });
    writeFileSync(file, supergraphSdl);
    expect(await graphSource.read()).toEqual({
      ok: true,
      value: {
        supergraphSdl,
        runtimeSupergraphSdl: null,
        endpointUrls: { books: 'http://books/b' },
        subgraphUrls: { films: 'http://films:1' },
      },
    });
    expect(await graphSource.read()).toEqual({ ok: true, value: null });
  });

  it.each([
    ['it is no supergraph', 'type Query { a: Int }', /^SUPERGRAPH holds no composed supergraph: .+\.$/],
    ['a subgraph has no address', supergraphOf({ books: 'b' }), /^SUBGRAPH_BOOKS_URL is missing: .+\.$/],
  ])('says in one line what is wrong while %s, and takes what comes then', async (_what, broken, fault) => {
    writeFileSync(file, supergraphOf({ books: 'http://books/a' }));
    const { graphSource } = await open();
    writeFileSync(file, broken);
    for (const read of [await graphSource.read(), await graphSource.read()]) {
      expect(read.ok ? '' : read.error).toMatch(fault);
    }
    writeFileSync(file, supergraphOf({ books: 'http://books/b' }));
    expect(await graphSource.read()).toMatchObject({ ok: true, value: { endpointUrls: { books: 'http://books/b' } } });
  });
});

describe('the source of the committed graph', () => {
  it('tells of new texts with the addresses of the environment only', async () => {
    let texts: GraphTexts = {
      supergraphSdl: committedSupergraph(),
      runtimeSupergraphSdl: committedRuntimeSupergraph(),
    };
    const { graphSource } = await readGraphSource(new EnvironmentReader(COMMITTED_URLS), systemTimers, () => texts);
    expect(await graphSource.read()).toEqual({ ok: true, value: null });
    texts = { supergraphSdl: supergraphOf({ crm: 'http://elsewhere/graphql' }), runtimeSupergraphSdl: 'another' };
    expect(await graphSource.read()).toEqual({
      ok: true,
      value: { ...texts, subgraphUrls: { crm: 'http://crm:4001' }, endpointUrls: {} },
    });
    texts = { ...texts, supergraphSdl: supergraphOf({ crm: '', shop: 'http://shop/graphql' }) };
    expect(await graphSource.read()).toMatchObject({ error: expect.stringMatching(/^SUBGRAPH_SHOP_URL is missing/) });
  });

  it('says so while it cannot be read', async () => {
    let isGone = false;
    const { graphSource } = await readGraphSource(new EnvironmentReader(COMMITTED_URLS), systemTimers, () => {
      if (isGone) throw new Error('ENOENT');
      return { supergraphSdl: committedSupergraph(), runtimeSupergraphSdl: null };
    });
    isGone = true;
    expect(await graphSource.read()).toEqual({ ok: false, error: 'The committed supergraph cannot be read.' });
    isGone = false;
    expect(await graphSource.read()).toEqual({ ok: true, value: null });
  });
});
