import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { supergraphText } from '#gateway/federation/supergraph-text.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { FakeTimers, systemTimers, type Timers } from '#kit/runtime/timers.ts';

const timers = systemTimers;
const folder = mkdtempSync(join(tmpdir(), 'revgraph-supergraph-'));
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

/** Acts whenever somebody sleeps, and wakes them at once. */
function wakingTimers(act: () => void): Timers {
  return {
    ...systemTimers,
    sleep: () => {
      act();
      return Promise.resolve();
    },
  };
}

describe('the text of a supergraph in a file', () => {
  const file = join(folder, 'some.graphql');

  it('is told once, and again when it is another', async () => {
    writeFileSync(file, 'one');
    const text = supergraphText(file, { timers: wakingTimers(() => undefined) });
    expect([await text.read(), await text.read()]).toEqual([
      { ok: true, value: 'one' },
      { ok: true, value: null },
    ]);
    writeFileSync(file, 'two');
    expect([await text.read(), await text.read()]).toEqual([
      { ok: true, value: 'two' },
      { ok: true, value: null },
    ]);
  });

  it('is not told while it is still being written', async () => {
    writeFileSync(file, 'one');
    let more = ['tw', 'two'];
    const text = supergraphText(file, {
      timers: wakingTimers(() => {
        const [next, ...others] = more;
        if (next !== undefined) writeFileSync(file, next);
        more = others;
      }),
    });
    await text.read();
    writeFileSync(file, 't');
    expect([await text.read(), await text.read(), await text.read()]).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
      { ok: true, value: 'two' },
    ]);
  });

  it('is refused when it is too long or cannot be read', async () => {
    writeFileSync(file, 'x'.repeat(101));
    expect(await supergraphText(file, { timers, bytesMax: 100 }).read()).toEqual({
      ok: false,
      error: `names a file of more than 100 bytes: ${file}.`,
    });
    expect(await supergraphText('/nowhere', { timers }).read()).toEqual({
      ok: false,
      error: 'names a file that cannot be read: /nowhere.',
    });
  });
});

describe('the text of a supergraph at an address', () => {
  it('is sent once for each of its tags', async () => {
    const asked: (string | undefined)[] = [];
    let tag = '"a"';
    const url = await serve((request, response) => {
      asked.push(request.headers['if-none-match']);
      if (request.headers['if-none-match'] === tag) response.writeHead(304).end();
      else response.writeHead(200, { etag: tag }).end(`text of ${tag}`);
    });
    const text = supergraphText(`${url}/s`, { timers });
    expect([await text.read(), await text.read()]).toEqual([
      { ok: true, value: 'text of "a"' },
      { ok: true, value: null },
    ]);
    tag = '"b"';
    expect([await text.read(), await text.read()]).toEqual([
      { ok: true, value: 'text of "b"' },
      { ok: true, value: null },
    ]);
    expect(asked).toEqual([undefined, '"a"', '"a"', '"b"']);
  });

  it('is asked for again under the old tag after it could not be had', async () => {
    const asked: (string | undefined)[] = [];
    let status = 200;
    const url = await serve((request, response) => {
      asked.push(request.headers['if-none-match']);
      response.writeHead(status, { etag: status === 200 ? '"a"' : '"error page"' }).end('text');
    });
    const text = supergraphText(`${url}/s`, { timers });
    await text.read();
    status = 503;
    expect(await text.read()).toEqual({ ok: false, error: `names an address that answers with status 503: ${url}/s.` });
    await text.read();
    expect(asked).toEqual([undefined, '"a"', '"a"']);
  });

  it('is refused when it is too long', async () => {
    const url = await serve((_request, response) => response.end('x'.repeat(101)));
    expect(await supergraphText(`${url}/s`, { timers, bytesMax: 100 }).read()).toEqual({
      ok: false,
      error: `names an address that answers with more than 100 bytes: ${url}/s.`,
    });
  });

  it('is given up at its deadline, however slowly it drips', async () => {
    let asked: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const url = await serve((_request, response) => {
      response.write('schema');
      asked();
    });
    const fake = new FakeTimers(new FixedClock(new Date(0)));
    const reading = supergraphText(`${url}/s`, { timers: fake, timeoutMs: 1_000 }).read();
    await arrived;
    await fake.advance(1_000);
    expect(await reading).toEqual({
      ok: false,
      error: `names an address that did not answer within 1000 ms: ${url}/s.`,
    });
  });

  it('is given up with whoever waits for it', async () => {
    const gone = new AbortController();
    const url = await serve(() => gone.abort());
    const reading = supergraphText(`${url}/s`, { timers: new FakeTimers(new FixedClock(new Date(0))) });
    expect(await reading.read(gone.signal)).toMatchObject({ ok: false });
  });

  it('is not followed elsewhere, and no secret of its address is told', async () => {
    const url = await serve((_request, response) => response.writeHead(302, { location: '/other' }).end());
    const secret = url.replace('http://', 'http://user:password@');
    expect(await supergraphText(`${secret}/s?key=hidden`, { timers }).read()).toEqual({
      ok: false,
      error: `names an address that answers with status 302: ${url}/s.`,
    });
  });

  it('is refused where there is no address', async () => {
    expect(await supergraphText('http://[', { timers }).read()).toEqual({
      ok: false,
      error: 'names no file and no address.',
    });
  });
});
