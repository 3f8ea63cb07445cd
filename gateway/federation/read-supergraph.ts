import { readFile, stat } from 'node:fs/promises';
import internals from '@apollo/federation-internals';
import { request } from 'undici';
import type { Timers } from '#kit/runtime/timers.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { splitSupergraph } from './runtime-supergraph.ts';

/** The text of a composed supergraph, and what it says about its subgraphs. */
export interface ReadSupergraph {
  readonly supergraphSdl: string;
  /** By subgraph: the address that it was composed with; may be empty or no address at all. */
  readonly composedUrls: ReadonlyMap<string, string>;
}

export interface ReadSupergraphSettings {
  readonly timers: Timers;
  /** For everything, from connecting to the last byte. */
  readonly timeoutMs?: number;
  readonly bytesMax?: number;
}

const TIMEOUT_MS = 5_000;
/** Some ten times the largest supergraphs that are spoken of in public. */
const BYTES_MAX = 16 * 1024 * 1024;

/**
 * Reads a supergraph of any origin from a file or an `http(s)` address: within a time, up to a size, without following
 * redirections. The fault is one sentence that begins with a verb, such as "cannot be read: /nowhere.", and holds
 * nothing of an address but its origin and path.
 */
export async function readSupergraph(
  source: string,
  { timers, timeoutMs = TIMEOUT_MS, bytesMax = BYTES_MAX }: ReadSupergraphSettings,
): Promise<Result<ReadSupergraph, string>> {
  const text = /^https?:\/\//i.test(source)
    ? await fetched(source, timers, { timeoutMs, bytesMax })
    : await fromFile(source, bytesMax);
  return text.ok ? understood(text.value) : text;
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

async function fetched(
  address: string,
  timers: Timers,
  { timeoutMs, bytesMax }: { readonly timeoutMs: number; readonly bytesMax: number },
): Promise<Result<string, string>> {
  if (!URL.canParse(address)) return fail('names no file and no address.');
  const { origin, pathname } = new URL(address);
  const place = `${origin}${pathname}`;
  const ended = new AbortController();
  const late = timers
    .sleep(timeoutMs, ended.signal)
    .then((): Result<string, string> => fail(`names an address that did not answer within ${timeoutMs} ms: ${place}.`));
  try {
    return await Promise.race([late, download(address, place, bytesMax, ended.signal)]);
  } finally {
    ended.abort('ended');
  }
}

async function download(
  address: string,
  place: string,
  bytesMax: number,
  signal: AbortSignal,
): Promise<Result<string, string>> {
  try {
    const { statusCode, body } = await request(address, { signal });
    if (statusCode !== 200) {
      await body.dump();
      return fail(`names an address that answers with status ${statusCode}: ${place}.`);
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > bytesMax) return fail(`names an address that answers with more than ${bytesMax} bytes: ${place}.`);
      chunks.push(chunk);
    }
    return ok(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return fail(`names an address that cannot be reached: ${place}.`);
  }
}

/** Joins of the first and the second federation alike, with and without security directives; the library may throw. */
function understood(supergraphSdl: string): Result<ReadSupergraph, string> {
  try {
    const split = splitSupergraph(supergraphSdl);
    if (!split.ok) return nothingComposed(split.error.join(' '));
    const subgraphs = internals.Supergraph.build(split.value.runtimeSdl).subgraphs().values();
    return ok({ supergraphSdl, composedUrls: new Map(subgraphs.map(({ name, url }) => [name, url])) });
  } catch (error) {
    return nothingComposed(error instanceof Error ? error.message : String(error));
  }
}

function nothingComposed(reason: string): Result<never, string> {
  const [line = ''] = reason.split('\n');
  return fail(`holds no composed supergraph: ${line.replace(/\.?$/, '.')}`);
}
