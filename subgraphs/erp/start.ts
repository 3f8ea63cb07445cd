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
import { erpCommands } from './commands/commands.ts';
import type { CommandParts } from './commands/parts.ts';
import { accounts } from './entities/account.ts';
import { accountingPeriods } from './entities/accounting-period.ts';
import { customers } from './entities/customer.ts';
import { dimensions } from './entities/dimension.ts';
import { items } from './entities/item.ts';
import { journalEntries } from './entities/journal-entry.ts';
import { journalLines } from './entities/journal-line.ts';
import { legalEntities } from './entities/legal-entity.ts';
import { postings } from './entities/posting.ts';
import { startIntake } from './intake/intake.ts';
import { ERP_SCHEMA } from './intake/meaning.ts';
import { openLoaders } from './loaders.ts';
import { connectorOf, type ErpConnectionSettings, paceOf } from './registry.ts';
import type { ErpContext } from './resolvers/context.ts';
import { erpResolvers } from './resolvers/resolvers.ts';

/** Starts the ledger's subgraph on a migrated database. A vendor that is down stops nothing: reads come from the mirror. */
export async function startErp(settings: VendorServiceSettings<ErpConnectionSettings>): Promise<RunningService> {
  const { databaseUrl, clock, timers, log, bell } = settings;
  const dataSource = await openDataSource({
    url: databaseUrl,
    schema: ERP_SCHEMA,
    entities: [
      legalEntities,
      accounts,
      items,
      dimensions,
      accountingPeriods,
      customers,
      postings,
      journalEntries,
      journalLines,
    ],
    poolSize: settings.poolSize ?? POOL_SIZE,
    applicationName: 'revgraph-erp',
  });
  const metrics = serviceMetrics({
    service: 'erp',
    pool: poolCounts(dataSource),
    ofProcess: settings.ownProcess ?? false,
  });
  tellInbox(metrics, dataSource, ERP_SCHEMA, clock);
  const lines = openVendorLines({ em: dataSource.manager, schema: ERP_SCHEMA, clock, timers, log, metrics });
  const connectors = new Map(
    settings.connections.map((connection) => {
      const line = lines.open(connection.name, paceOf(connection));
      return [connection.name, connectorOf(connection, { clock, line })];
    }),
  );
  for (const { connection, vendor } of connectors.values()) {
    await registerConnection(dataSource.manager, ERP_SCHEMA, connection, vendor);
  }
  const ids = idsFrom(clock, cryptoRandom);
  const parts: CommandParts = { dataSource, databaseUrl, clock, ids, bell, log, connectors };
  const subgraph = erpSubgraph(parts);
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

function erpSubgraph(parts: CommandParts): Subgraph {
  const { dataSource, clock } = parts;
  const door = {
    commands: erpCommands(parts),
    log: new CommandLog(dataSource.manager, ERP_SCHEMA, clock),
    refused: tellRefused(dataSource.manager, clock, 'ERP'),
  };
  return makeSubgraph<ErpContext>('erp', erpResolvers, (principal) => ({
    principal,
    loaders: openLoaders(dataSource.manager),
    clock,
    take: (call) => takeCommand(door, principal, call),
  }));
}
