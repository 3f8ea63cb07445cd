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
  /** By subgraph: a way to it other than HTTP. */
  readonly transports: Readonly<Record<string, SubgraphTransport>>;
  /** By subgraph: a way to its events other than a WebSocket. */
  readonly upstreams: Readonly<Record<string, UpstreamEvents>>;
}

/** The ways of one graph to its subgraphs, by their names. */
export interface GraphWays {
  readonly transports: ReadonlyMap<string, SubgraphTransport>;
  readonly clients: ReadonlyMap<string, SubgraphClient>;
  /** The clients as the stock executor knows them. */
  readonly sources: ReadonlyMap<string, SubgraphDataSource>;
  readonly upstreams: ReadonlyMap<string, UpstreamEvents>;
  /** Nothing is asked for this graph any more: what no other graph has is closed. To be called once. */
  release(): Promise<void>;
}

interface Way {
  readonly transport: SubgraphTransport;
  readonly client: SubgraphClient;
  readonly source: SubgraphDataSource;
  readonly upstream: UpstreamEvents | null;
  graphsCount: number;
}

/**
 * The ways to all subgraphs: one pool of connections, one breaker and one retry budget for each address, whichever graphs
 * are served. A change of the graph keeps those of the subgraphs that stay where they are, so that it drops no connection
 * and forgets no outage.
 */
export class SubgraphWays {
  readonly #settings: SubgraphWaysSettings;
  readonly #deadlines: Deadlines;
  readonly #ways = new Map<string, Way>();

  constructor(settings: SubgraphWaysSettings) {
    this.#settings = settings;
    this.#deadlines = new Deadlines(settings.clock, settings.timers);
  }

  /** Those of a graph whose subgraphs answer there. Nothing is connected before it is asked. */
  take(addresses: ReadonlyMap<string, SubgraphAddress>): GraphWays {
    const names = new Set([...Object.keys(this.#settings.transports), ...addresses.keys()]);
    const taken = [...names].map((name) => {
      const address = addresses.get(name) ?? null;
      const key = JSON.stringify([name, address]);
      const way = this.#ways.get(key) ?? this.#open(name, address);
      way.graphsCount += 1;
      this.#ways.set(key, way);
      return { name, key, way };
    });
    const byName = <Part>(partOf: (way: Way) => Part) =>
      new Map(taken.map(({ name, way }): readonly [string, Part] => [name, partOf(way)]));
    const upstreams = taken.flatMap(({ name, way }) => (way.upstream === null ? [] : [[name, way.upstream] as const]));
    return {
      transports: byName(({ transport }) => transport),
      clients: byName(({ client }) => client),
      sources: byName(({ source }) => source),
      upstreams: new Map([...upstreams, ...Object.entries(this.#settings.upstreams)]),
      release: async () => {
        await Promise.all(taken.map(({ name, key, way }) => this.#release(name, key, way)));
      },
    };
  }

  /** Whatever is under way ends at once. */
  async close(): Promise<void> {
    this.#deadlines.close();
    const opened = [...this.#ways.values()].map(({ transport }) => transport);
    this.#ways.clear();
    await Promise.all(
      [...new Set([...opened, ...Object.values(this.#settings.transports)])].map((transport) => transport.close()),
    );
  }

  #open(name: string, address: SubgraphAddress | null): Way {
    const transport = this.#settings.transports[name] ?? this.#overHttp(name, address);
    const client = new SubgraphClient({ ...this.#settings, deadlines: this.#deadlines, name, transport });
    const upstream = address === null ? null : webSocketUpstream({ ...this.#settings, address });
    return { transport, client, source: new SubgraphDataSource(client), upstream, graphsCount: 0 };
  }

  #overHttp(name: string, address: SubgraphAddress | null): SubgraphTransport {
    if (address === null) throw new Error(`No way to ${name}`);
    return httpTransport({ ...this.#settings, address });
  }

  /** A way that was given from outside stays: another graph may come back to it. */
  async #release(name: string, key: string, way: Way): Promise<void> {
    way.graphsCount -= 1;
    if (way.graphsCount > 0 || this.#ways.get(key) !== way) return;
    this.#ways.delete(key);
    if (!Object.hasOwn(this.#settings.transports, name)) await way.transport.close();
  }
}
