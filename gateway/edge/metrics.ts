import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type FetchOutcome = 'ok' | 'failed' | 'refused' | 'retried';

/** What the gateway counts, of one gateway: a process may hold several. */
export interface Metrics {
  request(route: string, status: number, seconds: number): void;
  fetched(subgraph: string, outcome: FetchOutcome, seconds: number): void;
  openUpstreams(count: number): void;
  openSockets(count: number): void;
  lagged(): void;
  resumed(): void;
  /** In Prometheus' text form. */
  text(): Promise<string>;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function gatewayMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const name = (suffix: string) => `revgraph_gateway_${suffix}`;
  const requests = new Histogram({
    name: name('request_seconds'),
    help: 'HTTP requests by route and status',
    labelNames: ['route', 'status'],
    buckets: SECONDS,
    registers,
  });
  const fetches = new Histogram({
    name: name('fetch_seconds'),
    help: 'Fetches from subgraphs by outcome',
    labelNames: ['subgraph', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  const upstreams = new Gauge({ name: name('open_upstreams'), help: 'Open upstream subscriptions', registers });
  const sockets = new Gauge({ name: name('open_sockets'), help: 'Open WebSockets of clients', registers });
  const lagged = new Counter({ name: name('lagged_total'), help: 'Consumers closed for being too slow', registers });
  const resumed = new Counter({ name: name('resumed_total'), help: 'Upstreams resumed after a loss', registers });
  return {
    request: (route, status, seconds) => requests.observe({ route, status }, seconds),
    fetched: (subgraph, outcome, seconds) => fetches.observe({ subgraph, outcome }, seconds),
    openUpstreams: (count) => upstreams.set(count),
    openSockets: (count) => sockets.set(count),
    lagged: () => lagged.inc(),
    resumed: () => resumed.inc(),
    text: () => registry.metrics(),
  };
}
