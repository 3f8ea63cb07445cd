import type { IncomingMessage } from 'node:http';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import type { Refusal } from './refusal.ts';

/** The bytes of a request, refused as soon as they are more than allowed or packed: nothing is inflated here. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Result<Buffer, Refusal>> {
  const tooLarge: Refusal = { code: 'PAYLOAD_TOO_LARGE', message: `A body may have at most ${bytesMax} bytes.` };
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    return fail({ code: 'UNSUPPORTED_MEDIA_TYPE', message: 'Compressed bodies are not taken.' });
  }
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) return fail(tooLarge);
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop must not take the socket down: the refusal has to go out on it.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) return fail(tooLarge);
    chunks.push(chunk);
  }
  return ok(Buffer.concat(chunks));
}

const NESTING_MAX = 20;

/** JSON of a bounded depth, in valid UTF-8, with one value and nothing behind it. */
export function parseJson(body: Buffer): Result<unknown, Refusal> {
  const malformed: Refusal = { code: 'BAD_REQUEST', message: 'The body is not JSON in UTF-8.' };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    if (nestingOf(text) > NESTING_MAX) {
      return fail({ code: 'QUERY_LIMIT_EXCEEDED', message: `JSON may be nested at most ${NESTING_MAX} levels deep.` });
    }
    return ok(JSON.parse(text));
  } catch {
    return fail(malformed);
  }
}

/** Deepest nesting of brackets outside of strings, found before the recursive parser runs. */
function nestingOf(text: string): number {
  let deepest = 0;
  let depth = 0;
  // Strings are skipped whole, so that brackets inside them do not count.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
