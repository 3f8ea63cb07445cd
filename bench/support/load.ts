import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import { percentile } from './figures.ts';

/** One request, sent again and again. */
export interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface LoadSettings {
  readonly connections: number;
  readonly durationMs: number;
  /** What each answer must be, byte for byte; null = any. */
  readonly expected: Buffer | null;
}

export interface LoadFigures {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** No answer came. */
  readonly errors: number;
  /** Answers of a status other than 2xx. */
  readonly non2xx: number;
  /** Answers with other bytes than expected. */
  readonly different: number;
}

interface Counts {
  readonly latenciesMs: number[];
  errors: number;
  non2xx: number;
  different: number;
}

/** Keeps every connection busy with one request at a time for the duration; requests under way at its end count. */
export async function runLoad(target: Target, settings: LoadSettings): Promise<LoadFigures> {
  const { origin, pathname } = new URL(target.url);
  const pool = new Pool(origin, { connections: settings.connections, pipelining: 1 });
  const counts: Counts = { latenciesMs: [], errors: 0, non2xx: 0, different: 0 };
  const startedAtMs = performance.now();
  const endsAtMs = startedAtMs + settings.durationMs;
  const loop = async () => {
    while (performance.now() < endsAtMs) await askOnce(pool, pathname, target, settings.expected, counts);
  };
  await Promise.all(Array.from({ length: settings.connections }, loop));
  const seconds = (performance.now() - startedAtMs) / 1000;
  await pool.close();
  const { latenciesMs, errors, non2xx, different } = counts;
  return {
    requests: latenciesMs.length,
    perSecond: latenciesMs.length / seconds,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
    errors,
    non2xx,
    different,
  };
}

async function askOnce(
  pool: Pool,
  path: string,
  { headers, body }: Target,
  expected: Buffer | null,
  counts: Counts,
): Promise<void> {
  const startedAtMs = performance.now();
  try {
    const response = await pool.request({ method: 'POST', path, headers, body });
    const bytes = Buffer.from(await response.body.arrayBuffer());
    counts.latenciesMs.push(performance.now() - startedAtMs);
    if (response.statusCode < 200 || response.statusCode > 299) counts.non2xx += 1;
    if (expected !== null && !bytes.equals(expected)) counts.different += 1;
  } catch {
    counts.errors += 1;
  }
}
