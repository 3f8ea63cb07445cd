import { type DocumentNode, type GraphQLSchema, validate } from 'graphql';
import type { ErrorRules } from './answer-errors.ts';
import type { Refusal } from './refusal.ts';
import { withoutSchemaDetails } from './schema-details.ts';

/** Why a document is not one of this schema, or null. */
export function invalidity(
  schema: GraphQLSchema,
  document: DocumentNode,
  { suggestions }: Pick<ErrorRules, 'suggestions'>,
): Refusal | null {
  const [invalid] = validate(schema, document, undefined, { maxErrors: 1 });
  if (invalid === undefined) return null;
  const code = 'GRAPHQL_VALIDATION_FAILED';
  const message = suggestions ? invalid.message : withoutSchemaDetails({ ...invalid.toJSON(), extensions: { code } });
  return { code, message };
}
