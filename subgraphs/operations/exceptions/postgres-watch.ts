import type { DataSource } from 'typeorm';
import type { EventBell } from '#kit/events/event-bell.ts';
import type { Logger } from '#kit/observability/log.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { startSealer } from '../audit/postgres-sealer.ts';
import { seedPolicies } from '../policies/postgres-policies.ts';
import { sweep } from './postgres-sweeper.ts';

const SWEEP_MS = 15_000;

export interface WatchParts {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly bell: EventBell;
  readonly log: Logger;
}

/** Seeds the policies, then seals the audit and sweeps for what time brings about, until it is stopped. */
export async function startWatch(parts: WatchParts): Promise<{ stop(): Promise<void> }> {
  const { dataSource, clock, timers, ids, bell, log } = parts;
  await inTransaction(dataSource, seedPolicies);
  const sealer = startSealer({
    dataSource,
    clock,
    timers,
    onSeal: ({ number, hash }) => log.info({ seal: number, hash }, 'the audit was sealed'),
    onError: (error) => log.error({ err: error }, 'the audit was not sealed'),
  });
  const sweeper = timers.every(
    SWEEP_MS,
    async () => {
      await sweep(dataSource, { ids, now: clock.now() });
      bell.ring();
    },
    (error) => log.error({ err: error }, 'the sweep failed'),
  );
  return {
    stop: async () => {
      sealer.stop();
      sweeper.stop();
      await Promise.all([sealer.stopped, sweeper.stopped]);
    },
  };
}
