import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { signToken } from '#gateway/auth/token.ts';
import type { Role } from '#kit/identity/principal.ts';
import { loadMigrations } from '#kit/persistence/load-migrations.ts';
import { migrate } from '#kit/persistence/migrate.ts';
import { SettableClock, systemClock } from '#kit/runtime/clock.ts';
import { instantOn } from '#local/demo-clock.ts';
import { demoCustomers } from '#local/demo-world/customers.ts';
import { graphClient } from '#local/demo-world/graph-client.ts';
import { firstDayOf, populate } from '#local/demo-world/populate.ts';
import { openVendorClients } from '#local/demo-world/vendor-clients.ts';
import { freePort } from '#local/postgres/free-port.ts';
import { type ProductSettings, type RunningProduct, startProduct } from '#local/product.ts';
import { openStage, type StageRuntime } from '#local/scenarios/stage.ts';
import { type LocalSecrets, newSecrets } from '#local/secrets.ts';
import { startVendorsHere } from '#local/vendors.ts';
import { testDatabase, testRunFolder, testTemplate } from './database.ts';

const MIGRATIONS = new URL('../../schema/database/migrations/', import.meta.url);
export const DEMO_DATE = '2026-08-16';
/** A busy machine may be slow; no test is about that. */
const PATIENT_MS = 60_000;

interface WorldSettings extends Partial<Pick<ProductSettings, 'log' | 'tracer' | 'metricsToken'>> {
  readonly vendorDir: string;
  readonly intake: boolean;
  readonly on?: string;
}

/** A world as it runs: the product over stand-ins of the vendors, in this process. */
async function startWorld(
  databaseUrl: string,
  secrets: LocalSecrets,
  { vendorDir, intake, on = DEMO_DATE, ...parts }: WorldSettings,
) {
  const port = await freePort();
  const vendors = await startVendorsHere({ secrets, gatewayUrl: `http://127.0.0.1:${port}`, dataDir: vendorDir });
  const clock = new SettableClock();
  clock.set(instantOn(on));
  const settings = { databaseUrl, secrets, vendors, clock, log: pino({ level: 'silent' }), port, intake, ...parts };
  const startAgain = (more: Pick<ProductSettings, 'subgraphCalls'> = {}) =>
    startProduct({ ...settings, pollMs: 1000, queuePollMs: 100, subgraphTimeoutMs: PATIENT_MS, ...more });
  const product: RunningProduct = await startAgain();
  const closeVendors = async () => {
    await Promise.all([vendors.salesforce.close(), vendors.stripe.close(), vendors.netsuite.close()]);
  };
  return { product, startAgain, vendors, clock, closeVendors, url: product.gateway.url };
}

function tokenOf(secrets: LocalSecrets, role: Role, user: string, entities: readonly string[] = ['US', 'DE']) {
  return signToken({ role, user, entities, minutes: 60 }, secrets.jwtSecret, systemClock.now());
}

/** Lives Meridian's past once in a test run and keeps it: the database as a template, the vendors' journals in a folder. */
async function meridianTemplate() {
  const folder = join(testRunFolder(), 'meridian');
  const template = await testTemplate('meridian', async (url) => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const secrets = newSecrets();
    writeFileSync(join(folder, 'secrets.json'), JSON.stringify(secrets), { mode: 0o600 });
    await migrate(url, await loadMigrations(MIGRATIONS));
    const customers = demoCustomers(DEMO_DATE).slice(0, 1);
    const on = firstDayOf(customers, DEMO_DATE);
    const world = await startWorld(url, secrets, { vendorDir: folder, intake: true, on });
    await populate({
      vendors: await openVendorClients(world.vendors, secrets),
      graph: graphClient(world.url, () => tokenOf(secrets, 'admin', 'demo-world')),
      clock: world.clock,
      demoDate: DEMO_DATE,
      customers,
      settle: world.product.settle,
      log: () => {},
    });
    await world.product.close();
    await world.closeVendors();
  });
  if (!existsSync(folder)) throw new Error('The template has no journals beside it');
  return { folder, template };
}

export type TestProductSettings = Partial<Pick<WorldSettings, 'intake' | 'log' | 'tracer' | 'metricsToken'>>;

/**
 * The whole product over real stand-ins of the vendors, all in this process, on 16 August 2026, with Meridian's past
 * lived. Everything is reached as from outside; the stand-ins' ledgers and faults can be reached directly. Without `intake`
 * nothing is set going by what the vendors tell.
 */
export async function startTestProduct({ intake = true, ...parts }: TestProductSettings = {}) {
  const { folder, template } = await meridianTemplate();
  const vendorDir = mkdtempSync(join(tmpdir(), 'revgraph-vendors-'));
  cpSync(folder, vendorDir, { recursive: true });
  const secrets = JSON.parse(readFileSync(join(vendorDir, 'secrets.json'), 'utf8')) as LocalSecrets;
  const database = await testDatabase({ template });
  const world = await startWorld(database.url, secrets, { vendorDir, intake, ...parts });
  const { vendors, clock, url } = world;
  await (await openVendorClients(vendors, secrets)).setClocks(clock.now());
  let { product } = world;
  const runtime: StageRuntime = { gateway: { url }, sandboxes: vendors };
  return {
    url,
    clock,
    secrets,
    vendors,
    database,
    product: () => product,
    tokenOf: (role: Role, user: string, entities?: readonly string[]) => tokenOf(secrets, role, user, entities),
    /** The public graph as a person of revenue operations sees it. */
    graph: graphClient(url, () => tokenOf(secrets, 'revops', 'ada')),
    stage: async () => openStage({ url, tokenOf: (role, user) => tokenOf(secrets, role, user), secrets }, runtime),
    restart: async (more: Pick<ProductSettings, 'subgraphCalls'> = {}) => {
      await product.close();
      product = await world.startAgain(more);
    },
    close: async () => {
      await product.close();
      await world.closeVendors();
      await database.close();
      rmSync(vendorDir, { recursive: true, force: true });
    },
  };
}

export type TestProduct = Awaited<ReturnType<typeof startTestProduct>>;
