import { takeCommand } from '#kit/commands/command-door.ts';
import { CommandLog } from '#kit/commands/command-log.ts';
import { tellRefused } from '#kit/commands/refused-command.ts';
import { registerConnection } from '#kit/connections/connection-state.ts';
import { serviceMetrics } from '#kit/observability/service-metrics.ts';
import { openDataSource } from '#kit/persistence/data-source.ts';
import { poolCounts } from '#kit/persistence/pool-counts.ts';
import { firstRow } from '#kit/persistence/query.ts';
import { type Clock, systemClock } from '#kit/runtime/clock.ts';
import { idsFrom } from '#kit/runtime/ids.ts';
import { cryptoRandom } from '#kit/runtime/random.ts';
import { POLL_MS, POOL_SIZE, type RunningService, serveOn, type VendorServiceSettings } from '#kit/server/service.ts';
import { makeSubgraph, type Subgraph } from '#kit/server/subgraph.ts';
import { openVendorLines } from '#kit/transport/postgres-lines.ts';
import { tellInbox } from '#kit/webhooks/inbox-metrics.ts';
import { billingCommands } from './commands/commands.ts';
import type { CommandParts } from './commands/parts.ts';
import { creditIssues } from './entities/credit-issue.ts';
import { creditMemos } from './entities/credit-memo.ts';
import { creditMemoLines } from './entities/credit-memo-line.ts';
import { customers } from './entities/customer.ts';
import { disputes } from './entities/dispute.ts';
import { invoices } from './entities/invoice.ts';
import { invoiceLines } from './entities/invoice-line.ts';
import { payments } from './entities/payment.ts';
import { products } from './entities/product.ts';
import { refunds } from './entities/refund.ts';
import { subscriptions } from './entities/subscription.ts';
import { subscriptionChanges } from './entities/subscription-change.ts';
import { subscriptionItems } from './entities/subscription-item.ts';
import { TOLD_BY_VENDOR } from './intake/changed-events.ts';
import { startIntake } from './intake/intake.ts';
import { BILLING_SCHEMA, readIntoMirror } from './intake/mirror-writer.ts';
import { openLoaders } from './loaders.ts';
import { type BillingConnectionSettings, connectorOf } from './registry.ts';
import type { BillingContext } from './resolvers/context.ts';
import { billingResolvers } from './resolvers/resolvers.ts';

export interface BillingSettings extends VendorServiceSettings<BillingConnectionSettings> {
  /** Tells how old a webhook's signature is; left out = the machine's own time, by which vendors sign. */
  readonly signatureClock?: Clock;
}

/** Starts billing's subgraph on a migrated database. A vendor that is down stops nothing: reads come from the mirror. */
export async function startBilling(settings: BillingSettings): Promise<RunningService> {
  const { databaseUrl, clock, timers, log, bell } = settings;
  const dataSource = await openDataSource({
    url: databaseUrl,
    schema: BILLING_SCHEMA,
    entities: [
      customers,
      products,
      subscriptions,
      subscriptionItems,
      invoices,
      invoiceLines,
      creditMemos,
      creditMemoLines,
      payments,
      refunds,
      disputes,
      creditIssues,
      subscriptionChanges,
    ],
    poolSize: settings.poolSize ?? POOL_SIZE,
    applicationName: 'revgraph-billing',
  });
  const { manager: em } = dataSource;
  const metrics = serviceMetrics({
    service: 'billing',
    pool: poolCounts(dataSource),
    ofProcess: settings.ownProcess ?? false,
  });
  tellInbox(metrics, dataSource, BILLING_SCHEMA, clock);
  const lines = openVendorLines({ em, schema: BILLING_SCHEMA, clock, timers, log, metrics });
  const connectors = new Map(
    settings.connections.map((connection) => {
      const { ratePerSecond = null, concurrency = null } = connection;
      const line = lines.open(connection.name, { ratePerSecond, concurrency });
      return [connection.name, connectorOf(connection, { clock, line })];
    }),
  );
  for (const { connection, vendor } of connectors.values()) {
    await registerConnection(dataSource.manager, BILLING_SCHEMA, connection, vendor);
  }
  const ids = idsFrom(clock, cryptoRandom);
  const parts: CommandParts = { dataSource, databaseUrl, clock, ids, bell, log, connectors };
  const subgraph = billingSubgraph(parts);
  const intake = startIntake(parts, {
    timers,
    pollMs: settings.pollMs ?? POLL_MS,
    signatureClock: settings.signatureClock ?? systemClock,
  });
  const webhooks = new Map([...connectors.values()].map(({ vendor }) => [vendor, intake.webhook]));
  const server = await serveOn(dataSource, subgraph, { ...settings, metrics }, webhooks);
  return {
    subgraph,
    url: server.url,
    door: server.door,
    settle: async () => {
      await intake.settle();
      await lines.flush();
    },
    close: async () => {
      await server.close();
      await intake.close();
      await lines.close();
      await dataSource.destroy();
    },
  };
}

function billingSubgraph(parts: CommandParts): Subgraph {
  const { dataSource, clock } = parts;
  const door = {
    commands: billingCommands(parts),
    log: new CommandLog(dataSource.manager, BILLING_SCHEMA, clock),
    refused: tellRefused(dataSource.manager, clock, 'BILLING'),
  };
  return makeSubgraph<BillingContext>('billing', billingResolvers, (principal) => ({
    principal,
    loaders: openLoaders(dataSource.manager, principal.entities),
    em: dataSource.manager,
    clock,
    refreshInvoice: (id) => refreshInvoice(parts, id),
    take: (call) => takeCommand(door, principal, call),
  }));
}

async function refreshInvoice(parts: CommandParts, id: string): Promise<void> {
  const found = await firstRow<{ connection: string; external_id: string }>(
    parts.dataSource,
    'select connection, external_id from billing.invoice where id = $1',
    [id],
  );
  const connector = found === null ? undefined : parts.connectors.get(found.connection);
  if (found === null || connector === undefined) return;
  const read = await readIntoMirror(parts, connector, () => connector.invoice(found.external_id), TOLD_BY_VENDOR);
  if (!read.ok) parts.log.warn({ connection: connector.connection, error: read.error }, 'live read failed');
}
