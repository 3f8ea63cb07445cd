import { once } from 'node:events';
import { connect } from 'node:net';
import { jsonAnswer, rawHttpServer, readRequest } from '#bench/gateway/raw-http.ts';

const bytes = (text: string) => Buffer.from(text);
const POST = 'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello';
const CHUNKS = 'POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n';

describe('a request to the replayed subgraphs', () => {
  it.each([
    ['a length', POST],
    ['chunks', CHUNKS],
  ])('is read by %s, and what follows is left', (_case, text) => {
    const request = readRequest(bytes(`${text}GET / HTTP/1.1\r\n\r\n`));
    expect([request?.method, request?.body.toString(), request?.bytes]).toEqual(['POST', 'hello', text.length]);
  });

  it('has no body when it names none', () => {
    const request = readRequest(bytes('GET /healthz HTTP/1.1\r\n\r\n'));
    expect([request?.method, request?.body.length]).toEqual(['GET', 0]);
  });

  it.each([POST, CHUNKS])('is waited for until it is whole: %j', (text) => {
    const early = Array.from({ length: text.length }, (_, length) => readRequest(bytes(text.slice(0, length))));
    expect(early.every((request) => request === null)).toBe(true);
  });
});

describe('the server of replayed subgraphs', () => {
  it('answers requests of one connection in their order, though the first takes longer', async () => {
    const answers = ['first', 'second'].map((word) => jsonAnswer(`"${word}"`));
    const { promise: firstIsAsked, resolve: tellFirst } = Promise.withResolvers<void>();
    const { promise: secondIsHere, resolve: tellSecond } = Promise.withResolvers<void>();
    let asked = 0;
    const server = rawHttpServer(() => {
      asked += 1;
      if (asked > 1) return answers[1] ?? Buffer.alloc(0);
      tellFirst();
      return secondIsHere.then(() => answers[0] ?? Buffer.alloc(0));
    });
    server.on('connection', (socket) => {
      let chunks = 0;
      socket.on('data', () => {
        chunks += 1;
        if (chunks > 1) setImmediate(tellSecond);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const socket = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1');
    const expected = Buffer.concat(answers).toString();
    socket.write(POST);
    await firstIsAsked;
    socket.write(CHUNKS);
    let heard = '';
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      heard += chunk.toString();
      if (heard.length >= expected.length) break;
    }
    server.close();
    expect(heard).toBe(expected);
  });
});
