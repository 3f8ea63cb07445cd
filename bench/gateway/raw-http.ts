import { createServer, type Server, type Socket } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const CHUNKED = /\r\ntransfer-encoding: *chunked/i;
const CHUNKED_END = Buffer.from('0\r\n\r\n');

/** A request as its bytes say it. */
export interface RawRequest {
  readonly method: string;
  readonly body: Buffer;
  /** How many bytes of what came belong to it. */
  readonly bytes: number;
}

/**
 * The first request in what has come so far; null while it is not whole. Knows what clients of a benchmark send: a length
 * or chunks without trailers. Far less than HTTP, so it must never serve anything else.
 */
export function readRequest(arrived: Buffer): RawRequest | null {
  const headBytes = arrived.indexOf(HEAD_END);
  if (headBytes < 0) return null;
  const head = arrived.toString('latin1', 0, headBytes);
  const method = head.slice(0, head.indexOf(' '));
  const bodyAt = headBytes + HEAD_END.length;
  if (CHUNKED.test(head)) return chunkedRequest(method, arrived, bodyAt);
  const bytes = bodyAt + Number(LENGTH.exec(head)?.[1] ?? 0);
  return arrived.length < bytes ? null : { method, body: arrived.subarray(bodyAt, bytes), bytes };
}

function chunkedRequest(method: string, arrived: Buffer, bodyAt: number): RawRequest | null {
  const chunks: Buffer[] = [];
  for (let at = bodyAt; ; ) {
    const lineEnd = arrived.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(arrived.toString('latin1', at, lineEnd), 16);
    if (Number.isNaN(size)) throw new Error('A chunk without a size');
    if (size === 0) {
      const bytes = at + CHUNKED_END.length;
      return arrived.length < bytes ? null : { method, body: Buffer.concat(chunks), bytes };
    }
    chunks.push(arrived.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}

/** A whole answer with its head, ready to be sent as often as it is asked for. */
export function jsonAnswer(json: string): Buffer {
  const body = Buffer.from(json);
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: keep-alive\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

/**
 * Serves HTTP with as little work as can be, requests of one connection one after the other. What `answer` rejects with
 * ends the process: a benchmark behind a broken upstream measures nothing.
 */
export function rawHttpServer(answer: (request: RawRequest) => Buffer | Promise<Buffer>): Server {
  return createServer({ noDelay: true }, (socket) => {
    let arrived: Buffer = Buffer.alloc(0);
    let answering = false;
    const drain = async (): Promise<void> => {
      answering = true;
      for (let request = readRequest(arrived); request !== null; request = readRequest(arrived)) {
        arrived = arrived.subarray(request.bytes);
        const reply = answer(request);
        send(socket, Buffer.isBuffer(reply) ? reply : await reply);
      }
      answering = false;
    };
    socket.on('data', (chunk: Buffer) => {
      arrived = arrived.length === 0 ? chunk : Buffer.concat([arrived, chunk]);
      if (!answering) void drain();
    });
    // A client that hangs up when its round ends is no fault.
    socket.on('error', () => socket.destroy());
  });
}

function send(socket: Socket, bytes: Buffer): void {
  if (socket.writable) socket.write(bytes);
}
