import { connect } from '#kit/persistence/connect.ts';
import { systemTimers } from '#kit/runtime/timers.ts';
import { cpuMsOfTree } from '../support/process-cpu.ts';

/** What a server has done since it began. */
export interface PostgresWork {
  /** Of write-ahead log. */
  readonly walBytes: number;
  /** Commits in the product's database, those that only read included. */
  readonly commits: number;
  /** Transaction ids given out: a transaction gets one with its first write, and so does a subtransaction. */
  readonly transactionIds: number;
  /** Of the server with all its sessions; null where the system does not tell. */
  readonly cpuMs: number | null;
}

export interface PostgresMeter {
  read(): Promise<PostgresWork>;
  close(): Promise<void>;
}

/** A session writes its statistics down at most once a second, when it is idle. */
const STATISTICS_MS = 1_500;

/** Reads the server's counters over a session of its own, after waiting until they are written down. */
export async function postgresMeter(databaseUrl: string, pid: number | null): Promise<PostgresMeter> {
  const client = await connect(databaseUrl, 'revgraph bench');
  return {
    read: async () => {
      await systemTimers.sleep(STATISTICS_MS);
      const { rows } = await client.query<{ wal: string; ids: string; commits: string }>(
        `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text as wal,
                pg_snapshot_xmax(pg_current_snapshot())::text as ids,
                (select xact_commit::text from pg_stat_database where datname = current_database()) as commits`,
      );
      const [row] = rows;
      if (row === undefined) throw new Error('Postgres told nothing of its work');
      return {
        walBytes: Number(row.wal),
        commits: Number(row.commits),
        transactionIds: Number(row.ids),
        cpuMs: pid === null ? null : cpuMsOfTree(pid),
      };
    },
    close: () => client.end(),
  };
}

export function workBetween(before: PostgresWork, after: PostgresWork): PostgresWork {
  return {
    walBytes: after.walBytes - before.walBytes,
    commits: after.commits - before.commits,
    transactionIds: after.transactionIds - before.transactionIds,
    cpuMs: before.cpuMs === null || after.cpuMs === null ? null : after.cpuMs - before.cpuMs,
  };
}
