import { takeCommand } from '#kit/commands/command-door.ts';
import { CommandLog } from '#kit/commands/command-log.ts';
import { registerConnection } from '#kit/connections/connection-state.ts';
import type { EventBell } from '#kit/events/event-bell.ts';
import type { Logger } from '#kit/observability/log.ts';
import { openDataSource } from '#kit/persistence/data-source.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { makeSubgraph, type Subgraph } from '#kit/server/subgraph.ts';
import { startSubgraphServer } from '#kit/server/subgraph-server.ts';
import { revrecCommands } from './commands/commands.ts';
import type { CommandParts } from './commands/parts.ts';
import { openLoaders } from './loaders.ts';
import { CONNECTION, REVREC_SCHEMA, VENDOR } from './names.ts';
import type { RevrecContext } from './resolvers/context.ts';
import { revrecResolvers } from './resolvers/resolvers.ts';

export interface RevrecSettings {
  readonly databaseUrl: string;
  /** Connections to Postgres at once; left out = 8. */
  readonly poolSize?: number;
  /** Shared with the gateway and the sagas; signs who asks. */
  readonly serviceSecret: string;
  readonly clock: Clock;
  /** As every subgraph takes them; nothing here waits for a timer. */
  readonly timers: Timers;
  readonly log: Logger;
  readonly bell: EventBell;
  /** 0 or left out = a free port. */
  readonly port?: number;
}

export interface RunningRevrec {
  readonly subgraph: Subgraph;
  readonly url: string;
  /** Ends at once: nothing arrives here but by command. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const POOL_SIZE = 8;

/** Starts the revenue subgraph on a migrated database. */
export async function startRevrec(settings: RevrecSettings): Promise<RunningRevrec> {
  const { databaseUrl, clock, log, bell, serviceSecret } = settings;
  const dataSource = await openDataSource({
    url: databaseUrl,
    schema: REVREC_SCHEMA,
    entities: [],
    poolSize: settings.poolSize ?? POOL_SIZE,
    applicationName: 'revgraph-revrec',
  });
  await registerConnection(dataSource.manager, REVREC_SCHEMA, CONNECTION, VENDOR);
  const subgraph = revrecSubgraph({ dataSource, clock, bell, log });
  const server = await startSubgraphServer({
    subgraph,
    serviceSecret,
    log,
    port: settings.port ?? 0,
    ready: () =>
      dataSource.query('select 1').then(
        () => true,
        () => false,
      ),
  });
  return {
    subgraph,
    url: server.url,
    settle: async () => {},
    close: async () => {
      await server.close();
      await dataSource.destroy();
    },
  };
}

function revrecSubgraph(parts: CommandParts): Subgraph {
  const { dataSource, clock } = parts;
  const commands = revrecCommands(parts);
  const commandLog = new CommandLog(dataSource.manager, REVREC_SCHEMA, clock);
  return makeSubgraph<RevrecContext>('revrec', revrecResolvers, (principal) => ({
    principal,
    loaders: openLoaders(dataSource.manager),
    clock,
    states: new Map(),
    take: (call) => takeCommand(commands, commandLog, principal, call),
  }));
}
