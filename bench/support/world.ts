import { join } from 'node:path';
import { signToken } from '#gateway/auth/token.ts';
import { openLog } from '#kit/observability/log.ts';
import { loadMigrations } from '#kit/persistence/load-migrations.ts';
import { migrate } from '#kit/persistence/migrate.ts';
import { SettableClock, systemClock } from '#kit/runtime/clock.ts';
import { Shutdown } from '#kit/runtime/shutdown.ts';
import { instantOn } from '#local/demo-clock.ts';
import { graphClient } from '#local/demo-world/graph-client.ts';
import { populate } from '#local/demo-world/populate.ts';
import { openVendorClients } from '#local/demo-world/vendor-clients.ts';
import { freePort } from '#local/postgres/free-port.ts';
import { startDatabase } from '#local/postgres/supervisor.ts';
import { startProduct } from '#local/product.ts';
import type { LocalSecrets } from '#local/secrets.ts';
import { startVendorProcesses } from '#local/vendors.ts';
import { type Part, servePart } from './part.ts';
import { BENCH_DATE, benchCustomers } from './world-customers.ts';

const MIGRATIONS = new URL('../../schema/database/migrations/', import.meta.url);

export interface WorldSettings {
  readonly secrets: LocalSecrets;
  /** An empty folder, which every user may pass through. */
  readonly folder: string;
  readonly customerCount: number;
  readonly dealsEach: number;
  /** Between two polls of a vendor, and of the queue. */
  readonly pollMs: number;
  readonly queuePollMs: number;
}

export interface WorldAddress {
  readonly gatewayUrl: string;
  readonly subgraphUrls: Readonly<Record<string, string>>;
  readonly databaseUrl: string;
  readonly databasePid: number | null;
}

/** The product with its own gateway over Postgres and the vendors' stand-ins, and customers whose deals are booked. */
async function openWorld(settings: WorldSettings): Promise<Part> {
  const shutdown = new Shutdown();
  try {
    const address = await start(settings, shutdown);
    return { address, close: () => stop(shutdown) };
  } catch (error) {
    // At once: what is closed afterwards may fail in turn and hide the cause.
    console.error(error);
    await stop(shutdown);
    throw error;
  }
}

async function start(settings: WorldSettings, shutdown: Shutdown): Promise<WorldAddress> {
  const { secrets, folder, pollMs, queuePollMs } = settings;
  const database = await startDatabase({ dataDir: join(folder, 'postgres') });
  shutdown.add('database', () => database.stop());
  await migrate(database.url, await loadMigrations(MIGRATIONS));
  const port = await freePort();
  const vendors = await startVendorProcesses({ secrets, gatewayUrl: `http://127.0.0.1:${port}`, dataDir: folder });
  shutdown.add('vendors', () => vendors.close());
  const clock = new SettableClock();
  clock.set(instantOn(BENCH_DATE));
  const log = openLog('bench', 'error');
  const product = await startProduct({
    databaseUrl: database.url,
    secrets,
    vendors,
    clock,
    log,
    port,
    pollMs,
    queuePollMs,
  });
  shutdown.add('product', () => product.close());
  const request = { role: 'admin', user: 'bench', entities: ['US', 'DE'], minutes: 60 } as const;
  await populate({
    vendors: await openVendorClients(vendors, secrets),
    graph: graphClient(product.gateway.url, () => signToken(request, secrets.jwtSecret, systemClock.now())),
    clock,
    demoDate: BENCH_DATE,
    customers: benchCustomers(settings.customerCount, settings.dealsEach),
    settle: product.settle,
    log: () => undefined,
  });
  const { crm, billing, erp, revrec, operations } = product;
  return {
    gatewayUrl: product.gateway.url,
    subgraphUrls: Object.fromEntries(
      Object.entries({ crm, billing, erp, revrec, operations }).map(([name, { url }]) => [name, url]),
    ),
    databaseUrl: database.url,
    databasePid: database.pid,
  };
}

async function stop(shutdown: Shutdown): Promise<void> {
  for (const { name, error } of await shutdown.run()) console.error(`${name} did not close:`, error);
}

servePart(openWorld);
