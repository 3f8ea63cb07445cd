import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signToken } from '#gateway/auth/token.ts';
import type { Role } from '#kit/identity/principal.ts';
import { connect } from '#kit/persistence/connect.ts';
import { loadMigrations } from '#kit/persistence/load-migrations.ts';
import { migrate } from '#kit/persistence/migrate.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { instantOn } from '#local/demo-clock.ts';
import { putBillingCatalogue } from '#local/demo-world/billing-catalogue.ts';
import { PRODUCTS } from '#local/demo-world/catalogue.ts';
import { graphClient } from '#local/demo-world/graph-client.ts';
import { putItems } from '#local/demo-world/ledger.ts';
import { putCatalogue } from '#local/demo-world/sales.ts';
import { openVendorClients } from '#local/demo-world/vendor-clients.ts';
import { isFree } from '#local/postgres/free-port.ts';
import { localSecrets } from '#local/secrets.ts';
import { startVendorProcesses } from '#local/vendors.ts';
import { testDatabase } from '#test/support/database.ts';
import { Processes } from './processes.ts';
import type { LedgerEntry, Sources } from './read-history.ts';

const MIGRATIONS = new URL('../../schema/database/migrations/', import.meta.url);
const VENDORS = ['salesforce', 'stripe', 'netsuite'] as const;
type Vendor = (typeof VENDORS)[number];

/** Where the workers are that are killed: an empty company on this date, with a catalogue and nothing sold. */
export async function startKilledWorld({ date, workerCount }: { readonly date: string; readonly workerCount: number }) {
  const folder = mkdtempSync(join(tmpdir(), 'revgraph-killed-'));
  const secrets = localSecrets(folder);
  const database = await testDatabase();
  await migrate(database.url, await loadMigrations(MIGRATIONS));
  const port = await keptPort();
  const url = `http://127.0.0.1:${port}`;
  const vendors = await startVendorProcesses({ secrets, gatewayUrl: url, dataDir: join(folder, 'vendors') });
  const clients = await openVendorClients(vendors, secrets);
  await clients.setClocks(instantOn(date));
  const ids = await putCatalogue(clients, PRODUCTS);
  await putItems(clients, PRODUCTS);
  await putBillingCatalogue(clients, PRODUCTS, ids);
  const secretsPath = join(folder, 'secrets.json');
  const processes = new Processes({ databaseUrl: database.url, secretsPath, vendors, port, date }, workerCount);
  await processes.start();
  const client = await connect(database.url, 'revgraph kill loop');
  const sql: Sources['sql'] = async <Row>(text: string) => (await client.query(text)).rows as Row[];
  const as = (role: Role) =>
    graphClient(url, () =>
      signToken({ role, user: 'chaos', entities: ['US', 'DE'], minutes: 60 }, secrets.jwtSecret, systemClock.now()),
    );
  const control = (vendor: Vendor, method: string, path: string, body?: unknown) =>
    fetch(`${vendors[vendor].url}/__sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const ledgerOf = async (vendor: Vendor): Promise<readonly LedgerEntry[]> => {
    const { effects } = (await (await control(vendor, 'GET', '/ledger')).json()) as { effects: LedgerEntry[] };
    return effects;
  };
  return {
    processes,
    clients,
    ids,
    sql,
    graph: as('revops'),
    finance: as('admin'),
    control,
    ledgers: async (): Promise<Sources['ledgers']> => {
      const [salesforce, stripe, netsuite] = await Promise.all([
        ledgerOf('salesforce'),
        ledgerOf('stripe'),
        ledgerOf('netsuite'),
      ]);
      return { salesforce, stripe, netsuite };
    },
    close: async () => {
      await processes.killAll();
      await client.end();
      await vendors.close();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A port for the whole run, since the vendors know the door by it. It is one that the machine gives to no outgoing call, or
 * a neighbour's call could sit on it while the door is dead.
 */
async function keptPort(): Promise<number> {
  for (let port = KEPT_PORT_MIN + (process.pid % KEPT_PORTS); port < KEPT_PORT_MIN + 2 * KEPT_PORTS; port += 1) {
    if (await isFree(port)) return port;
  }
  throw new Error('No port is free');
}

/** Below what Linux (32768) and the others (49152) give to outgoing calls. */
const KEPT_PORT_MIN = 20_000;
const KEPT_PORTS = 5_000;

export type KilledWorld = Awaited<ReturnType<typeof startKilledWorld>>;

/** Trouble of every kind, drawn by the stand-ins from their own seed. */
export async function stirUp({ control }: KilledWorld, probability: number): Promise<void> {
  const each = probability / 4;
  for (const vendor of VENDORS) {
    for (const fault of ['429', '500', 'timeout-before', 'timeout-after']) {
      await control(vendor, 'POST', '/faults', {
        match: {},
        fault,
        probability: each,
        ...(fault === '429' ? { retryAfterS: 1 } : {}),
      });
    }
  }
  for (const fault of ['duplicate-webhook', 'drop-webhook', 'reorder-webhook']) {
    await control('stripe', 'POST', '/faults', { match: {}, fault, probability });
  }
}

export async function calmDown({ control }: KilledWorld): Promise<void> {
  for (const vendor of VENDORS) await control(vendor, 'DELETE', '/faults');
}
