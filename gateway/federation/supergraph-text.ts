import { readFile, stat } from 'node:fs/promises';
import { type Dispatcher, request } from 'undici';
import type { Timers } from '#kit/runtime/timers.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

/** A text at a place outside, read as often as it is asked for. */
export interface TextSource {
  /**
   * Null when it is known to be the one that was read last. Given up when `gone` is aborted. The fault is one sentence
   * that begins with a verb, such as "names a file that cannot be read: /nowhere.", and holds nothing of an address but
   * its origin and path.
   */
  read(gone?: AbortSignal): Promise<Result<string | null, string>>;
}

export interface TextSourceSettings {
  readonly timers: Timers;
  /** Of one read of an address, from connecting to the last byte. */
  readonly timeoutMs?: number;
  readonly bytesMax?: number;
}

type Settings = Required<TextSourceSettings>;

const TIMEOUT_MS = 5_000;
/** Some ten times the largest supergraphs that are spoken of in public. */
const BYTES_MAX = 16 * 1024 * 1024;

/** How long a changed file has to stay as it is: one that is being written may look whole before it is. */
const SETTLE_MS = 100;

/** A file, or an `http(s)` address. */
export function supergraphText(place: string, settings: TextSourceSettings): TextSource {
  const bounded = { timeoutMs: TIMEOUT_MS, bytesMax: BYTES_MAX, ...settings };
  return /^https?:\/\//i.test(place) ? addressText(place, bounded) : fileText(place, bounded);
}

/** One that is still being written counts as unchanged. */
function fileText(file: string, { timers, bytesMax }: Settings): TextSource {
  let last: string | null = null;
  const isAtRest = async (text: string, gone: AbortSignal | undefined) => {
    await timers.sleep(SETTLE_MS, gone);
    const again = await fromFile(file, bytesMax);
    return again.ok && again.value === text;
  };
  return {
    read: async (gone) => {
      const text = await fromFile(file, bytesMax);
      if (!text.ok) return text;
      if (text.value === last || (last !== null && !(await isAtRest(text.value, gone)))) return ok(null);
      last = text.value;
      return text;
    },
  };
}

async function fromFile(file: string, bytesMax: number): Promise<Result<string, string>> {
  try {
    const { size } = await stat(file);
    return size > bytesMax
      ? fail(`names a file of more than ${bytesMax} bytes: ${file}.`)
      : ok(await readFile(file, 'utf8'));
  } catch {
    return fail(`names a file that cannot be read: ${file}.`);
  }
}

/** Redirections are not followed. Where an `ETag` is told, only a text with another one is sent again. */
function addressText(address: string, settings: Settings): TextSource {
  if (!URL.canParse(address)) return { read: () => Promise.resolve(fail('names no file and no address.')) };
  const { origin, pathname } = new URL(address);
  const place = `${origin}${pathname}`;
  let etag: string | null = null;
  return {
    read: async (gone) => {
      const { timers, timeoutMs } = settings;
      const ended = new AbortController();
      const late = timers
        .sleep(timeoutMs, ended.signal)
        .then(
          (): Result<never, string> => fail(`names an address that did not answer within ${timeoutMs} ms: ${place}.`),
        );
      try {
        const signal = gone === undefined ? ended.signal : AbortSignal.any([ended.signal, gone]);
        const asked = ask(address, etag, signal).then((answer) => textOf(answer, place, settings.bytesMax));
        const unreachable = (): Result<never, string> => fail(`names an address that cannot be reached: ${place}.`);
        const read = await Promise.race([late, asked.catch(unreachable)]);
        if (!read.ok || read.value === null) return read.ok ? ok(null) : read;
        etag = read.value.etag;
        return ok(read.value.text);
      } finally {
        ended.abort('ended');
      }
    },
  };
}

type Answer = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>;

function ask(address: string, etag: string | null, signal: AbortSignal): Promise<Answer> {
  return request(address, { signal, headers: etag === null ? {} : { 'if-none-match': etag } });
}

interface Tagged {
  readonly text: string;
  readonly etag: string | null;
}

async function textOf(
  { statusCode, headers, body }: Answer,
  place: string,
  bytesMax: number,
): Promise<Result<Tagged | null, string>> {
  if (statusCode !== 200) {
    await body.dump();
    return statusCode === 304 ? ok(null) : fail(`names an address that answers with status ${statusCode}: ${place}.`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) return fail(`names an address that answers with more than ${bytesMax} bytes: ${place}.`);
    chunks.push(chunk);
  }
  const { etag } = headers;
  return ok({ text: Buffer.concat(chunks).toString('utf8'), etag: typeof etag === 'string' ? etag : null });
}
