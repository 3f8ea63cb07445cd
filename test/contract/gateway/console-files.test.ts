import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyPairIssuer } from '#test/unit/gateway/auth/tokens.ts';
import { type FakeGraph, startFakeGraph } from './fake-graph.ts';

const folder = mkdtempSync(join(tmpdir(), 'revgraph-console-'));
mkdirSync(join(folder, 'assets'));
writeFileSync(join(folder, 'index.html'), '<title>console</title>');
writeFileSync(join(folder, 'graphiql.html'), '<title>graphiql</title>');
writeFileSync(join(folder, 'assets/index-a1b2c3.js'), 'export {}');
writeFileSync(join(folder, 'secret.txt'), 'not for the web');

describe('the console’s files', () => {
  let graph: FakeGraph | null = null;

  afterEach(async () => {
    await graph?.close();
    graph = null;
  });

  async function get(path: string, production = false) {
    graph ??= await startFakeGraph({ config: { consoleDir: folder, production } });
    const response = await fetch(`${graph.gateway.url}${path}`);
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  it('need no token and load nothing from anywhere else', async () => {
    const { status, headers, text } = await get('/');
    expect([status, text]).toEqual([200, '<title>console</title>']);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/https?:|\*/);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('may talk to the issuer that the page signs in at, which is told to it, and to nobody else', async () => {
    const issuers = [
      keyPairIssuer({ login: { clientId: 'page', scope: 'openid', origins: ['https://token.example'] } }),
    ];
    graph = await startFakeGraph({ config: { consoleDir: folder, issuers } });
    expect((await get('/')).headers.get('content-security-policy')).toContain(
      "connect-src 'self' https://login.example https://token.example;",
    );
    const { headers, text } = await get('/login.json');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(JSON.parse(text)).toEqual({
      login: {
        issuer: 'https://login.example',
        clientId: 'page',
        scope: 'openid',
        origins: ['https://login.example', 'https://token.example'],
      },
    });
  });

  it('know of no issuer unless one is configured for signing in', async () => {
    graph = await startFakeGraph({ config: { consoleDir: folder, issuers: [keyPairIssuer()] } });
    expect(JSON.parse((await get('/login.json')).text)).toEqual({ login: null });
  });

  it('are kept for ever when their name changes with their content', async () => {
    const { headers } = await get('/assets/index-a1b2c3.js');
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it.each(['/secret.txt', '/assets/../secret.txt', '/assets/..%2fsecret.txt', '/assets/', '/.env', '/index.html/'])(
    'are those of the build only: not %s',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  it('include GraphiQL, but not in production', async () => {
    expect((await get('/graphiql')).text).toBe('<title>graphiql</title>');
    await graph?.close();
    graph = null;
    expect((await get('/graphiql', true)).status).toBe(404);
  });
});
