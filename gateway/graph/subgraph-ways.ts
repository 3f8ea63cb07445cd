import { Deadlines } from '#gateway/federation/deadlines.ts';
import { httpTransport } from '#gateway/federation/http-transport.ts';
import type { SubgraphAddress } from '#gateway/federation/subgraph-address.ts';
import { SubgraphClient, type SubgraphClientSettings } from '#gateway/federation/subgraph-client.ts';
import { SubgraphDataSource } from '#gateway/federation/subgraph-data-source.ts';
import type { SubgraphTransport } from '#gateway/federation/subgraph-transport.ts';
import { type UpstreamEvents, webSocketUpstream } from '#gateway/federation/upstream.ts';

export interface SubgraphWaysSettings extends Omit<SubgraphClientSettings, 'name' | 'transport' | 'deadlines'> {
  readonly serviceSecret: string | null;
  readonly answerBytesMax: number;
  readonly addresses: ReadonlyMap<string, SubgraphAddress>;
  /** By subgraph: a way to it other than HTTP. */
  readonly transports: Readonly<Record<string, SubgraphTransport>>;
  /** By subgraph: a way to its events other than a WebSocket. */
  readonly upstreams: Readonly<Record<string, UpstreamEvents>>;
}

/**
 * The ways to all subgraphs: one pool of connections, one breaker and one retry budget each, whichever graph is served.
 * A change of the graph keeps them, so that it drops no connection and forgets no outage.
 */
export class SubgraphWays {
  readonly transports: ReadonlyMap<string, SubgraphTransport>;
  readonly clients: ReadonlyMap<string, SubgraphClient>;
  /** The clients as the stock executor knows them. */
  readonly sources: ReadonlyMap<string, SubgraphDataSource>;
  readonly upstreams: ReadonlyMap<string, UpstreamEvents>;
  readonly #deadlines: Deadlines;

  constructor(settings: SubgraphWaysSettings) {
    const { serviceSecret, answerBytesMax, addresses, clock, timers } = settings;
    const overHttp = [...addresses]
      .filter(([name]) => !Object.hasOwn(settings.transports, name))
      .map(([name, address]) => [name, httpTransport({ address, serviceSecret, clock, answerBytesMax })] as const);
    this.transports = new Map([...Object.entries(settings.transports), ...overHttp]);
    const deadlines = new Deadlines(clock, timers);
    this.#deadlines = deadlines;
    this.clients = new Map(
      [...this.transports].map(([name, transport]) => [
        name,
        new SubgraphClient({ ...settings, deadlines, name, transport }),
      ]),
    );
    this.sources = new Map([...this.clients].map(([name, client]) => [name, new SubgraphDataSource(client)]));
    const overSockets = [...addresses].map(
      ([name, address]) => [name, webSocketUpstream({ address, serviceSecret, clock, timers })] as const,
    );
    this.upstreams = new Map([...overSockets, ...Object.entries(settings.upstreams)]);
  }

  async close(): Promise<void> {
    this.#deadlines.close();
    await Promise.all([...this.transports.values()].map((transport) => transport.close()));
  }
}
