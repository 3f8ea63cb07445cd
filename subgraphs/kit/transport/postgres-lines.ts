import type { EntityManager } from 'typeorm';
import type { Logger } from '#kit/observability/log.ts';
import type { ServiceMetrics } from '#kit/observability/service-metrics.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { CallLog } from './call-log.ts';
import { openPacer, type PacerSettings } from './pacer.ts';
import { dropCallsBefore, postgresCallStore } from './postgres-call-log.ts';
import { postgresTurns } from './postgres-pacer.ts';
import type { VendorLine } from './vendor-http.ts';

export interface VendorLines {
  /** The line of one connection; open it once, where its connector is made. */
  open(connection: string, pace: PacerSettings): VendorLine & Required<VendorLine>;
  /** Ends when every call that was made is on record: for `settle`. */
  flush(): Promise<void>;
  /** Flushes, and drops nothing more: before the pool is closed. */
  close(): Promise<void>;
}

export interface VendorLinesParts {
  /** In no transaction. */
  readonly em: EntityManager;
  /** The subgraph's own. */
  readonly schema: string;
  /** Dates the records. */
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  readonly metrics?: Pick<ServiceMetrics, 'called'>;
  /** Of calls outside of every command, which are kept; left out = `FAILED`. */
  readonly polls?: 'FAILED' | 'ALL';
  /** Older records are dropped, hour by hour; left out = 90. */
  readonly keptDays?: number;
}

const KEPT_DAYS = 90;
const DAY_MS = 86_400_000;
const DROP_EVERY_MS = 3_600_000;

/** The lines of a subgraph's connections: paced by, and recorded in, its own tables. */
export function openVendorLines(settings: VendorLinesParts): VendorLines {
  const { em, schema, log, metrics, keptDays = KEPT_DAYS, ...parts } = settings;
  const calls = new CallLog({
    ...parts,
    store: postgresCallStore(em, schema),
    onError: (error, lostCount) => log.error({ err: error, lostCount }, 'vendor calls were not recorded'),
  });
  const dropOld = async () => {
    await dropCallsBefore(em, schema, new Date(parts.clock.now().getTime() - keptDays * DAY_MS));
  };
  const dropping = parts.timers.every(DROP_EVERY_MS, dropOld, (error) =>
    log.error({ err: error }, 'old vendor calls were not dropped'),
  );
  return {
    open: (connection, pace) => ({
      // The machine's own clock and timers: a vendor's limits are of real time.
      pacer: openPacer(pace, { turns: postgresTurns(em, schema, connection) }),
      calls: calls.of(connection),
      connection,
      counted: (outcome, seconds) => metrics?.called(connection, outcome, seconds),
    }),
    flush: () => calls.flush(),
    close: async () => {
      dropping.stop();
      await dropping.stopped;
      await calls.flush();
    },
  };
}
