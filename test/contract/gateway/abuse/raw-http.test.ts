import { openRaw, statusesIn } from './raw-connection.ts';
import { ask, bearer, openRange, outcomeOf, type Range, type Target, WRITE } from './target.ts';

const BODY = '{"query":"{ customers { name } }"}';
/** A write, since that is not given up when its client is gone. */
const HIDDEN = JSON.stringify({ query: WRITE });

describe('a connection', () => {
  let range: Range;
  let authorization: string;

  beforeAll(async () => {
    range = await openRange();
    authorization = await bearer();
  });
  afterAll(() => range.close());
  afterEach(async () => {
    expect((await ask(range.target, '{ customers { name } }')).accepted).toBe(true);
  });

  const head = (lines: readonly string[], first = 'POST /graphql HTTP/1.1') =>
    `${[first, 'host: localhost', `authorization: ${authorization}`, 'content-type: application/json', ...lines].join('\r\n')}\r\n\r\n`;
  const whole = (lines: readonly string[] = [], body = BODY) =>
    `${head([`content-length: ${body.length}`, ...lines])}${body}`;
  const send = async (target: Target, bytes: string): Promise<string> => {
    const connection = await openRaw(target);
    connection.write(bytes);
    return connection.ended;
  };

  it('that sends a whole request by hand is answered', async () => {
    expect(statusesIn(await send(range.target, whole(['connection: close'])))).toEqual([200]);
  });

  /** A second request hides behind or inside each of the first ones. */
  const hidden = () => whole(['connection: close'], HIDDEN);
  const smuggling: readonly (readonly [string, () => string])[] = [
    [
      'a length and chunks at once',
      () => `${head(['content-length: 4', 'transfer-encoding: chunked'])}0\r\n\r\n${hidden()}`,
    ],
    ['two lengths', () => `${head(['content-length: 4', `content-length: ${BODY.length}`])}${BODY}${hidden()}`],
    ['a length that is a list', () => `${head([`content-length: ${BODY.length}, 4`])}${BODY}${hidden()}`],
    ['a negative length', () => `${head(['content-length: -1'])}${hidden()}`],
    ['a length with a sign', () => `${head([`content-length: +${BODY.length}`])}${BODY}${hidden()}`],
    ['a length in hexadecimal', () => `${head(['content-length: 0x10'])}${BODY}${hidden()}`],
    ['an unknown coding', () => `${head(['transfer-encoding: xchunked'])}0\r\n\r\n${hidden()}`],
    ['a coding that is not the last', () => `${head(['transfer-encoding: chunked, identity'])}0\r\n\r\n${hidden()}`],
    ['a coding behind a tab', () => `${head(['transfer-encoding:\x0bchunked'])}0\r\n\r\n${hidden()}`],
    ['a blank before the colon', () => `${head([`content-length : ${BODY.length}`])}${BODY}${hidden()}`],
    ['a chunk that is no number', () => `${head(['transfer-encoding: chunked'])}zz\r\nab\r\n0\r\n\r\n${hidden()}`],
    ['a bare line feed in a header', () => `${head(['x-a: b\ncontent-length: 4'])}${BODY}${hidden()}`],
    ['a folded header', () => `${head(['x-a: b\r\n folded'])}${hidden()}`],
    ['a header without a name', () => `${head([': empty'])}${hidden()}`],
    ['NUL in a header', () => `${head(['x-a: \0'])}${hidden()}`],
    ['no host', () => `POST /graphql HTTP/1.1\r\ncontent-length: 0\r\n\r\n${hidden()}`],
    ['a method of no HTTP', () => `SMUGGLE /graphql HTTP/1.1\r\nhost: localhost\r\n\r\n${hidden()}`],
    ['a version of no HTTP', () => `POST /graphql HTTP/9.9\r\nhost: localhost\r\n\r\n${hidden()}`],
  ];

  it.each(smuggling)('with %s is refused, and what hides behind it is never read', async (_name, bytes) => {
    const before = range.target.executed();
    const text = await send(range.target, bytes());
    const [first, ...others] = statusesIn(text);
    expect([400, 403, 405, 411, 421, 501, 505]).toContain(first);
    expect(others).toEqual([]);
    expect(text).not.toContain('Acme');
    // Whatever had been read of the hidden one would have been asked for before this.
    await ask(range.target, '{ customers { name } }');
    expect(range.target.executed()).toBe(before + 1);
  });

  it('with headers beyond the limit is refused, and within it is answered', async () => {
    expect(statusesIn(await send(range.target, whole([`x-a: ${'a'.repeat(15_000)}`, 'connection: close'])))).toEqual([
      200,
    ]);
    expect(statusesIn(await send(range.target, whole([`x-a: ${'a'.repeat(17_000)}`])))).toEqual([431]);
    const wide = await range.startTarget({ headerBytesMax: 64 * 1024 });
    expect(statusesIn(await send(wide, whole([`x-a: ${'a'.repeat(17_000)}`, 'connection: close'])))).toEqual([200]);
    await wide.gateway.close();
  });

  it('with an address beyond the limit is refused, and within it is answered', async () => {
    const get = (target: Target, length: number) => {
      const path = `/healthz?${'a'.repeat(length - '/healthz?'.length)}`;
      return fetch(`${target.gateway.url}${path}`).then(({ status }) => status);
    };
    expect([await get(range.target, 8 * 1024), await get(range.target, 8 * 1024 + 1)]).toEqual([200, 413]);
    const wide = await range.startTarget({ urlLengthMax: Number.POSITIVE_INFINITY });
    expect(await get(wide, 8 * 1024 + 1)).toBe(200);
    await wide.gateway.close();
  });

  it.each(['rebound.example', '127.0.0.1.rebound.example', 'localhost.', 'localhost@rebound.example', ''])(
    'to the host "%s" is refused, and answered where hosts are not judged',
    async (host) => {
      const bytes = whole(['connection: close']).replace('host: localhost', `host: ${host}`);
      expect(statusesIn(await send(range.target, bytes))).toEqual([421]);
      const open = await range.startTarget({ allowedHosts: ['*'] });
      expect(statusesIn(await send(open, bytes))).toEqual([200]);
      await open.gateway.close();
    },
  );

  it.each(['PUT', 'PATCH', 'DELETE', 'HEAD', 'TRACE', 'PROPFIND'])('by %s is refused', async (method) => {
    const bytes = whole(['connection: close']).replace('POST', method);
    const text = await send(range.target, bytes);
    expect(statusesIn(text)).toEqual([405]);
    expect(text).toMatch(/^allow: POST\r$/im);
  });

  describe('that is slow', () => {
    const QUICK = { headersTimeoutMs: 200, bodyTimeoutMs: 400, keepAliveTimeoutMs: 200 };
    const NEVER = { headersTimeoutMs: 60_000, bodyTimeoutMs: 60_000, keepAliveTimeoutMs: 60_000 };
    const slow: readonly (readonly [string, () => string])[] = [
      ['with its headers', () => 'POST /graphql HTTP/1.1\r\nhost: localhost\r\nx-a: '],
      ['with its body', () => `${head([`content-length: ${BODY.length}`])}{"query"`],
      ['with its chunks', () => `${head(['transfer-encoding: chunked'])}4\r\n{"qu\r\n`],
      ['and silent', () => ''],
    ];

    it.each(slow)('%s is cut by the time-out, and only by it', async (_name, bytes) => {
      const quick = await range.startTarget(QUICK);
      const patient = await range.startTarget(NEVER);
      const [cut, kept] = await Promise.all([openRaw(quick), openRaw(patient)]);
      cut.write(bytes());
      kept.write(bytes());
      const text = await cut.ended;
      expect(statusesIn(text).filter((status) => status !== 408 && status !== 400)).toEqual([]);
      // Where time is not measured, the same bytes have been waited for all along.
      expect(kept.socket.destroyed).toBe(false);
      kept.socket.destroy();
      await Promise.all([quick.gateway.close(), patient.gateway.close()]);
    });

    it('to ask again is cut by the time-out', async () => {
      const quick = await range.startTarget(QUICK);
      const connection = await openRaw(quick);
      connection.write(whole());
      expect(statusesIn(await connection.ended)).toEqual([200]);
      await quick.gateway.close();
    });
  });

  describe('of very many', () => {
    const heldBy = async (target: Target, count: number) => {
      const all = [];
      for (let opened = 0; opened < count; opened += 1) all.push(await openRaw(target));
      return all;
    };

    it.each(['connectionsPerAddressMax', 'connectionsMax'] as const)(
      'is ended when it is one more than %s, and answered when it is not',
      async (name) => {
        const target = await range.startTarget({ [name]: 3 });
        const held = await heldBy(target, 4);
        // The last one came too late: it ends by itself, while the others are answered.
        expect(await held[3]?.ended).toBe('');
        held[2]?.write(whole(['connection: close']));
        expect(statusesIn((await held[2]?.ended) ?? '')).toEqual([200]);
        const next = await openRaw(target);
        next.write(whole(['connection: close']));
        expect(statusesIn(await next.ended)).toEqual([200]);
        for (const { socket } of held) socket.destroy();
        await target.gateway.close();
      },
    );
  });

  it('without credentials is refused so often and then told to wait, while valid ones are served on', async () => {
    const target = await range.startTarget({ failuresPerAddressMax: 3 });
    const wrong = async () =>
      outcomeOf(
        await fetch(`${target.gateway.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: 'Bearer a.b.c' },
          body: BODY,
        }),
      );
    const answers = [];
    for (let count = 0; count < 4; count += 1) answers.push(await wrong());
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 429]);
    expect(answers[3]?.text).toMatch(/"retry-after"/);
    expect((await ask(target, '{ customers { name } }')).accepted).toBe(true);
    const metrics = await fetch(`${target.gateway.url}/metrics`, { headers: { authorization: 'Bearer guess' } });
    expect(metrics.status).toBe(429);
    await metrics.arrayBuffer();
    await target.gateway.close();
  });

  describe('of another origin', () => {
    const preflight = async (target: Target, origin: string) => {
      const response = await fetch(`${target.gateway.url}/graphql`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
      });
      await response.arrayBuffer();
      return [...response.headers.keys()].filter((name) => name.startsWith('access-control-'));
    };

    it('is allowed when it is listed, as it is written', async () => {
      expect(await preflight(range.target, 'https://portal.example')).toContain('access-control-allow-origin');
    });

    it.each([
      'null',
      'https://evil.example',
      'https://portal.example.evil.example',
      'https://sub.portal.example',
      'http://portal.example',
      'https://portal.example:8443',
      'https://PORTAL.example',
      '*',
    ])('"%s" gets no permission, and gets it where every origin does', async (origin) => {
      expect(await preflight(range.target, origin)).toEqual([]);
      const open = await range.startTarget({ allowedOrigins: ['*'] });
      expect(await preflight(open, origin)).toContain('access-control-allow-origin');
      await open.gateway.close();
    });
  });

  describe('that looks around', () => {
    it.each([
      ['/graphiql', 404],
      ['/metrics', 401],
      ['/.env', 404],
      ['/.git/config', 404],
      ['/debug/pprof', 404],
      ['/server-status', 404],
      ['/graphql/../metrics', 401],
      ['/assets/%2e%2e/%2e%2e/package.json', 404],
    ])('at %s is answered with %i and nothing of us', async (path, status) => {
      const text = await send(range.target, `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
      const [found] = statusesIn(text);
      // A path is looked up as it is written: one that leads back up is none that is served.
      expect(path.includes('..') ? [404, 401, 405] : [status]).toContain(found);
      expect(text).toMatch(/^x-content-type-options: nosniff\r$/im);
      expect(text).toMatch(/^cache-control: no-store\r$/im);
      expect(text).not.toMatch(/x-powered-by|^server:|<html|node_modules/im);
    });
  });

  describe('of a vendor', () => {
    const hook = async (target: Target, size: number, headers: Record<string, string> = {}) => {
      const response = await fetch(`${target.gateway.url}/webhooks/stripe/main`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: 'x'.repeat(size),
      });
      await response.arrayBuffer();
      return response.status;
    };

    it('needs no credentials here, and may send as much as the limit says and not one byte more', async () => {
      expect([await hook(range.target, 1_000_000), await hook(range.target, 1_000_001)]).toEqual([202, 413]);
      const wide = await range.startTarget({ webhookBodyBytesMax: Number.POSITIVE_INFINITY });
      expect(await hook(wide, 1_000_001)).toBe(202);
      await wide.gateway.close();
    });

    it('is answered at once when it says that it will send too much', async () => {
      const text = await send(
        range.target,
        'POST /webhooks/stripe/main HTTP/1.1\r\nhost: localhost\r\ncontent-length: 900000000\r\n\r\n',
      );
      expect(statusesIn(text)).toEqual([413]);
    });

    it('may send so often and not once more, counted for each connection', async () => {
      const target = await range.startTarget({ webhooksPerAddressMax: 2 });
      expect([await hook(target, 2), await hook(target, 2), await hook(target, 2)]).toEqual([202, 202, 429]);
      await target.gateway.close();
    });
  });
});
