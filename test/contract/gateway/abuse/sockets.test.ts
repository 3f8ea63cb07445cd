import { gzipSync } from 'node:zlib';
import { WebSocket } from 'ws';
import type { GatewayConfig } from '#gateway/config.ts';
import { openRaw, statusesIn } from './raw-connection.ts';
import { bearer, followOnce, openRange, type Range, type Target } from './target.ts';

const OFF = Number.POSITIVE_INFINITY;

interface OpenSocket {
  readonly socket: WebSocket;
  send(message: unknown): void;
  /** The code it was closed with. */
  readonly closed: Promise<number>;
  next(): Promise<Readonly<Record<string, unknown>>>;
}

describe('a socket', () => {
  let range: Range;
  let authorization: string;

  beforeAll(async () => {
    range = await openRange();
    authorization = await bearer();
  });
  afterAll(() => range.close());
  afterEach(async () => {
    expect((await followOnce(range.target, 'subscription { news { kind } }')).accepted).toBe(true);
  });

  const open = async ({ gateway }: Target, headers: Record<string, string> = {}): Promise<OpenSocket> => {
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
    const received: Readonly<Record<string, unknown>>[] = [];
    const waiting: ((message: Readonly<Record<string, unknown>>) => void)[] = [];
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Readonly<Record<string, unknown>>;
      const first = waiting.shift();
      if (first === undefined) received.push(message);
      else first(message);
    });
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return {
      socket,
      closed,
      send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
      next: () => {
        const first = received.shift();
        return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first);
      },
    };
  };
  const init = (payload: Record<string, unknown> = {}) => ({
    type: 'connection_init',
    payload: { authorization, ...payload },
  });
  const subscribe = (id: string, query = 'subscription { news { kind } }') => ({
    type: 'subscribe',
    id,
    payload: { query },
  });
  const acknowledged = async (target: Target): Promise<OpenSocket> => {
    const opened = await open(target);
    opened.send(init());
    expect(await opened.next()).toEqual({ type: 'connection_ack' });
    return opened;
  };
  /** With another setting; closed again whatever comes of it. */
  const under = async <Value>(config: Partial<GatewayConfig>, act: (target: Target) => Promise<Value>) => {
    const target = await range.startTarget(config);
    try {
      return await act(target);
    } finally {
      await target.gateway.close();
    }
  };

  describe('is refused before it is one', () => {
    const handshake = (lines: readonly string[], path = '/graphql') =>
      [
        `GET ${path} HTTP/1.1`,
        ...lines,
        'connection: Upgrade',
        'upgrade: websocket',
        'sec-websocket-version: 13',
        'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
        '\r\n',
      ].join('\r\n');
    const knock = async (target: Target, bytes: string) => {
      const connection = await openRaw(target);
      connection.write(bytes);
      const text = await connection.reads((read) => read.includes('\r\n\r\n'));
      connection.socket.destroy();
      return statusesIn(text);
    };
    const host = 'host: localhost';
    const protocol = 'sec-websocket-protocol: graphql-transport-ws';

    it('unless it comes as it should', async () => {
      expect(await knock(range.target, handshake([host, protocol]))).toEqual([101]);
      expect(await knock(range.target, handshake([host, protocol, 'origin: http://localhost']))).toEqual([101]);
      expect(await knock(range.target, handshake([host, protocol, 'origin: https://portal.example']))).toEqual([101]);
    });

    it.each([
      ['a foreign origin', [host, protocol, 'origin: https://evil.example'], '/graphql'],
      ['no origin by the name of null', [host, protocol, 'origin: null'], '/graphql'],
      ['an origin that begins as ours', [host, protocol, 'origin: http://localhost.evil.example'], '/graphql'],
      ['an unknown host', ['host: rebound.example', protocol], '/graphql'],
      ['another path', [host, protocol], '/graphqlx'],
      ['no subprotocol', [host], '/graphql'],
      ['the subprotocol of old', [host, 'sec-websocket-protocol: graphql-ws'], '/graphql'],
    ])('for %s', async (_name, lines, path) => {
      expect(await knock(range.target, handshake(lines, path))).toEqual([403]);
    });

    it('for its origin only where origins are checked, and for its host only where hosts are', async () => {
      const foreign = handshake([host, protocol, 'origin: https://evil.example']);
      expect(await under({ socketOriginCheck: false }, (target) => knock(target, foreign))).toEqual([101]);
      const rebound = handshake(['host: rebound.example', protocol]);
      expect(await under({ allowedHosts: ['*'] }, (target) => knock(target, rebound))).toEqual([101]);
    });

    it('when there are as many from one address as allowed', async () => {
      await under({ socketsPerAddressMax: 2 }, async (target) => {
        const [first] = [await open(target), await open(target)];
        expect(await knock(target, handshake([host, protocol]))).toEqual([403]);
        first?.socket.close();
        await first?.closed;
      });
      await under({ socketsPerAddressMax: OFF }, async (target) => {
        await Promise.all([open(target), open(target)]);
        expect(await knock(target, handshake([host, protocol]))).toEqual([101]);
      });
    });

    it('as one that packs its messages, which is not agreed to', async () => {
      const { socket } = await open(range.target);
      expect(socket.extensions).toBe('');
      socket.close();
    });
  });

  it('without connection_init is closed with 4408 after the time for it, and only then', async () => {
    await under({ socketInitTimeoutMs: 100 }, async (target) => expect(await (await open(target)).closed).toBe(4408));
    await under({ socketInitTimeoutMs: OFF }, async (target) => {
      const { socket, send, next } = await open(target);
      // An answer of the server shows that it was still listened to.
      send({ type: 'ping' });
      expect(await next()).toEqual({ type: 'pong' });
      socket.close();
    });
  });

  it.each([
    ['without credentials', { authorization: undefined }, 4401],
    ['with credentials that are none', { authorization: 'Bearer a.b.c' }, 4401],
    ['with credentials of another kind', { authorization: ['Bearer', 'x'] }, 4401],
  ])('%s is closed without an acknowledgement', async (_name, payload, code) => {
    const opened = await open(range.target);
    opened.send(init(payload));
    expect(await opened.closed).toBe(code);
  });

  it('without valid credentials again and again is told to wait', async () => {
    await under({ failuresPerAddressMax: 1 }, async (target) => {
      const codes = [];
      for (let count = 0; count < 2; count += 1) {
        const opened = await open(target);
        opened.send(init({ authorization: 'Bearer a.b.c' }));
        codes.push(await opened.closed);
      }
      expect(codes).toEqual([4401, 4429]);
    });
  });

  it('may say as much at first as the limit says and not one byte more', async () => {
    const ofBytes = (bytes: number) => {
      const { payload } = init();
      return init({ pad: 'x'.repeat(bytes - Buffer.byteLength(JSON.stringify({ ...payload, pad: '' }))) });
    };
    const fits = await open(range.target);
    fits.send(ofBytes(8 * 1024));
    expect(await fits.next()).toEqual({ type: 'connection_ack' });
    fits.socket.close();
    const over = await open(range.target);
    over.send(ofBytes(8 * 1024 + 1));
    expect(await over.closed).toBe(1009);
    await under({ socketInitBytesMax: OFF }, async (target) => {
      const wide = await open(target);
      wide.send(ofBytes(8 * 1024 + 1));
      expect(await wide.next()).toEqual({ type: 'connection_ack' });
    });
  });

  it('may send a message as long as the limit says and not one byte more', async () => {
    const ofBytes = (bytes: number) => {
      const bare = JSON.stringify({ type: 'ping', payload: { pad: '' } });
      return bare.replace('""', `"${'x'.repeat(bytes - bare.length)}"`);
    };
    const opened = await acknowledged(range.target);
    opened.send(ofBytes(64 * 1024));
    expect(await opened.next()).toMatchObject({ type: 'pong' });
    opened.send(ofBytes(64 * 1024 + 1));
    expect(await opened.closed).toBe(1009);
    await under({ socketMessageBytesMax: OFF }, async (target) => {
      const wide = await acknowledged(target);
      wide.send(ofBytes(64 * 1024 + 1));
      expect(await wide.next()).toMatchObject({ type: 'pong' });
    });
  });

  it.each([
    ['that is no JSON', '{"type":', 4400],
    ['of no type', '{"type":"launch"}', 4400],
    ['that is a list', '[]', 4400],
    ['that is very deep', `{"type":"ping","payload":{"a":${'['.repeat(40)}${']'.repeat(40)}}}`, 4400],
    ['with a key that stands twice', '{"type":"ping","type":"ping"}', 4400],
    ['with a prototype as a key', '{"type":"ping","payload":{"__proto__":{"admin":true}}}', 4400],
  ])('with a message %s is closed', async (_name, message, code) => {
    const opened = await acknowledged(range.target);
    opened.send(message);
    expect(await opened.closed).toBe(code);
  });

  it.each([
    ['as bytes', () => Buffer.from('{"type":"ping"}')],
    ['packed', () => gzipSync('{"type":"ping"}')],
  ])('with a message %s is closed with 1003', async (_name, bytes) => {
    const opened = await acknowledged(range.target);
    opened.socket.send(bytes(), { binary: true });
    expect(await opened.closed).toBe(1003);
  });

  it('may nest its JSON as deep as a body may, below the envelope of a message', async () => {
    const ofDepth = (levels: number) =>
      `{"type":"ping","payload":{"a":${'['.repeat(levels - 2)}${']'.repeat(levels - 2)}}}`;
    const opened = await acknowledged(range.target);
    opened.send(ofDepth(21));
    expect(await opened.next()).toMatchObject({ type: 'pong' });
    opened.send(ofDepth(22));
    expect(await opened.closed).toBe(4400);
    await under({ jsonNestingMax: OFF }, async (target) => {
      const wide = await acknowledged(target);
      wide.send(ofDepth(22));
      expect(await wide.next()).toMatchObject({ type: 'pong' });
    });
  });

  it.each([
    ['before it is acknowledged', async (opened: OpenSocket) => opened.send(subscribe('1')), 4401, false],
    [
      'by the same id twice',
      async (opened: OpenSocket) => ['1', '1'].map((id) => opened.send(subscribe(id))),
      4409,
      true,
    ],
    ['and begins once more', async (opened: OpenSocket) => opened.send(init()), 4429, true],
  ] as const)('that asks %s is closed', async (_name, act, code, isAcknowledged) => {
    const opened = isAcknowledged ? await acknowledged(range.target) : await open(range.target);
    await act(opened);
    expect(await opened.closed).toBe(code);
  });

  it('that floods is closed with 4429, by messages as by pings, and not where they are not counted', async () => {
    const flood = async (target: Target, act: (opened: OpenSocket) => void) => {
      const opened = await acknowledged(target);
      for (let count = 0; count < 30; count += 1) act(opened);
      opened.send({ type: 'ping', payload: { last: true } });
      return Promise.race([opened.closed, lastPong(opened)]);
    };
    const lastPong = async (opened: OpenSocket): Promise<string> => {
      for (;;) {
        const { payload } = await opened.next();
        if (payload !== undefined) return 'answered';
      }
    };
    const acts: readonly ((opened: OpenSocket) => void)[] = [
      ({ send }) => send({ type: 'ping' }),
      ({ socket }) => socket.ping(),
    ];
    for (const act of acts) {
      // So few that thirty are too many, in whichever second they come.
      expect(await under({ socketMessagesPerSecondMax: 10 }, (target) => flood(target, act))).toBe(4429);
      expect(await under({ socketMessagesPerSecondMax: OFF }, (target) => flood(target, act))).toBe('answered');
    }
  });

  it('may have as many operations as the limit says and not one more', async () => {
    const answerTo = async (opened: OpenSocket, id: string) => {
      opened.send(subscribe(id));
      for (;;) {
        const message = await opened.next();
        if (message['id'] === id) return message['type'];
      }
    };
    await under({ operationsPerSocketMax: 2 }, async (target) => {
      const opened = await acknowledged(target);
      expect([await answerTo(opened, '1'), await answerTo(opened, '2'), await answerTo(opened, '3')]).toEqual([
        'next',
        'next',
        'error',
      ]);
    });
    await under({ operationsPerSocketMax: OFF }, async (target) => {
      const opened = await acknowledged(target);
      for (const id of ['1', '2', '3']) expect(await answerTo(opened, id)).toBe('next');
    });
  });

  it('is one of as many of one caller as the limit says, and not one more', async () => {
    await under({ socketsPerSubjectMax: 2 }, async (target) => {
      await Promise.all([acknowledged(target), acknowledged(target)]);
      const third = await open(target);
      third.send(init());
      expect(await third.closed).toBe(4429);
    });
    await under({ socketsPerSubjectMax: OFF }, async (target) => {
      for (let count = 0; count < 3; count += 1) await acknowledged(target);
    });
  });

  it.each([
    ['a query', '{ customers { name } }', 'BAD_REQUEST'],
    ['a mutation', 'mutation { book(input: { idempotencyKey: "k" }) { id } }', 'BAD_REQUEST'],
    ['the schema', '{ __schema { queryType { name } } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a near miss', 'subscription { news { kin } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['what it may not have', 'subscription { plain { kind } }', 'FORBIDDEN'],
  ])('that asks for %s is told an error, without a name of the schema', async (_name, query, code) => {
    const executed = range.target.executed();
    const outcome = await followOnce(range.target, query);
    expect(outcome).toMatchObject({ accepted: false, codes: [code] });
    expect(outcome.text).not.toMatch(/Did you mean|Event|String|"kind"/);
    expect(range.target.executed()).toBe(executed);
  });
});
