import type { EventBell } from '#kit/events/event-bell.ts';
import { openNatsBell } from '#kit/events/nats-bell.ts';
import { openEventBell } from '#kit/events/postgres-bell.ts';
import { type Logger, openLog } from '#kit/observability/log.ts';
import type { ServiceMetrics } from '#kit/observability/service-metrics.ts';
import { NO_TRACER, type Tracer } from '#kit/observability/trace.ts';
import { tracerOf } from '#kit/observability/trace-settings.ts';
import { type Clock, systemClock } from '#kit/runtime/clock.ts';
import { Shutdown, shutDownOnSignals } from '#kit/runtime/shutdown.ts';
import { systemTimers, type Timers } from '#kit/runtime/timers.ts';
import type { ServiceConfig } from './service-config.ts';
import type { Subgraph } from './subgraph.ts';
import type { SubgraphDoor } from './subgraph-door.ts';
import { type SubgraphServer, startSubgraphServer, type WebhookHandler } from './subgraph-server.ts';

/** What every subgraph is started with. */
export interface ServiceSettings {
  readonly databaseUrl: string;
  /** Connections to Postgres at once; left out = `POOL_SIZE`. */
  readonly poolSize?: number;
  /** Shared with the gateway and the sagas; signs who asks. */
  readonly serviceSecret: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  /** Left out = nobody traces. */
  readonly tracer?: Tracer;
  /** Opens `/metrics` to who has it, besides our own services; null or left out = only to them. */
  readonly metricsToken?: string | null;
  /** Whether its metrics tell of the process as well; left out = no, since it is shared. */
  readonly ownProcess?: boolean;
  readonly bell: EventBell;
  /** 0 or left out = a free port. */
  readonly port?: number;
}

/** What a subgraph with vendors behind it is started with. */
export interface VendorServiceSettings<Connection> extends ServiceSettings {
  /** Between two polls of a connection, in milliseconds; left out = `POLL_MS`. */
  readonly pollMs?: number;
  readonly connections: readonly Connection[];
}

export interface RunningService {
  readonly subgraph: Subgraph;
  readonly url: string;
  /** What answers at `url`, for whoever is in this process. */
  readonly door: SubgraphDoor;
  /** Ends once one poll of each connection is done and no message waits: for tests and seeding. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export const POOL_SIZE = 8;
export const POLL_MS = 5000;

export interface ServingSettings
  extends Pick<ServiceSettings, 'serviceSecret' | 'log' | 'tracer' | 'metricsToken' | 'port'> {
  readonly metrics: ServiceMetrics;
}

/** Serves a subgraph that stands on one database: it is ready while that answers. */
export function serveOn(
  database: { query(sql: string): Promise<unknown> },
  subgraph: Subgraph,
  { serviceSecret, log, metrics, metricsToken = null, tracer = NO_TRACER, port = 0 }: ServingSettings,
  webhooks: ReadonlyMap<string, WebhookHandler> = new Map(),
): Promise<SubgraphServer> {
  const ready = () =>
    database.query('select 1').then(
      () => true,
      () => false,
    );
  return startSubgraphServer({ subgraph, serviceSecret, log, metrics, metricsToken, tracer, port, webhooks, ready });
}

export type ServiceParts = Required<
  Pick<ServiceSettings, 'clock' | 'timers' | 'log' | 'tracer' | 'ownProcess' | 'bell'>
> & {
  readonly shutdown: Shutdown;
};

/**
 * For a `main.ts` only: a service as a process of its own, on a database that was migrated before. Closes what it opened
 * when it is told to stop.
 */
export async function runService(
  name: string,
  { databaseUrl, natsUrl, logLevel, tracing }: Pick<ServiceConfig, 'databaseUrl' | 'natsUrl' | 'logLevel' | 'tracing'>,
  start: (parts: ServiceParts) => Promise<{ readonly url: string; close(): Promise<void> }>,
  exit: (code: number) => void,
): Promise<void> {
  const log = openLog(name, logLevel);
  const shutdown = new Shutdown();
  shutDownOnSignals(shutdown, (code, failures) => {
    for (const { name: part, error } of failures) log.error({ name: part, err: error }, 'did not close');
    exit(code);
  });
  const tracer = await tracerOf(tracing, `revgraph-${name}`, log);
  shutdown.add('tracer', () => tracer.close());
  const bell =
    natsUrl === null
      ? await openEventBell(databaseUrl, systemTimers)
      : await openNatsBell({ natsUrl, databaseUrl }, systemTimers);
  shutdown.add('event bell', () => bell.close());
  const running = await start({
    clock: systemClock,
    timers: systemTimers,
    log,
    tracer,
    ownProcess: true,
    bell,
    shutdown,
  });
  shutdown.add(name, () => running.close());
  log.info({ url: running.url }, `${name} is up`);
}
