import { type DocumentNode, GraphQLError, type GraphQLSchema, specifiedRules, validate } from 'graphql';
import type { ErrorRules } from './answer-errors.ts';
import type { Refusal } from './refusal.ts';
import { withoutSchemaDetails } from './schema-details.ts';

/** In what a document is not one of this schema; never throws. More than so many faults are not looked for. */
export function faultsIn(schema: GraphQLSchema, document: DocumentNode, maxErrors: number): readonly GraphQLError[] {
  try {
    return validate(schema, document, specifiedRules, { maxErrors });
  } catch (error) {
    // The library's rule of one root field wants the values of variables, and throws since there are none yet.
    if (!(error instanceof GraphQLError)) throw error;
    const message = 'Whether a subscription has its root field cannot depend on a variable.';
    return [new GraphQLError(message, { nodes: error.nodes ?? null })];
  }
}

/** Why a document is not one of this schema, or null. */
export function invalidity(
  schema: GraphQLSchema,
  document: DocumentNode,
  { suggestions }: Pick<ErrorRules, 'suggestions'>,
): Refusal | null {
  const [invalid] = faultsIn(schema, document, 1);
  if (invalid === undefined) return null;
  const code = 'GRAPHQL_VALIDATION_FAILED';
  const message = suggestions ? invalid.message : withoutSchemaDetails({ ...invalid.toJSON(), extensions: { code } });
  return { code, message };
}
