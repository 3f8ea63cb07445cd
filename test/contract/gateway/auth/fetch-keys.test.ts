import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type KeyFetcher, keyFetcher } from '#gateway/auth/fetch-keys.ts';
import { FixedClock } from '#kit/runtime/clock.ts';
import { FakeTimers } from '#kit/runtime/timers.ts';

describe('the way to an issuer’s keys', () => {
  let server: Server;
  let fetcher: KeyFetcher;
  let answer: RequestListener;
  const timers = new FakeTimers(new FixedClock('2026-11-21T09:00:00Z'));
  const asked: string[] = [];
  const urlOf = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(() => {
    asked.length = 0;
    fetcher = keyFetcher(timers);
  });
  afterEach(() => fetcher.close());
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('brings what stands there', async () => {
    answer = (_request, response) => response.end('{"keys":[]}');
    await expect(fetcher.fetch(urlOf('/keys'))).resolves.toEqual({ keys: [] });
  });

  it('is never led elsewhere', async () => {
    answer = (_request, response) => response.writeHead(302, { location: urlOf('/elsewhere') }).end('{"keys":[]}');
    await expect(fetcher.fetch(urlOf('/keys'))).rejects.toThrow('answered 302');
    expect(asked).toEqual(['/keys']);
  });

  it.each([
    ['an error', (): RequestListener => (_request, response) => response.writeHead(500).end('{"keys":[]}')],
    ['no JSON', (): RequestListener => (_request, response) => response.end('<html>')],
    ['too much', (): RequestListener => (_request, response) => response.end(JSON.stringify('a'.repeat(64 * 1024)))],
  ])('brings nothing where %s stands', async (_what, make) => {
    answer = make();
    await expect(fetcher.fetch(urlOf('/keys'))).rejects.toThrow();
  });

  it('is given up after three seconds of silence', async () => {
    const silent = new Promise<void>((resolve) => {
      answer = () => resolve();
    });
    const fetched = fetcher.fetch(urlOf('/keys'));
    const refused = expect(fetched).rejects.toThrow('no answer in time');
    await silent;
    await timers.advance(3_000);
    await refused;
  });
});
