import composition from '@apollo/composition';
import { type DocumentNode, type GraphQLSchema, parse, printSchema } from 'graphql';
import { VARIANTS, type Variants } from '#gateway/auth/variants.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { lintSubgraphs } from './lints.ts';
import { clientsSchema, splitSupergraph } from './runtime-supergraph.ts';
import { tagsOf } from './tags.ts';
import { variantSchema } from './variant-schema.ts';
import { asWritten } from './written-rights.ts';

export interface SubgraphSource {
  readonly name: string;
  /** The subgraph's whole SDL as one document. */
  readonly sdl: string;
}

export interface ParsedSubgraph {
  readonly name: string;
  readonly document: DocumentNode;
}

export interface Composition {
  readonly supergraphSdl: string;
  /** The same for the planner: without security directives. */
  readonly runtimeSdl: string;
  /** What clients see. */
  readonly apiSdl: string;
  /** By variant: what its readers see of that. */
  readonly variantSdls: ReadonlyMap<string, string>;
  /** What composition allows and yet remarks; nobody has to act on it. */
  readonly hints: readonly string[];
}

/** One supergraph out of the subgraphs' SDLs, or every fault found: first the lints', else composition's own. */
export function composeSupergraph(
  sources: readonly SubgraphSource[],
  variants: Variants = VARIANTS,
): Result<Composition, readonly string[]> {
  const subgraphs = sources.map(({ name, sdl }) => ({ name, document: parse(sdl) }));
  const faults = lintSubgraphs(subgraphs);
  if (faults.length > 0) return fail(faults);

  const composed = composition.composeServices(
    // Where a subgraph answers is a matter of each run's configuration; the committed file only names it.
    subgraphs.map(({ name, document }) => ({ name, url: `http://${name}/graphql`, typeDefs: document })),
  );
  if (composed.errors !== undefined) return fail(composed.errors.map(({ message }) => message));
  const supergraphSdl = `${asWritten(composed.supergraphSdl)}\n`;
  const split = splitSupergraph(supergraphSdl);
  if (!split.ok) return split;
  const apiSchema = clientsSchema(split.value.runtimeSdl);
  const variantSdls = sdlsOf(variants, apiSchema, split.value.full);
  if (!variantSdls.ok) return variantSdls;
  return ok({
    supergraphSdl,
    runtimeSdl: split.value.runtimeSdl,
    apiSdl: `${printSchema(apiSchema)}\n`,
    variantSdls: variantSdls.value,
    hints: composed.hints.map(({ message }) => message),
  });
}

function sdlsOf(
  variants: Variants,
  apiSchema: GraphQLSchema,
  full: DocumentNode,
): Result<ReadonlyMap<string, string>, readonly string[]> {
  const tags = tagsOf(full);
  const sdls = new Map<string, string>();
  for (const [name, excluded] of variants) {
    const schema = variantSchema(apiSchema, tags, excluded);
    if (!schema.ok) return fail(schema.error.map((fault) => `Variant ${name}: ${fault}`));
    sdls.set(name, `${printSchema(schema.value)}\n`);
  }
  return ok(sdls);
}
