import { performance } from 'node:perf_hooks';
import { rows } from '#kit/persistence/query.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { startPart } from '../support/start-part.ts';
import type { Acceptor } from './acceptor.ts';
import type { WorkerAddress, WorkerSettings } from './worker.ts';

export interface LatencySettings extends WorkerSettings {
  readonly perSecond: number;
  readonly seconds: number;
}

/** Ms from the acceptance of each amendment until its invoice's posting is recorded; and how late they were sent. */
export interface Latencies {
  readonly postedMs: readonly number[];
  readonly sentLateMs: readonly number[];
}

/** Sends at a steady rate, whatever became of those before: a system that falls behind shows it. */
export async function postingLatencies(acceptor: Acceptor, settings: LatencySettings): Promise<Latencies> {
  const { perSecond, seconds, ...open } = settings;
  const worker = await startPart<WorkerAddress>({ file: 'process/worker.ts', open });
  try {
    await acceptor.amendments(perSecond);
    await acceptor.untilDone();
    const sentLateMs: number[] = [];
    const startedAtMs = performance.now();
    const sending: Promise<string>[] = [];
    for (let number = 0; number < perSecond * seconds; number += 1) {
      const dueMs = startedAtMs + (number * 1000) / perSecond;
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await systemTimers.sleep(waitMs);
      sentLateMs.push(Math.max(0, performance.now() - dueMs));
      sending.push(acceptor.amend());
    }
    const ids = await Promise.all(sending);
    await acceptor.untilDone();
    const posted = await rows<{ ms: number }>(
      acceptor.dataSource.manager,
      `select (extract(epoch from s.finished_at - o.requested_at) * 1000)::float8 as ms
       from operations.operation o join operations.step s on s.operation_id = o.id and s.name = 'postInvoice'
       where o.id = any($1)`,
      [ids],
    );
    return { postedMs: posted.map(({ ms }) => ms), sentLateMs };
  } finally {
    await worker.close();
  }
}
