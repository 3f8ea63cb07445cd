import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** How a call to a vendor ended; `held_back`: it was not sent, because its turn would have come too late. */
export type VendorOutcome = 'ok' | 'rejected' | 'rate_limited' | 'failed' | 'unavailable' | 'in_doubt' | 'held_back';

/** What one service counts: a subgraph, or the process layer. Times are in seconds. */
export interface ServiceMetrics {
  /** For what a service has of its own. */
  readonly registry: Registry;
  /** `errors`: answered, with GraphQL errors; `unsigned`: not answered, since the caller is none of us. */
  asked(outcome: 'ok' | 'errors' | 'unsigned', seconds: number): void;
  webhook(vendor: string, outcome: 'taken' | 'refused' | 'failed'): void;
  called(connection: string, outcome: VendorOutcome, seconds: number): void;
  /** In Prometheus' text form. */
  text(): Promise<string>;
}

/** Of a pool of connections to Postgres, as node-postgres tells them. */
export interface PoolCounts {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

export interface ServiceMetricsSettings {
  readonly service: string;
  readonly pool: PoolCounts;
  /** Also tell of the process, where it is the service's own. */
  readonly ofProcess?: boolean;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function serviceMetrics({ service, pool, ofProcess = false }: ServiceMetricsSettings): ServiceMetrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  if (ofProcess) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  poolMetrics(registry, pool);
  const requests = new Histogram({
    name: 'revgraph_service_request_seconds',
    help: 'Requests of the gateway and of sagas, by outcome',
    labelNames: ['outcome'],
    buckets: SECONDS,
    registers,
  });
  const webhooks = new Counter({
    name: 'revgraph_webhooks_total',
    help: 'Messages of vendors at our door, by what became of them',
    labelNames: ['vendor', 'outcome'],
    registers,
  });
  const calls = new Histogram({
    name: 'revgraph_vendor_call_seconds',
    help: 'Calls to vendors by connection and outcome',
    labelNames: ['connection', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  return {
    registry,
    asked: (outcome, seconds) => requests.observe({ outcome }, seconds),
    webhook: (vendor, outcome) => webhooks.inc({ vendor, outcome }),
    called: (connection, outcome, seconds) => calls.observe({ connection, outcome }, seconds),
    text: () => registry.metrics(),
  };
}

function poolMetrics(registry: Registry, pool: PoolCounts): void {
  new Gauge({
    name: 'revgraph_database_connections',
    help: 'Connections to Postgres by what they do',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
    },
  });
  new Gauge({
    name: 'revgraph_database_waiting',
    help: 'Statements and transactions that wait for a connection',
    registers: [registry],
    collect() {
      this.set(pool.waitingCount);
    },
  });
}

/** One figure for each value of the label; a value that no row names any more is no longer told. */
export interface ReadGauge {
  readonly name: string;
  readonly help: string;
  /** Left out = one figure without a label. */
  readonly label?: string;
  readonly read: () => Promise<readonly { readonly label: string; readonly value: number }[]>;
}

/** Registers a figure that is read anew at each look. One that cannot be read is no number, and fails no other. */
export function readGauge(registry: Registry, { name, help, label, read }: ReadGauge): void {
  new Gauge({
    name,
    help,
    labelNames: label === undefined ? [] : [label],
    registers: [registry],
    async collect() {
      this.reset();
      const found = await read().catch(() => null);
      // Without a label it would read 0, which nobody has seen.
      if (found === null && label === undefined) this.set(Number.NaN);
      for (const row of found ?? []) this.set(label === undefined ? {} : { [label]: row.label }, row.value);
    },
  });
}
