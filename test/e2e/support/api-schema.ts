import internals from '@apollo/federation-internals';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { composeSupergraph } from '#gateway/federation/compose.ts';
import { SUBGRAPH_NAMES, subgraphSdl } from '#schema/subgraph-sdl.ts';

/** The public graph, composed from the subgraphs' schemas as they are now: what a client may ask for. */
export function publicSchema(): Promise<GraphQLSchema> {
  const composed = composeSupergraph(SUBGRAPH_NAMES.map((name) => ({ name, sdl: subgraphSdl(name) })));
  if (!composed.ok) return Promise.reject(new Error(composed.error.join('\n')));
  const supergraph = internals.Supergraph.build(composed.value.runtimeSdl);
  return Promise.resolve(buildSchema(internals.printSchema(supergraph.apiSchema())));
}
