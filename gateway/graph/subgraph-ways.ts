import { httpTransport } from '#gateway/federation/http-transport.ts';
import { SubgraphDataSource, type SubgraphDataSourceSettings } from '#gateway/federation/subgraph-data-source.ts';
import type { SubgraphTransport } from '#gateway/federation/subgraph-transport.ts';
import { type UpstreamEvents, webSocketUpstream } from '#gateway/federation/upstream.ts';

export interface SubgraphWaysSettings extends Omit<SubgraphDataSourceSettings, 'name' | 'transport'> {
  readonly serviceSecret: string;
  readonly answerBytesMax: number;
  /** By subgraph: its address without `/graphql`. */
  readonly urls: Readonly<Record<string, string>>;
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
  readonly sources: ReadonlyMap<string, SubgraphDataSource>;
  readonly upstreams: ReadonlyMap<string, UpstreamEvents>;

  constructor(settings: SubgraphWaysSettings) {
    const { serviceSecret, answerBytesMax, urls, clock, timers } = settings;
    const overHttp = Object.entries(urls)
      .filter(([name]) => !Object.hasOwn(settings.transports, name))
      .map(([name, url]) => [name, httpTransport({ url, serviceSecret, clock, answerBytesMax })] as const);
    this.transports = new Map([...Object.entries(settings.transports), ...overHttp]);
    this.sources = new Map(
      [...this.transports].map(([name, transport]) => [name, new SubgraphDataSource({ ...settings, name, transport })]),
    );
    const overSockets = Object.entries(urls).map(
      ([name, url]) => [name, webSocketUpstream({ url, serviceSecret, clock, timers })] as const,
    );
    this.upstreams = new Map([...overSockets, ...Object.entries(settings.upstreams)]);
  }

  async close(): Promise<void> {
    await Promise.all([...this.transports.values()].map((transport) => transport.close()));
  }
}
