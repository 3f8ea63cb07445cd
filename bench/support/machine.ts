import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem, type } from 'node:os';
import { systemClock } from '#kit/runtime/clock.ts';

/** Where and with what a figure was made. */
export interface Machine {
  readonly measuredAt: string;
  readonly cores: string;
  readonly memory: string;
  readonly node: string;
  readonly packages: string;
  /** One-minute load average when the benchmark began. */
  readonly loadAtStart: number;
}

const PACKAGES = ['@apollo/server', '@apollo/gateway', 'graphql', 'undici', 'pg', '@dbos-inc/dbos-sdk'];

export function machine(): Machine {
  return {
    measuredAt: systemClock.now().toISOString(),
    cores: `${availableParallelism()} of ${cpus()[0]?.model ?? 'unknown'}, ${type()}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    packages: Object.entries(packageVersions())
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    loadAtStart: loadNow(),
  };
}

/** One-minute load average, of everybody on the machine. */
export function loadNow(): number {
  return Number((loadavg()[0] ?? Number.NaN).toFixed(2));
}

const SPEED_SAMPLE = Buffer.alloc(32 * 2 ** 20);

/**
 * MB of a SHA-256 a second, by this process's own CPU time: how fast a core is just now, which on rented machines is
 * another figure every minute. It says little about memory, and nothing about who else waits for the core.
 */
export function hashMegabytesPerSecond(): number {
  const before = process.cpuUsage();
  createHash('sha256').update(SPEED_SAMPLE).digest();
  const { user, system } = process.cpuUsage(before);
  return SPEED_SAMPLE.length / (user + system);
}

function packageVersions(): Readonly<Record<string, string>> {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const declared = typeof manifest === 'object' && manifest !== null && 'dependencies' in manifest ? manifest : null;
  const dependencies = (declared?.dependencies ?? {}) as Readonly<Record<string, string>>;
  return Object.fromEntries(PACKAGES.map((name) => [name, dependencies[name] ?? 'unknown']));
}
