import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { TASKSET } from '../support/start-part.ts';

const SCRIPT = fileURLToPath(new URL('wrk.lua', import.meta.url));
/** Longer than any gateway may take, so that a slow answer is a latency and not a loss. */
const TIMEOUT = '60s';

export interface WrkSettings {
  readonly url: string;
  readonly body: string;
  /** Of the header of that name. */
  readonly authorization: string;
  readonly connections: number;
  readonly seconds: number;
  /** The only core it may use; null = any. */
  readonly core: number | null;
}

export interface WrkFigures {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Heads and bodies of answers. */
  readonly bytesPerRequest: number;
  /** Answers of a status from 400. */
  readonly refused: number;
  /** No answer in time, or none at all. */
  readonly lost: number;
}

const told = z.object({
  requests: z.number(),
  durationUs: z.number(),
  bytes: z.number(),
  p50Us: z.number(),
  p99Us: z.number(),
  connect: z.number(),
  read: z.number(),
  write: z.number(),
  status: z.number(),
  timeout: z.number(),
});

/** Why there can be no load here, and what to do; null when there can. */
export function missingWrk(path = process.env['PATH'] ?? ''): string | null {
  const found = path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, 'wrk'), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  return found
    ? null
    : 'The load generator wrk is not here: on Debian and Ubuntu, apt-get install wrk; on macOS, brew install wrk.';
}

/** Keeps every connection busy with one request at a time from one thread. */
export async function runWrk(settings: WrkSettings): Promise<WrkFigures> {
  const { url, body, authorization, connections, seconds, core } = settings;
  const wrk = ['wrk', '-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', TIMEOUT, '-s', SCRIPT, url];
  const [program = '', ...args] = core === null ? wrk : [TASKSET, '-c', String(core), ...wrk];
  const { PATH = '' } = process.env;
  const env = { PATH, BENCH_BODY: body, BENCH_AUTHORIZATION: authorization };
  const { stdout } = await promisify(execFile)(program, args, { env });
  return wrkFigures(stdout);
}

/** Reads what wrk and its script printed. */
export function wrkFigures(printed: string): WrkFigures {
  const line = printed.split('\n').find((text) => text.startsWith('{'));
  if (line === undefined) throw new Error(`wrk told no figures: ${printed.slice(0, 500)}`);
  const figures = told.parse(JSON.parse(line));
  const { requests, durationUs, bytes, p50Us, p99Us, connect, read, write, status, timeout } = figures;
  return {
    requests,
    perSecond: requests / (durationUs / 1_000_000),
    p50Ms: p50Us / 1_000,
    p99Ms: p99Us / 1_000,
    bytesPerRequest: bytes / requests,
    refused: status,
    lost: connect + read + write + timeout,
  };
}
