import { pino } from 'pino';
import { openEventBell } from '#kit/events/postgres-bell.ts';
import { SettableClock } from '#kit/runtime/clock.ts';
import { systemIds } from '#kit/runtime/ids.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { instantOn } from '#local/demo-clock.ts';
import { startOperations } from '#operations/start.ts';
import { type Part, servePart } from '../support/part.ts';
import { BENCH_DATE } from '../support/world-customers.ts';
import { openGate } from './gate.ts';
import { memorySystems } from './memory-systems.ts';

export interface WorkerSettings {
  readonly databaseUrl: string;
  readonly concurrency: number;
  readonly pollMs: number;
}

export interface WorkerAddress {
  /** Shut, every saga waits before its first command. */
  readonly gateUrl: string;
}

/** The process layer as a worker over systems that answer at once. */
async function openWorker({ databaseUrl, concurrency, pollMs }: WorkerSettings): Promise<Part> {
  const gate = await openGate();
  const bell = await openEventBell(databaseUrl, systemTimers);
  const clock = new SettableClock();
  clock.set(instantOn(BENCH_DATE));
  const operations = await startOperations({
    databaseUrl,
    serviceSecret: 'bench-service-secret',
    clock,
    timers: systemTimers,
    ids: systemIds,
    log: pino({ level: 'error' }),
    bell,
    callers: memorySystems(gate.pass),
    concurrency,
    pollMs,
  });
  const address: WorkerAddress = { gateUrl: gate.url };
  return {
    address,
    close: async () => {
      await gate.close();
      await operations.close();
      await bell.close();
    },
  };
}

servePart(openWorker);
