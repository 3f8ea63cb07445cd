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

const LOOP_STEPS = 30_000_000;

/**
 * Steps a microsecond of one fixed loop in this process, by its own CPU time: how fast a core is just now, which on rented
 * machines is another figure every minute. It says nothing about memory, nor about who else waits for the core.
 */
export function stepsPerMicrosecond(): number {
  // A warm-up, so that compiled code is what is timed.
  loop(LOOP_STEPS / 10);
  const before = process.cpuUsage();
  loop(LOOP_STEPS);
  const { user, system } = process.cpuUsage(before);
  return LOOP_STEPS / (user + system);
}

function loop(steps: number): number {
  let value = 0;
  for (let step = 0; step < steps; step += 1) value = (Math.imul(value, 31) + step) | 0;
  return value;
}

function packageVersions(): Readonly<Record<string, string>> {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const declared = typeof manifest === 'object' && manifest !== null && 'dependencies' in manifest ? manifest : null;
  const dependencies = (declared?.dependencies ?? {}) as Readonly<Record<string, string>>;
  return Object.fromEntries(PACKAGES.map((name) => [name, dependencies[name] ?? 'unknown']));
}
