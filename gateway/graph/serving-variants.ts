import type { DocumentNode, GraphQLSchema } from 'graphql';
import { type Variants, variantFor } from '#gateway/auth/variants.ts';
import { tagsOf } from '#gateway/federation/tags.ts';
import { variantSchema } from '#gateway/federation/variant-schema.ts';
import type { Role } from '#kit/identity/principal.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

/** A form of the graph that somebody sees in the place of the whole. */
export interface Variant {
  readonly name: string;
  readonly schema: GraphQLSchema;
}

/** What somebody of these roles sees; null = the whole graph. */
export type VariantOf = (roles: readonly Role[]) => Variant | null;

export const WHOLE_GRAPH: VariantOf = () => null;

/** The variants of one graph, each made once. One that has all of the graph is the whole graph. */
export function servingVariants(
  full: DocumentNode,
  apiSchema: GraphQLSchema,
  variants: Variants,
): Result<VariantOf, readonly string[]> {
  const tags = tagsOf(full);
  const used = new Set([...tags.values()].flatMap((names) => [...names]));
  const made = new Map<string, Variant>();
  for (const [name, excluded] of variants) {
    if (![...excluded].some((tag) => used.has(tag))) continue;
    const schema = variantSchema(apiSchema, tags, excluded);
    if (!schema.ok) return fail(schema.error.map((fault) => `Variant ${name}: ${fault}`));
    made.set(name, { name, schema: schema.value });
  }
  if (made.size === 0) return ok(WHOLE_GRAPH);
  return ok((roles) => {
    const name = variantFor(roles);
    return name === null ? null : (made.get(name) ?? null);
  });
}
