import { performance } from 'node:perf_hooks';
import { openDataSource } from '#kit/persistence/data-source.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { receiveMessage } from '#kit/webhooks/inbox.ts';
import { singleRowCommits } from '../amend/postgres-commits.ts';

/** As long as a vendor's notice of an invoice. */
const BODY = JSON.stringify({
  type: 'invoice.finalized',
  data: { object: { object: 'invoice', pad: 'x'.repeat(600) } },
});

/** Messages stored per second, each committed before it is acknowledged, and one-row inserts on the same server. */
export interface IntakeRate {
  readonly clients: number;
  readonly messages: number;
  readonly inserts: number;
}

let sent = 0;

/** Takes both in turn, by so many clients, each waiting for its own commit. */
export async function intakeRate(databaseUrl: string, clients: number, durationMs: number): Promise<IntakeRate> {
  const inserts = await singleRowCommits(databaseUrl, clients, durationMs);
  const dataSource = await openDataSource({
    url: databaseUrl,
    schema: 'billing',
    entities: [],
    poolSize: clients,
    applicationName: 'revgraph bench',
  });
  try {
    const startedAtMs = performance.now();
    let stored = 0;
    const client = async () => {
      while (performance.now() < startedAtMs + durationMs) {
        sent += 1;
        const message = { connection: 'bench', eventId: `evt_bench_${sent}`, body: BODY };
        if (await receiveMessage(dataSource.manager, 'billing', message, systemClock)) stored += 1;
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    return { clients, messages: (stored * 1000) / (performance.now() - startedAtMs), inserts };
  } finally {
    await dataSource.destroy();
  }
}
