import type { DataSource } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { DBOSExecutor } from './dbos-internal.ts';

const BEAT_MS = 1000;
/** A process that has been silent for this long, by the database's clock, counts as dead. */
const DEAD_AFTER_S = 5;

/** Says that this process lives. To be called before the engine starts, so that nobody takes its work for orphaned. */
export async function announceExecutor(dataSource: DataSource, executorId: string): Promise<void> {
  await rows(
    dataSource.manager,
    `insert into operations.executor (id, beat_at) values ($1, now())
     on conflict (id) do update set beat_at = excluded.beat_at`,
    [executorId],
  );
}

/**
 * Notices workers that died and takes their operations over. Every process beats once a second; whoever removes a
 * silent one's row (exactly one can) gives its operations back to the queue. Operations whose worker left no row at
 * all, because a process died between the two acts or the whole database was stopped, are found by their owner's absence.
 */
export async function startRecovery(
  dataSource: DataSource,
  executorId: string,
  timers: Timers,
  onError: (error: unknown) => void,
): Promise<{ stop(): Promise<void> }> {
  const recover = async () => {
    await announceExecutor(dataSource, executorId);
    await rows(
      dataSource.manager,
      `delete from operations.executor where beat_at < now() - make_interval(secs => $1)`,
      [DEAD_AFTER_S],
    );
    const orphans = await rows<{ executor_id: string }>(
      dataSource.manager,
      `select distinct executor_id from dbos.workflow_status
       where status = 'PENDING' and executor_id is not null
         and executor_id not in (select id from operations.executor)`,
    );
    if (orphans.length > 0) {
      await DBOSExecutor.globalInstance?.recoverPendingWorkflows(orphans.map((row) => row.executor_id));
    }
  };
  await recover();
  const repeating = timers.every(BEAT_MS, recover, onError);
  return {
    stop: async () => {
      repeating.stop();
      await repeating.stopped;
      await rows(dataSource.manager, 'delete from operations.executor where id = $1', [executorId]).catch(onError);
    },
  };
}
