import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { committedSupergraph } from '#gateway/config/graph.ts';
import { readSupergraph } from '#gateway/federation/read-supergraph.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { FakeTimers, systemTimers } from '#kit/runtime/timers.ts';

describe('reading a supergraph', () => {
  const folder = mkdtempSync(join(tmpdir(), 'revgraph-supergraph-'));
  const timers = systemTimers;
  let server: Server | null = null;

  async function serve(listener: RequestListener): Promise<string> {
    const started = createServer(listener);
    server = started;
    await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
  }

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    server = null;
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('tells where each subgraph of a file was said to answer', async () => {
    const file = join(folder, 'committed.graphql');
    writeFileSync(file, committedSupergraph());
    const read = await readSupergraph(file, { timers });
    expect(read.ok && read.value.supergraphSdl).toBe(committedSupergraph());
    expect(read.ok && read.value.composedUrls.get('crm')).toBe('http://crm/graphql');
  });

  it('understands joins of the first federation', async () => {
    const file = join(folder, 'first.graphql');
    writeFileSync(
      file,
      `schema @core(feature: "https://specs.apollo.dev/core/v0.2") @core(feature: "https://specs.apollo.dev/join/v0.1", for: EXECUTION) { query: Query }
       directive @core(as: String, feature: String!, for: core__Purpose) repeatable on SCHEMA
       directive @join__field(graph: join__Graph, provides: join__FieldSet, requires: join__FieldSet) on FIELD_DEFINITION
       directive @join__graph(name: String!, url: String!) on ENUM_VALUE
       directive @join__owner(graph: join__Graph!) on INTERFACE | OBJECT
       directive @join__type(graph: join__Graph!, key: join__FieldSet) repeatable on INTERFACE | OBJECT
       enum core__Purpose { EXECUTION SECURITY }
       scalar join__FieldSet
       enum join__Graph { OLD @join__graph(name: "old", url: "http://old.example/q") }
       type Query { book: Book @join__field(graph: OLD) }
       type Book @join__owner(graph: OLD) @join__type(graph: OLD, key: "id") { id: ID! }`,
    );
    const read = await readSupergraph(file, { timers });
    expect(read.ok ? [...read.value.composedUrls] : read.error).toEqual([['old', 'http://old.example/q']]);
  });

  it('is refused for a file or an answer that is too long', async () => {
    const file = join(folder, 'long.graphql');
    writeFileSync(file, 'x'.repeat(101));
    const url = await serve((_request, response) => response.end('x'.repeat(101)));
    expect(await readSupergraph(file, { timers, bytesMax: 100 })).toEqual({
      ok: false,
      error: `names a file of more than 100 bytes: ${file}.`,
    });
    expect(await readSupergraph(`${url}/s`, { timers, bytesMax: 100 })).toEqual({
      ok: false,
      error: `names an address that answers with more than 100 bytes: ${url}/s.`,
    });
  });

  it('is given up at its deadline, however slowly the answer drips', async () => {
    let asked: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const url = await serve((_request, response) => {
      response.write('schema');
      asked();
    });
    const fake = new FakeTimers(new FixedClock(new Date(0)));
    const reading = readSupergraph(`${url}/s`, { timers: fake, timeoutMs: 1_000 });
    await arrived;
    await fake.advance(1_000);
    expect(await reading).toEqual({
      ok: false,
      error: `names an address that did not answer within 1000 ms: ${url}/s.`,
    });
  });

  it('follows nobody elsewhere, and tells no secrets of an address', async () => {
    const url = await serve((_request, response) => response.writeHead(302, { location: '/other' }).end());
    const secret = url.replace('http://', 'http://user:password@');
    expect(await readSupergraph(`${secret}/s?key=hidden`, { timers })).toEqual({
      ok: false,
      error: `names an address that answers with status 302: ${url}/s.`,
    });
  });

  it('is refused in one line for what is no address and for what is no supergraph', async () => {
    expect(await readSupergraph('http://[', { timers })).toEqual({ ok: false, error: 'names no file and no address.' });
    const file = join(folder, 'garbage.graphql');
    writeFileSync(file, 'no schema at all');
    const read = await readSupergraph(file, { timers });
    expect(read.ok ? '' : read.error).toMatch(/^holds no composed supergraph: .+\.$/);
  });
});
