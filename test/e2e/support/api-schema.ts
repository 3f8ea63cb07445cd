import { readFile } from 'node:fs/promises';
import composition from '@apollo/composition';
import internals from '@apollo/federation-internals';
import { buildSchema, type GraphQLSchema, parse } from 'graphql';

const FOLDER = new URL('../../../schema/graphql/', import.meta.url);
const SUBGRAPHS = ['crm', 'billing', 'erp', 'revrec', 'operations'];

/** The public graph, composed from the subgraphs' schemas as they are now: what a client may ask for. */
export async function publicSchema(): Promise<GraphQLSchema> {
  const shared = await readFile(new URL('shared.graphql', FOLDER), 'utf8');
  const definitions = await Promise.all(
    SUBGRAPHS.map(async (name) => {
      const own = await readFile(new URL(`${name}.graphql`, FOLDER), 'utf8');
      return { name, url: `http://${name}.invalid`, typeDefs: parse(`${shared}\n${own}`) };
    }),
  );
  const composed = composition.composeServices(definitions);
  if (composed.errors !== undefined) throw new Error(composed.errors.map((error) => error.message).join('\n'));
  const supergraph = internals.Supergraph.build(composed.supergraphSdl);
  return buildSchema(internals.printSchema(supergraph.apiSchema()));
}
