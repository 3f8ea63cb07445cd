import { readFileSync } from 'node:fs';
import { type Logger, openLog } from '#kit/observability/log.ts';
import { NO_TRACER, type Tracer } from '#kit/observability/trace.ts';
import { type Clock, systemClock } from '#kit/runtime/clock.ts';
import { type Ids, systemIds } from '#kit/runtime/ids.ts';
import { cryptoRandom, type Random } from '#kit/runtime/random.ts';
import { systemTimers, type Timers } from '#kit/runtime/timers.ts';
import { fail, type Result } from '#schema/errors/result.ts';
import { type Authenticate, nobodysAuthentication } from './auth/authenticate.ts';
import { gatewayIdentity } from './auth/gateway-identity.ts';
import type { Identity } from './auth/identity.ts';
import { pageLoginOf } from './auth/page-login.ts';
import { POLICIES, POLICY, type Policies, type Policy } from './auth/policy.ts';
import { VARIANTS, type Variants } from './auth/variants.ts';
import type { GatewayConfig } from './config.ts';
import { type EventStreams, eventStreams } from './edge/event-streams.ts';
import { type HttpServerSettings, listen, makeHttpServer } from './edge/http-server.ts';
import { gatewayMetrics, type Metrics } from './edge/metrics.ts';
import { observer } from './edge/observation.ts';
import { type DoorRates, doorRates } from './edge/rates.ts';
import { type TrustedDocuments, trustedDocuments } from './edge/trusted-documents.ts';
import { serveWebSockets, type WebSocketServerSettings } from './edge/websocket-server.ts';
import type { SubgraphTransport } from './federation/subgraph-transport.ts';
import type { UpstreamEvents } from './federation/upstream.ts';
import { GraphSwitch } from './graph/graph-switch.ts';
import { type GraphWatch, watchGraph } from './graph/graph-watch.ts';
import { openServingGraph } from './graph/serving-graph.ts';
import { SubgraphWays } from './graph/subgraph-ways.ts';
import { openLiveDoor } from './live/live-door.ts';

/** What a test or a process of several parts may put in the place of the usual. */
export interface GatewayParts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly random: Random;
  readonly log: Logger;
  readonly tracer: Tracer;
  /** Null = none holds for the graph that is served. */
  readonly policy: Policy | null;
  /** What the names of `@policy` in the supergraph mean. */
  readonly policies: Policies;
  /** What readers outside see of the graph; null = everybody sees all of it. */
  readonly variants: Variants | null;
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
  /** Subscriptions of clients that are open now. */
  openConsumerCount(): number;
  /** Serves another supergraph from now on, without dropping anything. What is no supergraph changes nothing. */
  changeSupergraph(supergraphSdl: string): Promise<Result<boolean, string>>;
  /** Looks now whether there is another graph where this one came from, and serves it; as `changeSupergraph` otherwise. */
  lookForGraph(): Promise<Result<boolean, string>>;
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
    policy: config.policyBy === 'table' ? POLICY : null,
    policies: POLICIES,
    variants: config.variants && config.policyBy === 'table' ? VARIANTS : null,
    transports: {},
    upstreams: {},
    ...given,
  };
  const metrics = gatewayMetrics();
  const ways = waysOf(config, parts, metrics);
  const trusted = trustedDocuments(config.trustedManifest, config.trustedDocuments);
  const rates = doorRates(config, { clock: parts.clock, metrics });
  const graphs = await GraphSwitch.openWith(config, {
    open: (graph) =>
      openServingGraph(graph, { ...config, ...parts, ways, metrics, rules: config, errors: config, trusted }),
    log: parts.log,
  });
  const watch = watchOf(config, parts, { graphs, metrics });
  const identity = await gatewayIdentity(config, parts, metrics);
  const authenticate = authenticationOf(config, parts, identity);
  const live = openLiveDoor(config, { graphs, identity, timers: parts.timers, metrics });
  const streams = eventStreams({ live, metrics, timers: parts.timers, slowConsumerMs: config.slowConsumerMs });
  const made = { metrics, graphs, authenticate, streams, trusted, rates };
  const server = makeHttpServer(httpSettings(config, parts, made));
  const sockets = serveWebSockets(server, socketSettings(config, parts, { live, authenticate, metrics, rates }));
  const port = await listen(server, config.port, config.host);
  parts.log.info({ port }, 'gateway is up');
  return {
    url: `http://${config.host}:${port}`,
    port,
    openUpstreamCount: () => graphs.current.engine.openUpstreamCount,
    openConsumerCount: () => live.subscriptions.count,
    changeSupergraph: (supergraphSdl) => graphs.change({ ...config, supergraphSdl, runtimeSupergraphSdl: null }),
    lookForGraph: () => watch?.look() ?? Promise.resolve(fail('This gateway was given its graph, and knows no other.')),
    close: async () => {
      await watch?.close();
      live.close();
      streams.close();
      await sockets.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await closed;
      await identity.close();
      await graphs.stop();
      await ways.close();
    },
  };
}

function authenticationOf({ auth }: GatewayConfig, { log }: GatewayParts, identity: Identity): Authenticate {
  if (auth === 'on') return identity.authenticate;
  log.warn('AUTH=off: whoever reaches this gateway may ask for everything, whatever its schema asks to know of them');
  return nobodysAuthentication();
}

function waysOf(config: GatewayConfig, parts: GatewayParts, metrics: Metrics): SubgraphWays {
  const { serviceSecret, subgraphAnswerBytesMax, subgraphTimeoutMs } = config;
  return new SubgraphWays({
    ...parts,
    serviceSecret,
    answerBytesMax: subgraphAnswerBytesMax,
    timeoutMs: subgraphTimeoutMs,
    metrics,
  });
}

function watchOf(
  { graphSource: source, supergraphPollMs: pollMs }: GatewayConfig,
  { timers, log }: GatewayParts,
  { graphs, metrics }: Pick<Made, 'graphs' | 'metrics'>,
): GraphWatch | null {
  if (source === null) return null;
  return watchGraph({ source, pollMs, change: (graph) => graphs.change(graph), timers, metrics, log });
}

function socketSettings(
  config: GatewayConfig,
  { clock, timers, ids, log }: GatewayParts,
  made: Pick<WebSocketServerSettings, 'live' | 'authenticate' | 'metrics' | 'rates'>,
): WebSocketServerSettings {
  return {
    ...made,
    limits: config,
    errors: config,
    jsonNestingMax: config.jsonNestingMax,
    allowedHosts: new Set(config.allowedHosts),
    allowedOrigins: new Set(config.allowedOrigins),
    clock,
    timers,
    ids,
    log,
  };
}

interface Made {
  readonly metrics: Metrics;
  readonly graphs: GraphSwitch;
  readonly authenticate: Authenticate;
  readonly streams: EventStreams;
  readonly trusted: TrustedDocuments;
  readonly rates: DoorRates;
}

function httpSettings(
  config: GatewayConfig,
  { clock, ids, log, tracer }: GatewayParts,
  { metrics, graphs, authenticate, streams, trusted, rates }: Made,
): HttpServerSettings {
  return {
    graphql: {
      graphs,
      authenticate,
      streams,
      clock,
      form: config,
      rates,
      body: { bytesMax: config.graphqlBodyBytesMax, compressed: config.compressedBodies },
      jsonNestingMax: config.jsonNestingMax,
      trusted,
      requestTimeoutMs: config.requestTimeoutMs,
    },
    webhooks: {
      subgraphs: config.webhookSubgraphs,
      urls: config.subgraphUrls,
      bodyBytesMax: config.webhookBodyBytesMax,
      rate: rates.webhooks,
      timeoutMs: config.subgraphTimeoutMs,
      log,
    },
    observe: observer({ metrics, tracer, trustTraceparent: config.trustTraceparent, nowMs: () => performance.now() }),
    metrics: { metrics, metricsToken: config.metricsToken, authenticate, failures: rates.failures },
    probes: () => graphs.current.probes,
    files: { dir: config.consoleDir, graphiql: !config.production, login: pageLoginOf(config.issuers) },
    allowedHosts: new Set(config.allowedHosts),
    allowedOrigins: new Set(config.allowedOrigins),
    bounds: config,
    connections: config,
    urlLengthMax: config.urlLengthMax,
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
