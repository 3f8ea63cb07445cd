import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { type FragmentDefinitionNode, Kind } from 'graphql';
import type { FetchKind } from '#gateway/edge/metrics.ts';
import type { RequestContext } from '#gateway/edge/request-context.ts';
import { isOneObjectType, placed, placesOf } from './answer-places.ts';
import type { SubgraphClient } from './subgraph-client.ts';
import { requestOf } from './subgraph-request.ts';

type Process = GraphQLDataSourceProcessOptions<RequestContext>;
type Response = Awaited<ReturnType<GraphQLDataSource<RequestContext>['process']>>;

/** A subgraph as the stock executor asks it: every failure is an answer with errors that have a place. */
export class SubgraphDataSource implements GraphQLDataSource<RequestContext> {
  readonly #client: SubgraphClient;

  constructor(client: SubgraphClient) {
    this.#client = client;
  }

  async process(options: Process): Promise<Response> {
    if (!('incomingRequestContext' in options)) throw new Error('Only operations of clients are sent to subgraphs');
    const { query = '', variables = {}, operationName = null } = options.request;
    const { principal, deadlineAtMs, departure, span } = options.context;
    const { data, errors } = await this.#client.ask({
      request: requestOf(query, variables, operationName ?? null),
      kind: fetchKindOf(query, variables),
      representationsCount: representationsIn(variables),
      repeatable: options.incomingRequestContext.operation.operation !== 'mutation',
      principal,
      deadlineAtMs,
      departure,
      span,
    });
    if (errors.length === 0) return { data };
    const numbered = hasNumberedPlaces(options);
    return { data, errors: [...placed(errors, placesOf(query, variables, numbered), numbered)] };
  }
}

type Variables = Readonly<Record<string, unknown>>;

function fetchKindOf(query: string, variables: Variables): FetchKind {
  if (Array.isArray(variables['representations'])) return 'entities';
  return /^\s*mutation\b/.test(query) ? 'mutation' : 'query';
}

function representationsIn({ representations }: Variables): number {
  return Array.isArray(representations) ? representations.length : 0;
}

function hasNumberedPlaces(options: Process): boolean {
  if (!('incomingRequestContext' in options)) return false;
  const { schema, operation, document } = options.incomingRequestContext;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  return isOneObjectType(schema, operation, fragments, options.pathInIncomingRequest ?? []);
}
