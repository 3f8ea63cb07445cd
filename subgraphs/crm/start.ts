import { takeCommand } from '#kit/commands/command-door.ts';
import { CommandLog } from '#kit/commands/command-log.ts';
import { tellRefused } from '#kit/commands/refused-command.ts';
import { registerConnection } from '#kit/connections/connection-state.ts';
import { serviceMetrics } from '#kit/observability/service-metrics.ts';
import { openDataSource } from '#kit/persistence/data-source.ts';
import { poolCounts } from '#kit/persistence/pool-counts.ts';
import { idsFrom } from '#kit/runtime/ids.ts';
import { cryptoRandom } from '#kit/runtime/random.ts';
import { POLL_MS, POOL_SIZE, type RunningService, serveOn, type VendorServiceSettings } from '#kit/server/service.ts';
import { makeSubgraph, type Subgraph } from '#kit/server/subgraph.ts';
import { openVendorLines } from '#kit/transport/postgres-lines.ts';
import { tellInbox } from '#kit/webhooks/inbox-metrics.ts';
import { crmCommands } from './commands/commands.ts';
import { type CommandParts, placeOf, renew } from './commands/parts.ts';
import { accounts } from './entities/account.ts';
import { contracts } from './entities/contract.ts';
import { contractChanges } from './entities/contract-change.ts';
import { contractVersions } from './entities/contract-version.ts';
import { opportunities } from './entities/opportunity.ts';
import { prices } from './entities/price.ts';
import { products } from './entities/product.ts';
import { startIntake } from './intake/intake.ts';
import { CRM_SCHEMA } from './intake/mirror-writer.ts';
import { openLoaders } from './loaders.ts';
import { type CrmConnectionSettings, connectorOf } from './registry.ts';
import type { CrmContext } from './resolvers/context.ts';
import { crmResolvers } from './resolvers/resolvers.ts';

const UNPACED = { ratePerSecond: null, concurrency: null };

/** Starts the CRM's subgraph on a migrated database. A vendor that is down stops nothing: reads come from the mirror. */
export async function startCrm(settings: VendorServiceSettings<CrmConnectionSettings>): Promise<RunningService> {
  const { databaseUrl, clock, timers, log, bell } = settings;
  const dataSource = await openDataSource({
    url: databaseUrl,
    schema: CRM_SCHEMA,
    entities: [accounts, products, prices, opportunities, contracts, contractVersions, contractChanges],
    poolSize: settings.poolSize ?? POOL_SIZE,
    applicationName: 'revgraph-crm',
  });
  const metrics = serviceMetrics({
    service: 'crm',
    pool: poolCounts(dataSource),
    ofProcess: settings.ownProcess ?? false,
  });
  tellInbox(metrics, dataSource, CRM_SCHEMA, clock);
  const lines = openVendorLines({ em: dataSource.manager, schema: CRM_SCHEMA, clock, timers, log, metrics });
  const connectors = new Map(
    settings.connections.map((connection) => {
      const line = lines.open(connection.name, connection.pace ?? UNPACED);
      return [connection.name, connectorOf(connection, { clock, line })];
    }),
  );
  for (const { connection, vendor } of connectors.values()) {
    await registerConnection(dataSource.manager, CRM_SCHEMA, connection, vendor);
  }
  const parts: CommandParts = {
    dataSource,
    databaseUrl,
    clock,
    ids: idsFrom(clock, cryptoRandom),
    bell,
    log,
    connectors,
  };
  const subgraph = crmSubgraph(parts);
  const server = await serveOn(dataSource, subgraph, { ...settings, metrics });
  const intake = startIntake(parts, timers, settings.pollMs ?? POLL_MS);
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

function crmSubgraph(parts: CommandParts): Subgraph {
  const { dataSource, clock, connectors } = parts;
  const door = {
    commands: crmCommands(parts),
    log: new CommandLog(dataSource.manager, CRM_SCHEMA, clock),
    refused: tellRefused(dataSource.manager, clock, 'CRM'),
  };
  return makeSubgraph<CrmContext>('crm', crmResolvers, (principal) => ({
    principal,
    loaders: openLoaders(dataSource.manager),
    em: dataSource.manager,
    clock,
    refresh: (kind, id) => refresh(parts, kind, id),
    wordOf: (connection, kind) => connectors.get(connection)?.words[kind] ?? kind,
    take: (call) => takeCommand(door, principal, call),
  }));
}

async function refresh(parts: CommandParts, kind: 'customer' | 'contract', id: string): Promise<void> {
  const place = await placeOf(parts, kind, id);
  if (place === null) return;
  const { connector, externalId } = place;
  const renewed = await renew(parts, connector, () =>
    kind === 'customer' ? connector.account(externalId) : connector.contract(externalId),
  );
  if (!renewed.ok) parts.log.warn({ connection: connector.connection, error: renewed.error }, 'live read failed');
}
