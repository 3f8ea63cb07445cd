import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { boundedLabel } from '#kit/observability/bounded-label.ts';

export type FetchOutcome = 'ok' | 'failed' | 'refused' | 'retried';
/** What a fetch asks of its subgraph: fields of a root type, entities by their keys, or a change. */
export type FetchKind = 'query' | 'entities' | 'mutation';

/** A client's operation, once it was answered. Subscriptions count when they begin or are refused. */
export interface AnsweredOperation {
  /** As the client or its trusted document says; null = it has none. */
  readonly name: string | null;
  /** `unknown`: refused before it was read. */
  readonly kind: 'query' | 'mutation' | 'subscription' | 'unknown';
  /** `refused`: nothing of it was executed. */
  readonly outcome: 'ok' | 'errors' | 'refused';
  readonly seconds: number;
}

/** What a look at the source of the graph brought: `refused` was read and cannot be served, `unread` could not be had. */
export type GraphLook = 'same' | 'taken' | 'refused' | 'unread';

/** Why somebody was not believed: with nothing in hand, with something that is no credential of ours, or with one of old. */
export type AuthFailure = 'missing' | 'malformed' | 'untrusted' | 'expired' | 'revoked' | 'origin';

/** What the gateway counts, of one gateway: a process may hold several. Times are in seconds. */
export interface Metrics {
  request(route: string, status: number, seconds: number): void;
  operation(answered: AnsweredOperation): void;
  /** An error that a client was told, by its code of the catalogue. */
  erred(code: string): void;
  /** A plan was asked for, and was there already or had to be made in so many seconds. */
  planned(found: 'hit' | 'miss', seconds?: number): void;
  /** The stock executor answered what the own one had no answer for. Few different reasons: no names, no values. */
  fallback(reason: string): void;
  fetched(subgraph: string, outcome: FetchOutcome, seconds: number, kind?: FetchKind): void;
  lookedAtGraph(outcome: GraphLook): void;
  /** `scope`: whose budget it was that is spent, such as `subject`; few different ones, and never the subject itself. */
  rateLimited(scope: string): void;
  authFailed(reason: AuthFailure): void;
  openUpstreams(count: number): void;
  openSockets(count: number): void;
  openConsumers(count: number): void;
  /** A consumer joined an upstream, which it now shares with so many, itself included. */
  shared(consumersCount: number): void;
  /** So many events wait for one consumer: the most since the last look is told. */
  buffered(eventsCount: number): void;
  /** An event went to a client so long after the instant it is dated with. */
  delivered(lagSeconds: number): void;
  lagged(): void;
  resumed(): void;
  /** In Prometheus' text form. */
  text(): Promise<string>;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const LAG_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const CONSUMERS = [1, 2, 5, 10, 25, 50, 100, 250, 1000, 10_000];

/** Names of operations that are no trusted documents', and have a series of their own. */
const NAMES_MAX = 100;
const CODES_MAX = 64;
const REASONS_MAX = 32;
const SCOPES_MAX = 16;

const name = (suffix: string) => `revgraph_gateway_${suffix}`;

export interface MetricsSettings {
  /** Names of trusted documents: each has a series of its own, however late it is asked for. */
  readonly operationNames?: Iterable<string>;
}

export function gatewayMetrics({ operationNames = [] }: MetricsSettings = {}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    ...requestMetrics(registry, boundedLabel(NAMES_MAX, operationNames)),
    ...fetchMetrics(registry),
    ...refusalMetrics(registry),
    ...liveMetrics(registry),
    text: () => registry.metrics(),
  };
}

function requestMetrics(
  registry: Registry,
  nameOf: (name: string) => string,
): Pick<Metrics, 'request' | 'operation' | 'erred'> {
  const registers = [registry];
  const requests = new Histogram({
    name: name('request_seconds'),
    help: 'HTTP requests by route and status',
    labelNames: ['route', 'status'],
    buckets: SECONDS,
    registers,
  });
  const operations = new Histogram({
    name: name('operation_seconds'),
    help: 'Operations of clients by name, kind and outcome',
    labelNames: ['operation', 'kind', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  const errors = new Counter({
    name: name('errors_total'),
    help: 'Errors that clients were told, by code',
    labelNames: ['code'],
    registers,
  });
  const codeOf = boundedLabel(CODES_MAX);
  return {
    request: (route, status, seconds) => requests.observe({ route, status }, seconds),
    operation: ({ name: said, kind, outcome, seconds }) =>
      operations.observe({ operation: said === null ? 'unnamed' : nameOf(said), kind, outcome }, seconds),
    erred: (code) => errors.inc({ code: codeOf(code) }),
  };
}

function fetchMetrics(registry: Registry): Pick<Metrics, 'planned' | 'fallback' | 'fetched' | 'lookedAtGraph'> {
  const registers = [registry];
  let hits = 0;
  const plans = new Counter({
    name: name('plans_total'),
    help: 'Plans asked for, by whether they were there already',
    labelNames: ['found'],
    registers,
    collect() {
      this.inc({ found: 'hit' }, hits);
      hits = 0;
    },
  });
  const planning = new Histogram({
    name: name('planning_seconds'),
    help: 'Time to make a plan that was not there',
    buckets: SECONDS,
    registers,
  });
  const fallbacks = new Counter({
    name: name('fallbacks_total'),
    help: 'Operations that the stock executor answered, by why',
    labelNames: ['reason'],
    registers,
  });
  const fetches = new Histogram({
    name: name('fetch_seconds'),
    help: 'Fetches from subgraphs by kind and outcome',
    labelNames: ['subgraph', 'kind', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  const looks = new Counter({
    name: name('supergraph_looks_total'),
    help: 'Looks at the source of the supergraph, by what they brought',
    labelNames: ['outcome'],
    registers,
  });
  const reasonOf = boundedLabel(REASONS_MAX);
  return {
    planned: (found, seconds) => {
      if (found === 'hit') hits += 1;
      else plans.inc({ found });
      if (seconds !== undefined) planning.observe(seconds);
    },
    lookedAtGraph: (outcome) => looks.inc({ outcome }),
    fallback: (reason) => fallbacks.inc({ reason: reasonOf(reason) }),
    fetched: (subgraph, outcome, seconds, kind = 'query') => fetches.observe({ subgraph, kind, outcome }, seconds),
  };
}

function refusalMetrics(registry: Registry): Pick<Metrics, 'rateLimited' | 'authFailed'> {
  const registers = [registry];
  const rates = new Counter({
    name: name('rate_limited_total'),
    help: 'Requests refused because a budget over time is spent, by whose',
    labelNames: ['scope'],
    registers,
  });
  const failures = new Counter({
    name: name('auth_failures_total'),
    help: 'Callers that were not believed, by why',
    labelNames: ['reason'],
    registers,
  });
  const scopeOf = boundedLabel(SCOPES_MAX);
  return {
    rateLimited: (scope) => rates.inc({ scope: scopeOf(scope) }),
    authFailed: (reason) => failures.inc({ reason }),
  };
}

type LiveMetrics = Pick<
  Metrics,
  'openUpstreams' | 'openSockets' | 'openConsumers' | 'shared' | 'buffered' | 'delivered' | 'lagged' | 'resumed'
>;

function liveMetrics(registry: Registry): LiveMetrics {
  const registers = [registry];
  const upstreams = new Gauge({ name: name('open_upstreams'), help: 'Open upstream subscriptions', registers });
  const sockets = new Gauge({ name: name('open_sockets'), help: 'Open WebSockets of clients', registers });
  const consumers = new Gauge({ name: name('open_consumers'), help: 'Open subscriptions of clients', registers });
  const sharing = new Histogram({
    name: name('upstream_consumers'),
    help: 'Consumers of an upstream, each time one joins it',
    buckets: CONSUMERS,
    registers,
  });
  let highWater = 0;
  const waiting = new Gauge({
    name: name('buffered_events_max'),
    help: 'Most events that waited for one consumer since the last scrape',
    registers,
    collect() {
      this.set(highWater);
      highWater = 0;
    },
  });
  waiting.set(0);
  const lag = new Histogram({
    name: name('event_lag_seconds'),
    help: 'From the instant of an event to its way to the client',
    buckets: LAG_SECONDS,
    registers,
  });
  const lagged = new Counter({ name: name('lagged_total'), help: 'Consumers closed for being too slow', registers });
  const resumed = new Counter({ name: name('resumed_total'), help: 'Upstreams resumed after a loss', registers });
  return {
    openUpstreams: (count) => upstreams.set(count),
    openSockets: (count) => sockets.set(count),
    openConsumers: (count) => consumers.set(count),
    shared: (consumersCount) => sharing.observe(consumersCount),
    buffered: (eventsCount) => {
      if (eventsCount > highWater) highWater = eventsCount;
    },
    delivered: (lagSeconds) => lag.observe(Math.max(0, lagSeconds)),
    lagged: () => lagged.inc(),
    resumed: () => resumed.inc(),
  };
}
