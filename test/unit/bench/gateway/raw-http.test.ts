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
  it('answers requests of one connection in their order, however they are cut', async () => {
    // The first is answered late: the second may not overtake it.
    const answers = ['first', 'second'].map((word) => jsonAnswer(`"${word}"`));
    let asked = 0;
    const server = rawHttpServer(() => {
      const answer = answers[asked] ?? Buffer.alloc(0);
      asked += 1;
      return asked === 1 ? new Promise((resolve) => setImmediate(() => resolve(answer))) : answer;
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const socket = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1');
    const expected = Buffer.concat(answers).toString();
    socket.write(POST.slice(0, 20));
    socket.write(`${POST.slice(20)}${CHUNKS}`);
    let heard = '';
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      heard += chunk.toString();
      if (heard.length >= expected.length) break;
    }
    server.close();
    expect(heard).toBe(expected);
  });
});
