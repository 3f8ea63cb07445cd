import internals from '@apollo/federation-internals';
import apolloGateway from '@apollo/gateway';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from '#kit/observability/log.ts';
import type { SubgraphDataSource } from './subgraph-data-source.ts';

export type Supergraph = ReturnType<typeof internals.Supergraph.build>;

/** The composed graph: what clients see, and the way of an operation to the subgraphs. */
export interface OpenSupergraph {
  readonly supergraph: Supergraph;
  /** What clients see; without anything inaccessible. */
  readonly apiSchema: GraphQLSchema;
  /** Plans and runs queries and mutations; subscriptions have an engine of their own. */
  readonly gateway: InstanceType<typeof apolloGateway.ApolloGateway>;
}

/**
 * Opens a composed supergraph over the given data sources. Nothing is fetched: a dead subgraph keeps no gateway from
 * starting. Throws when a subgraph of the supergraph has no data source.
 */
export function openSupergraph(
  supergraphSdl: string,
  sources: ReadonlyMap<string, SubgraphDataSource>,
  log: Logger,
): OpenSupergraph {
  const supergraph = internals.Supergraph.build(supergraphSdl);
  for (const name of subgraphNames(supergraph)) {
    if (!sources.has(name)) throw new Error(`The supergraph has a subgraph ${name} that has no address`);
  }
  const gateway = new apolloGateway.ApolloGateway({
    supergraphSdl,
    logger: quietLogger(log),
    buildService: ({ name }) => {
      const source = sources.get(name);
      if (source === undefined) throw new Error(`No data source for ${name}`);
      return source;
    },
  });
  return { supergraph, apiSchema: supergraph.apiSchema().toGraphQLJSSchema(), gateway };
}

export function subgraphNames(supergraph: Supergraph): readonly string[] {
  return supergraph.subgraphs().names();
}

/** What the library says while it works is of interest to its developers; its warnings are to ours. */
function quietLogger(log: Logger) {
  return {
    debug: () => undefined,
    info: (message?: unknown) => log.debug(String(message)),
    warn: (message?: unknown) => log.warn(String(message)),
    error: (message?: unknown) => log.error(String(message)),
  };
}
