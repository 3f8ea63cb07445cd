import { performance } from 'node:perf_hooks';
import { connect } from '#kit/persistence/connect.ts';

const TABLE = 'public.bench_single_row';

/** Commits per second of one-row inserts by so many sessions, each waiting for its commit: what this server can do at best. */
export async function singleRowCommits(databaseUrl: string, clients: number, durationMs: number): Promise<number> {
  const sessions = await Promise.all(Array.from({ length: clients }, () => connect(databaseUrl, 'revgraph bench')));
  const [first] = sessions;
  try {
    await first?.query(
      `create table ${TABLE} (id bigint generated always as identity primary key, note text not null)`,
    );
    let committed = 0;
    const startedAtMs = performance.now();
    await Promise.all(
      sessions.map(async (session) => {
        while (performance.now() < startedAtMs + durationMs) {
          await session.query({
            name: 'one-row',
            text: `insert into ${TABLE} (note) values ($1)`,
            values: ['one row'],
          });
          committed += 1;
        }
      }),
    );
    return (committed * 1000) / (performance.now() - startedAtMs);
  } finally {
    await first?.query(`drop table if exists ${TABLE}`);
    await Promise.all(sessions.map((session) => session.end()));
  }
}
