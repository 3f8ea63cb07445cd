import { executeSync, type FieldNode, type GraphQLSchema, Kind, type SelectionSetNode } from 'graphql';
import type { Lane, LaneRequest } from '#gateway/execution/lane.ts';
import { JSON_TYPE, plainMediaType } from '#gateway/execution/media-type.ts';
import type { VariantOf } from '#gateway/graph/serving-variants.ts';
import { withCost } from './answer-cost.ts';
import { codesOf, type ErrorRules, presentable } from './answer-errors.ts';
import type { GraphqlAnswer } from './graphql-server.ts';
import type { ReadDocument } from './limits.ts';

/**
 * Tells who does not see all of a graph of what there is of it, in the place of the executors, who know only the whole.
 * Null = the request asks for something else, or its caller sees the whole graph.
 */
export function schemaLane(variantOf: VariantOf, rules: ErrorRules): Lane['answer'] {
  return (request) => {
    const variant = request.admitted.asksForSchema ? variantOf(request.context.principal.roles) : null;
    return variant === null ? null : Promise.resolve(schemaAnswer(variant.schema, request, rules));
  };
}

function schemaAnswer(
  schema: GraphQLSchema,
  { admitted: { read, price }, variables, accept, context }: LaneRequest,
  rules: ErrorRules,
): GraphqlAnswer {
  const { data, errors } = executeSync({ schema, document: read.document, variableValues: variables });
  const told = errors?.map((error) => ({ ...error.toJSON(), extensions: { code: 'BAD_USER_INPUT' } }));
  const answer = { ...(data === undefined ? {} : { data }), ...(told === undefined ? {} : { errors: told }) };
  const shown = presentable(withCost(answer, price, variables, context), context.principal.correlationId, rules);
  const contentType = plainMediaType(accept) ?? JSON_TYPE;
  return {
    status: shown.data === undefined ? 400 : 200,
    contentType,
    body: `${JSON.stringify(shown)}\n`,
    codes: codesOf(shown),
  };
}

/** Whether it asks for the schema and nothing else. */
export function asksOnlyForSchema({ operation, fragments }: ReadDocument): boolean {
  return rootFields(operation.selectionSet, fragments).every(({ name }) => name.value.startsWith('__'));
}

/** The limits have refused fragments in a circle. */
function rootFields({ selections }: SelectionSetNode, fragments: ReadDocument['fragments']): readonly FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    return fragment === undefined ? [] : rootFields(fragment.selectionSet, fragments);
  });
}
