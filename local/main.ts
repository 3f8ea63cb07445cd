import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { signToken } from '#gateway/auth/token.ts';
import { openLog } from '#kit/observability/log.ts';
import { tracerOf } from '#kit/observability/trace-settings.ts';
import { loadMigrations } from '#kit/persistence/load-migrations.ts';
import { migrate } from '#kit/persistence/migrate.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { Shutdown, shutDownOnSignals } from '#kit/runtime/shutdown.ts';
import { type LocalConfig, readLocalConfig } from './config.ts';
import { buildConsole } from './console-build.ts';
import { demoClock } from './demo-clock.ts';
import { demoCustomers } from './demo-world/customers.ts';
import { graphClient } from './demo-world/graph-client.ts';
import { firstDayOf, populate } from './demo-world/populate.ts';
import { openVendorClients } from './demo-world/vendor-clients.ts';
import { startLocalIdentity } from './identity.ts';
import { startDatabase } from './postgres/supervisor.ts';
import { type RunningProduct, startProduct } from './product.ts';
import { writeRuntimeFile } from './runtime-file.ts';
import { type LocalSecrets, localSecrets } from './secrets.ts';
import { type RunningVendors, startVendorProcesses } from './vendors.ts';
import { welcome } from './welcome.ts';

const MIGRATIONS = new URL('../schema/database/migrations/', import.meta.url);
const BUSY_PORT = 'EADDRINUSE';

/** `npm start`: the whole product on this machine, with a demo world to look at. */
async function main(config: LocalConfig, shutdown: Shutdown): Promise<void> {
  const say = (line: string) => console.log(`  ${line}`);
  const log = openLog('revgraph', config.logLevel);
  const tracer = await tracerOf(config.tracing, 'revgraph', log);
  shutdown.add('tracer', () => tracer.close());
  await claimPort(config.port);
  mkdirSync(config.dataDir, { recursive: true });
  const secrets = localSecrets(config.dataDir);

  const [database, built] = await Promise.all([
    startDatabase({
      dataDir: join(config.dataDir, 'postgres'),
      ...(config.databaseUrl === null ? {} : { databaseUrl: config.databaseUrl }),
      log: (line) => log.info(line),
    }),
    buildConsole(),
  ]);
  shutdown.add('database', () => database.stop());
  say(`database ${database.started}${built === 'built' ? ', page built' : ''}`);
  await migrate(database.url, await loadMigrations(MIGRATIONS));

  const vendors = await startVendorProcesses({
    secrets,
    gatewayUrl: `http://127.0.0.1:${config.port}`,
    dataDir: join(config.dataDir, 'sandboxes'),
  });
  shutdown.add('vendors', () => vendors.close());
  const clock = demoClock(isLived(config) ? config.demoDate : firstDayOf(customersOf(config), config.demoDate));
  const { issuer, trust } = await startLocalIdentity(config.dataDir, config.port);
  shutdown.add('issuer', () => issuer.close());
  const product = await startProduct({
    databaseUrl: database.url,
    secrets,
    vendors,
    clock,
    log,
    tracer,
    metricsToken: config.metricsToken,
    port: config.port,
    trust,
    subgraphCalls: config.subgraphCalls,
  });
  shutdown.add('product', () => product.close());

  await liveDemoWorld(config, { product, vendors, secrets, clock, say });
  writeRuntimeFile(config.dataDir, {
    pid: process.pid,
    gateway: { url: product.gateway.url },
    issuer: { url: issuer.url },
    subgraphs: {
      crm: { url: product.crm.url },
      billing: { url: product.billing.url },
      erp: { url: product.erp.url },
      revrec: { url: product.revrec.url },
      operations: { url: product.operations.url },
    },
    sandboxes: {
      salesforce: { url: vendors.salesforce.url, pid: vendors.pids['salesforce'] ?? 0 },
      stripe: { url: vendors.stripe.url, pid: vendors.pids['stripe'] ?? 0 },
      netsuite: { url: vendors.netsuite.url, pid: vendors.pids['netsuite'] ?? 0 },
    },
    database: { url: database.url, pid: database.pid },
  });
  console.log(await welcome(product, { ...vendors, issuer }, secrets, clock.today()));
}

/** Fails at once where the gateway could not listen in the end, before anything was started for it. */
async function claimPort(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}

interface Parts {
  readonly product: RunningProduct;
  readonly vendors: RunningVendors;
  readonly secrets: LocalSecrets;
  readonly clock: ReturnType<typeof demoClock>;
  readonly say: (line: string) => void;
}

/** Lives the demo world's past once. A run that was broken off is run again: nothing in it happens twice. */
async function liveDemoWorld(config: LocalConfig, { product, vendors, secrets, clock, say }: Parts): Promise<void> {
  const clients = await openVendorClients(vendors, secrets);
  if (isLived(config)) return clients.setClocks(clock.now());
  const request = { role: 'admin', user: 'demo-world', entities: ['US', 'DE'], minutes: 60 } as const;
  await populate({
    vendors: clients,
    graph: graphClient(product.gateway.url, () => signToken(request, secrets.jwtSecret, systemClock.now())),
    clock,
    demoDate: config.demoDate,
    customers: customersOf(config),
    settle: product.settle,
    log: say,
  });
  writeFileSync(markOf(config), `${config.demoDate}\n`);
}

function customersOf({ demoDate, demoWorld }: LocalConfig) {
  return demoCustomers(demoDate).slice(0, demoWorld === 'meridian' ? 1 : undefined);
}

function markOf({ dataDir }: LocalConfig): string {
  return join(dataDir, 'demo-world.done');
}

function isLived(config: LocalConfig): boolean {
  return existsSync(markOf(config));
}

const config = readLocalConfig();
if (!config.ok) {
  for (const fault of config.error) console.error(fault);
  process.exit(3);
}
const shutdown = new Shutdown();
shutDownOnSignals(shutdown, (code) => process.exit(code));
console.log('revgraph is starting');
try {
  await main(config.value, shutdown);
} catch (error) {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  console.error(
    code === BUSY_PORT
      ? `Port ${config.value.port} is taken. Stop what listens there, or choose another with PORT=4100 npm start.`
      : (message ?? String(error)),
  );
  if (config.value.logLevel === 'debug') console.error(error);
  await shutdown.run();
  process.exit(1);
}
