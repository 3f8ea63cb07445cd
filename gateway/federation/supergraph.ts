import internals from '@apollo/federation-internals';
import apolloGateway, { type GraphQLDataSource } from '@apollo/gateway';
import queryPlanner, { type QueryPlanner } from '@apollo/query-planner';
import { type GraphQLSchema, isInterfaceType, parse, print } from 'graphql';
import type { RequestContext } from '#gateway/edge/request-context.ts';
import type { Logger } from '#kit/observability/log.ts';
import { reportNothing } from '#kit/runtime/no-telemetry.ts';
import { cutText } from './cut-text.ts';
import { type JoinKeys, joinKeys, joinNames, requiringFields } from './join-directives.ts';
import { type MadeFields, withMadeFields } from './made-fields.ts';
import { uselessKeys } from './useless-keys.ts';

export type Supergraph = ReturnType<typeof internals.Supergraph.build>;

/** Makes plans; a process needs one for queries and subscriptions. */
export type Planner = Pick<QueryPlanner, 'buildQueryPlan'>;

/** The composed graph: what clients see, and the way of an operation to the subgraphs. */
export interface OpenSupergraph {
  /** As the planner knows it: with fields of its own that stand in for required ones with arguments. */
  readonly supergraph: Supergraph;
  readonly made: MadeFields;
  /** Names of the fields that subgraphs are joined by. */
  readonly joinNames: ReadonlySet<string>;
  readonly joinKeys: JoinKeys;
  /** Names of the fields that require others of their subgraph. */
  readonly requiring: ReadonlySet<string>;
  /** The same with all that is hidden from clients. */
  readonly schema: GraphQLSchema;
  readonly interfaceNames: ReadonlySet<string>;
  /** What clients see; without anything inaccessible. */
  readonly apiSchema: GraphQLSchema;
  /** For queries and subscriptions alike. */
  readonly planner: Planner;
  /** The stock executor: answers what the own one leaves to it. Subscriptions have an engine of their own. */
  readonly gateway: Pick<StockGateway, 'load' | 'onSchemaLoadOrUpdate' | 'stop'>;
}

type StockGateway = InstanceType<typeof apolloGateway.ApolloGateway>;

/**
 * Opens a composed supergraph over the given data sources. Nothing is fetched: a dead subgraph keeps no gateway from
 * starting. Throws when a subgraph of the supergraph has no data source.
 */
export function openSupergraph(
  supergraphSdl: string,
  sources: ReadonlyMap<string, GraphQLDataSource<RequestContext>>,
  log: Logger,
): OpenSupergraph {
  const stockSdl = cutText(supergraphSdl, uselessKeys(parse(supergraphSdl)));
  const { document, made } = withMadeFields(parse(stockSdl));
  const shown = internals.Supergraph.build(stockSdl);
  const supergraph = made.byName.size === 0 ? shown : internals.Supergraph.build(print(document));
  for (const name of subgraphNames(supergraph)) {
    if (!sources.has(name)) throw new Error(`The supergraph has a subgraph ${name} that has no address`);
  }
  reportNothing();
  const stock = new apolloGateway.ApolloGateway({
    supergraphSdl: stockSdl,
    logger: quietLogger(log),
    buildService: ({ name }) => {
      const source = sources.get(name);
      if (source === undefined) throw new Error(`No data source for ${name}`);
      return source;
    },
  });
  const schema = supergraph.schema.toGraphQLJSSchema();
  const apiSchema = shown.apiSchema().toGraphQLJSSchema();
  // The gateway's own planner is out of reach, so this one is a second of the same graph.
  const planner: Planner = new queryPlanner.QueryPlanner(supergraph);
  return {
    supergraph,
    made,
    joinNames: joinNames(document),
    joinKeys: joinKeys(document),
    requiring: requiringFields(document),
    schema,
    interfaceNames: new Set(
      Object.values(schema.getTypeMap()).flatMap((type) => (isInterfaceType(type) ? [type.name] : [])),
    ),
    apiSchema,
    planner,
    gateway: stock,
  };
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
