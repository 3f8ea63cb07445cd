import { pino } from 'pino';
import { signToken } from '#gateway/auth/token.ts';
import { loadMigrations } from '#kit/persistence/load-migrations.ts';
import { migrate } from '#kit/persistence/migrate.ts';
import { SettableClock, systemClock } from '#kit/runtime/clock.ts';
import { instantOn } from '#local/demo-clock.ts';
import { demoCustomers } from '#local/demo-world/customers.ts';
import { graphClient } from '#local/demo-world/graph-client.ts';
import { populate } from '#local/demo-world/populate.ts';
import { openVendorClients } from '#local/demo-world/vendor-clients.ts';
import { freePort } from '#local/postgres/free-port.ts';
import { type RunningProduct, startProduct } from '#local/product.ts';
import { openStage, type StageRuntime } from '#local/scenarios/stage.ts';
import { newSecrets } from '#local/secrets.ts';
import { startVendorsHere } from '#local/vendors.ts';
import { testDatabase, testTemplate } from './database.ts';

const MIGRATIONS = new URL('../../schema/database/migrations/', import.meta.url);
export const DEMO_DATE = '2026-08-16';

/** A database with every table and nothing in it. */
export async function migratedDatabase() {
  const template = await testTemplate('migrated', async (url) => {
    await migrate(url, await loadMigrations(MIGRATIONS));
  });
  return testDatabase({ template });
}

/**
 * The whole product over real stand-ins of the vendors, all in this process, on 16 August 2026, with Meridian's past
 * lived. Everything is reached as from outside; the stand-ins' ledgers and faults can be reached directly.
 */
export async function startTestProduct() {
  const database = await migratedDatabase();
  const secrets = newSecrets();
  const port = await freePort();
  const vendors = await startVendorsHere({ secrets, gatewayUrl: `http://127.0.0.1:${port}` });
  const clock = new SettableClock();
  clock.set(instantOn(DEMO_DATE));
  const settings = { databaseUrl: database.url, secrets, vendors, clock, log: pino({ level: 'silent' }), port };
  const start = () => startProduct({ ...settings, pollMs: 200, queuePollMs: 20 });
  let product: RunningProduct = await start();
  const tokenOf = (
    role: 'admin' | 'revops' | 'portal' | 'auditor',
    user: string,
    entities: readonly string[] = ['US', 'DE'],
  ) => signToken({ role, user, entities, minutes: 60 }, secrets.jwtSecret, systemClock.now());
  const url = product.gateway.url;
  await populate({
    vendors: await openVendorClients(vendors, secrets),
    graph: graphClient(url, () => tokenOf('admin', 'demo-world')),
    clock,
    demoDate: DEMO_DATE,
    customers: demoCustomers(DEMO_DATE).slice(0, 1),
    settle: () => product.settle(),
    log: () => {},
  });
  const runtime: StageRuntime = { gateway: { url }, sandboxes: vendors };
  return {
    url,
    clock,
    secrets,
    vendors,
    database,
    product: () => product,
    tokenOf,
    /** The public graph as a client with this token sees it. */
    graph: graphClient(url, () => tokenOf('revops', 'ada')),
    stage: async () => openStage({ url, token: await tokenOf('revops', 'ada') }, runtime),
    restart: async () => {
      await product.close();
      product = await start();
    },
    close: async () => {
      await product.close();
      await Promise.all([vendors.salesforce.close(), vendors.stripe.close(), vendors.netsuite.close()]);
      await database.close();
    },
  };
}

export type TestProduct = Awaited<ReturnType<typeof startTestProduct>>;
