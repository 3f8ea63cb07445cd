import { takeCommand } from '#kit/commands/command-door.ts';
import { CommandLog } from '#kit/commands/command-log.ts';
import { tellRefused } from '#kit/commands/refused-command.ts';
import { registerConnection } from '#kit/connections/connection-state.ts';
import { serviceMetrics } from '#kit/observability/service-metrics.ts';
import { openDataSource } from '#kit/persistence/data-source.ts';
import { poolCounts } from '#kit/persistence/pool-counts.ts';
import { POOL_SIZE, type RunningService, type ServiceSettings, serveOn } from '#kit/server/service.ts';
import { makeSubgraph, type Subgraph } from '#kit/server/subgraph.ts';
import { revrecCommands } from './commands/commands.ts';
import type { CommandParts } from './commands/parts.ts';
import { openReckoner } from './journals/reckoner.ts';
import { openLoaders } from './loaders.ts';
import { CONNECTION, REVREC_SCHEMA, VENDOR } from './names.ts';
import type { RevrecContext } from './resolvers/context.ts';
import { revrecResolvers } from './resolvers/resolvers.ts';

/** Starts the revenue subgraph on a migrated database. */
export async function startRevrec(settings: ServiceSettings): Promise<RunningService> {
  const { databaseUrl, clock, log, bell } = settings;
  const dataSource = await openDataSource({
    url: databaseUrl,
    schema: REVREC_SCHEMA,
    entities: [],
    poolSize: settings.poolSize ?? POOL_SIZE,
    applicationName: 'revgraph-revrec',
  });
  await registerConnection(dataSource.manager, REVREC_SCHEMA, CONNECTION, VENDOR);
  const metrics = serviceMetrics({
    service: 'revrec',
    pool: poolCounts(dataSource),
    ofProcess: settings.ownProcess ?? false,
  });
  const reckoner = openReckoner();
  const subgraph = revrecSubgraph({ dataSource, clock, bell, log, reckoner });
  const server = await serveOn(dataSource, subgraph, { ...settings, metrics });
  return {
    subgraph,
    url: server.url,
    door: server.door,
    settle: async () => {},
    close: async () => {
      await server.close();
      await reckoner.close();
      await dataSource.destroy();
    },
  };
}

function revrecSubgraph(parts: CommandParts): Subgraph {
  const { dataSource, clock } = parts;
  const door = {
    commands: revrecCommands(parts),
    log: new CommandLog(dataSource.manager, REVREC_SCHEMA, clock),
    refused: tellRefused(dataSource.manager, clock, 'REVREC'),
  };
  return makeSubgraph<RevrecContext>('revrec', revrecResolvers, (principal) => ({
    principal,
    loaders: openLoaders(dataSource.manager),
    clock,
    states: new Map(),
    take: (call) => takeCommand(door, principal, call),
  }));
}
