import { readFileSync } from 'node:fs';
import { type Logger, openLog } from '#kit/observability/log.ts';
import { NO_TRACER, type Tracer } from '#kit/observability/trace.ts';
import { type Clock, systemClock } from '#kit/runtime/clock.ts';
import { type Ids, systemIds } from '#kit/runtime/ids.ts';
import { cryptoRandom, type Random } from '#kit/runtime/random.ts';
import { systemTimers, type Timers } from '#kit/runtime/timers.ts';
import { type Authenticate, tokenAuthentication } from './auth/authenticate.ts';
import { POLICY, type Policy } from './auth/policy.ts';
import type { GatewayConfig } from './config.ts';
import { type GraphqlServer, startGraphqlServer } from './edge/graphql-server.ts';
import { type Guard, guardWith } from './edge/guards.ts';
import { type HttpServerSettings, listen, makeHttpServer } from './edge/http-server.ts';
import { gatewayMetrics, type Metrics } from './edge/metrics.ts';
import { observer } from './edge/observation.ts';
import { subscriptionCheck } from './edge/subscription-request.ts';
import { serveWebSockets, type WebSocketServerSettings } from './edge/websocket-server.ts';
import { httpTransport } from './federation/http-transport.ts';
import { SubgraphDataSource } from './federation/subgraph-data-source.ts';
import type { SubgraphTransport } from './federation/subgraph-transport.ts';
import {
  type SubscriptionEngine,
  type SubscriptionEngineSettings,
  subscriptionEngine,
} from './federation/subscriptions.ts';
import { openSupergraph } from './federation/supergraph.ts';
import { type UpstreamEvents, webSocketUpstream } from './federation/upstream.ts';

/** What a test or a process of several parts may put in the place of the usual. */
export interface GatewayParts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly random: Random;
  readonly log: Logger;
  readonly tracer: Tracer;
  readonly policy: Policy;
  /** By subgraph: a way to it other than HTTP. */
  readonly transports: Readonly<Record<string, SubgraphTransport>>;
  /** By subgraph: a way to its events other than a WebSocket. */
  readonly upstreams: Readonly<Record<string, UpstreamEvents>>;
}

export interface RunningGateway {
  /** Without a path, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly port: number;
  /** Upstream subscriptions that are open now. */
  openUpstreamCount(): number;
  /** Ends sockets and subscriptions, lets requests under way finish, then closes the ways to the subgraphs. */
  close(): Promise<void>;
}

/** Starts a gateway; it answers once this has ended. Rejects when the port is taken or the supergraph cannot be read. */
export async function startGateway(config: GatewayConfig, given: Partial<GatewayParts> = {}): Promise<RunningGateway> {
  const parts: GatewayParts = {
    clock: systemClock,
    timers: systemTimers,
    ids: systemIds,
    random: cryptoRandom,
    log: given.log ?? openLog('gateway', config.logLevel),
    tracer: NO_TRACER,
    policy: POLICY,
    transports: {},
    upstreams: {},
    ...given,
  };
  const metrics = gatewayMetrics();
  const transports = openTransports(config, parts);
  const sources = dataSources(config, parts, transports, metrics);
  const opened = openSupergraph(config.supergraphSdl, sources, parts.log);
  const graphql = await startGraphqlServer(opened, config.production, parts.log);
  const authenticate = tokenAuthentication(config.jwtSecret, parts.clock);
  const guard = guardWith({ limits: config.limits, policy: parts.policy, apiSchema: opened.apiSchema });
  const engine = openEngine(config, parts, { opened, sources, metrics });
  const server = makeHttpServer(httpSettings(config, parts, { metrics, transports, graphql, authenticate, guard }));
  const check = subscriptionCheck(guard, opened.apiSchema, config.production);
  const sockets = serveWebSockets(server, socketSettings(config, parts, { engine, authenticate, check, metrics }));
  const port = await listen(server, config.port, config.host);
  parts.log.info({ port }, 'gateway is up');
  return {
    url: `http://${config.host}:${port}`,
    port,
    openUpstreamCount: () => engine.openUpstreamCount,
    close: async () => {
      await sockets.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await closed;
      await graphql.stop();
      await Promise.all([...transports.values()].map((transport) => transport.close()));
    },
  };
}

function openTransports(config: GatewayConfig, { clock, transports }: GatewayParts): Map<string, SubgraphTransport> {
  const opened = new Map(Object.entries(transports));
  for (const [name, url] of Object.entries(config.subgraphUrls)) {
    if (opened.has(name)) continue;
    const { serviceSecret, subgraphAnswerBytesMax: answerBytesMax } = config;
    opened.set(name, httpTransport({ url, serviceSecret, clock, answerBytesMax }));
  }
  return opened;
}

function dataSources(
  config: GatewayConfig,
  { clock, timers, random, log }: GatewayParts,
  transports: ReadonlyMap<string, SubgraphTransport>,
  metrics: Metrics,
): Map<string, SubgraphDataSource> {
  const timeoutMs = config.subgraphTimeoutMs;
  const sources = new Map<string, SubgraphDataSource>();
  for (const [name, transport] of transports) {
    sources.set(name, new SubgraphDataSource({ name, transport, timeoutMs, clock, timers, random, metrics, log }));
  }
  return sources;
}

function openEngine(
  config: GatewayConfig,
  { clock, timers, random, log, tracer, upstreams }: GatewayParts,
  made: Pick<SubscriptionEngineSettings, 'opened' | 'sources' | 'metrics'>,
): SubscriptionEngine {
  const { serviceSecret, requestTimeoutMs, eventsBufferedMax, slowConsumerMs } = config;
  const overSockets = Object.entries(config.subgraphUrls).map(
    ([name, url]) => [name, webSocketUpstream({ url, serviceSecret, clock, timers })] as const,
  );
  return subscriptionEngine({
    ...made,
    upstreams: new Map([...overSockets, ...Object.entries(upstreams)]),
    requestTimeoutMs,
    eventsBufferedMax,
    slowConsumerMs,
    clock,
    timers,
    random,
    tracer,
    log,
  });
}

function socketSettings(
  config: GatewayConfig,
  { clock, timers, ids, log }: GatewayParts,
  made: Pick<WebSocketServerSettings, 'engine' | 'authenticate' | 'check' | 'metrics'>,
): WebSocketServerSettings {
  const { socketsPerSubjectMax, socketsPerAddressMax, operationsPerSocketMax } = config;
  return {
    ...made,
    allowedHosts: new Set(config.allowedHosts),
    allowedOrigins: new Set(config.allowedOrigins),
    socketsPerSubjectMax,
    socketsPerAddressMax,
    operationsPerSocketMax,
    clock,
    timers,
    ids,
    log,
  };
}

interface Made {
  readonly metrics: Metrics;
  readonly transports: ReadonlyMap<string, SubgraphTransport>;
  readonly graphql: GraphqlServer;
  readonly authenticate: Authenticate;
  readonly guard: Guard;
}

function httpSettings(
  config: GatewayConfig,
  { clock, ids, log, tracer }: GatewayParts,
  { metrics, transports, graphql, authenticate, guard }: Made,
): HttpServerSettings {
  return {
    graphql: {
      server: graphql,
      authenticate,
      guard,
      clock,
      bodyBytesMax: config.graphqlBodyBytesMax,
      requestTimeoutMs: config.requestTimeoutMs,
    },
    webhooks: {
      subgraphs: config.webhookSubgraphs,
      urls: config.subgraphUrls,
      bodyBytesMax: config.webhookBodyBytesMax,
      timeoutMs: config.subgraphTimeoutMs,
      log,
    },
    observe: observer({ metrics, tracer, trustTraceparent: false, nowMs: () => performance.now() }),
    metrics: { metrics, metricsToken: config.metricsToken, authenticate },
    probes: new Map([...transports].map(([name, transport]) => [name, () => transport.isUp()])),
    consoleDir: config.consoleDir,
    graphiql: !config.production,
    allowedHosts: new Set(config.allowedHosts),
    allowedOrigins: new Set(config.allowedOrigins),
    version: ownVersion(),
    clock,
    ids,
    log,
  };
}

function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null;
  return typeof version === 'string' ? version : 'unknown';
}
