import { constants } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { type BrotliOptions, brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { jsonRefusal } from './json-guard.ts';
import type { Refusal } from './refusal.ts';

export interface BodyLimits {
  /** Of the bytes as they come, and of what they are when unpacked. */
  readonly bytesMax: number;
  readonly compressed: 'refuse' | 'inflate';
}

type Unpack = (packed: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const UNPACKERS: ReadonlyMap<string, Unpack> = new Map<string, Unpack>([
  ['gzip', promisify<Buffer, ZlibOptions, Buffer>(gunzip)],
  ['deflate', promisify<Buffer, ZlibOptions, Buffer>(inflate)],
  ['br', promisify<Buffer, BrotliOptions, Buffer>(brotliDecompress)],
]);

/** The bytes of a request, refused as soon as they are more than allowed, packed in an unknown way, or packed at all. */
export async function readBody(
  request: IncomingMessage,
  { bytesMax, compressed }: BodyLimits,
): Promise<Result<Buffer, Refusal>> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  const unpack = compressed === 'inflate' ? UNPACKERS.get(encoding) : undefined;
  if (encoding !== 'identity' && unpack === undefined) {
    return fail({ code: 'UNSUPPORTED_MEDIA_TYPE', message: 'Bodies that are packed like this are not taken.' });
  }
  const body = await bytesOf(request, bytesMax);
  return body.ok && unpack !== undefined ? unpacked(body.value, unpack, bytesMax) : body;
}

/** Read by events: an iterator over a body costs more than a small body. */
function bytesOf(request: IncomingMessage, bytesMax: number): Promise<Result<Buffer, Refusal>> {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return Promise.resolve(fail(tooLarge(bytesMax)));
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = (read: Result<Buffer, Refusal>) => {
      request.off('data', take).off('end', finish).off('error', breakOff).off('close', breakOff);
      resolve(read);
    };
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= bytesMax) return;
      // The socket stays: the refusal has to go out on it.
      request.pause();
      end(fail(tooLarge(bytesMax)));
    };
    const finish = () => {
      const [first, ...others] = chunks;
      end(ok(first !== undefined && others.length === 0 ? first : Buffer.concat(chunks)));
    };
    // The client left or was too slow; whether anybody still reads this is not known.
    const breakOff = () => end(fail({ code: 'BAD_REQUEST', message: 'The body ended too early.' }));
    if (request.destroyed && !request.complete) breakOff();
    else request.on('data', take).on('end', finish).on('error', breakOff).on('close', breakOff);
  });
}

async function unpacked(packed: Buffer, unpack: Unpack, bytesMax: number): Promise<Result<Buffer, Refusal>> {
  try {
    return ok(await unpack(packed, { maxOutputLength: Math.min(bytesMax, constants.MAX_LENGTH) }));
  } catch (error) {
    const isLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    const message = 'The body cannot be unpacked.';
    return fail(isLarge ? tooLarge(bytesMax) : { code: 'BAD_REQUEST', message });
  }
}

function tooLarge(bytesMax: number): Refusal {
  return { code: 'PAYLOAD_TOO_LARGE', message: `A body may have at most ${bytesMax} bytes.` };
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** JSON of a bounded depth, in valid UTF-8, that every reader takes for the same. */
export function parseJson(body: Buffer, nestingMax: number): Result<unknown, Refusal> {
  const malformed: Refusal = { code: 'BAD_REQUEST', message: 'The body is not JSON in UTF-8.' };
  try {
    const text = UTF8.decode(body);
    const refusal = jsonRefusal(text, nestingMax);
    return refusal === null ? ok(JSON.parse(text)) : fail(refusal);
  } catch {
    return fail(malformed);
  }
}
