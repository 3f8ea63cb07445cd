import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { type ExecutionResult, execute, type GraphQLSchema, parse, subscribe } from 'graphql';
import type { Principal } from '#kit/identity/principal.ts';
import { traced } from '#kit/observability/present-span.ts';
import { type SubgraphName, subgraphSdl } from '#schema/subgraph-sdl.ts';
import { documentCache } from './document-cache.ts';

export interface SubgraphRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly operationName?: string | null | undefined;
}

/** A subgraph that can be asked, over HTTP or in the same process alike. */
export interface Subgraph {
  readonly name: SubgraphName;
  readonly schema: GraphQLSchema;
  execute(request: SubgraphRequest, principal: Principal): Promise<ExecutionResult>;
  subscribe(
    request: SubgraphRequest,
    principal: Principal,
  ): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>;
}

/** Joins a subgraph's SDL with its resolvers. `contextOf` is called once a request: loaders live as long as it. */
export function makeSubgraph<Context>(
  name: SubgraphName,
  resolvers: unknown,
  contextOf: (principal: Principal) => Context,
): Subgraph {
  const typeDefs = parse(subgraphSdl(name));
  // Resolvers are typed by the generated types where they are written; here they only pass through.
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: resolvers as GraphQLResolverMap<unknown> }]);
  const check = documentCache(schema);
  const argumentsOf = (request: SubgraphRequest, principal: Principal) => {
    const checked = check(request.query);
    if (checked.document === null) return { errors: checked.errors };
    return {
      schema,
      document: checked.document,
      contextValue: contextOf(principal),
      variableValues: request.variables ?? {},
      operationName: request.operationName ?? null,
    };
  };
  return {
    name,
    schema,
    execute: async (request, principal) => {
      const prepared = argumentsOf(request, principal);
      if ('errors' in prepared) return prepared;
      const work = { 'revgraph.subgraph': name, 'revgraph.correlation_id': principal.correlationId };
      return traced('subgraph execution', 'internal', work, async (span) => {
        const result = await execute(prepared);
        if (result.errors !== undefined) span.fail('GRAPHQL_ERRORS');
        return result;
      });
    },
    subscribe: async (request, principal) => {
      const prepared = argumentsOf(request, principal);
      if ('errors' in prepared) return prepared;
      return (await subscribe(prepared)) as AsyncIterableIterator<ExecutionResult> | ExecutionResult;
    },
  };
}
