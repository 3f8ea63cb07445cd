import { type DirectiveNode, type GraphQLSchema, Kind, type OperationDefinitionNode, visit } from 'graphql';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import { Recent } from '#gateway/recent.ts';
import { MISFIT, type Shape, shapeOf } from './answer-shape.ts';

/** Gives of joined data what the operation asked for, or MISFIT: then the stock executor has to shape it. */
export type AnswerShaper = (data: unknown, variables: Readonly<Record<string, unknown>>) => unknown;

/** An operation with more of them in use at once is prepared anew. */
const CHOICES_MAX = 16;

/** Keeps a shape for each choice that the variables of `@skip` and `@include` make. */
export function answerShaper(schema: GraphQLSchema, { document, operation, fragments }: ReadDocument): AnswerShaper {
  const root = schema.getRootType(operation.operation);
  const names = conditionVariables(document);
  const shapes = new Recent<Shape>(CHOICES_MAX);
  return (data, variables) => {
    const conditions = conditionsOf(names, operation, variables);
    if (conditions === null || root === undefined || root === null) return MISFIT;
    const key = JSON.stringify([...conditions.values()]);
    const shape =
      shapes.find(key) ?? shapes.keep(key, shapeOf({ schema, fragments, conditions }, root, [operation.selectionSet]));
    return shape(data);
  };
}

/** Names of the variables that decide what is asked for, each once. */
export function conditionVariables(document: ReadDocument['document']): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    [Kind.DIRECTIVE]: ({ name, arguments: given }: DirectiveNode) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

/** Null when one of them is no Boolean. */
function conditionsOf(
  names: readonly string[],
  { variableDefinitions }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, boolean> | null {
  const conditions = new Map<string, boolean>();
  for (const name of names) {
    const definition = variableDefinitions?.find(({ variable }) => variable.name.value === name);
    const fallback = definition?.defaultValue?.kind === Kind.BOOLEAN ? definition.defaultValue.value : undefined;
    const value = Object.hasOwn(variables, name) ? variables[name] : fallback;
    if (typeof value !== 'boolean') return null;
    conditions.set(name, value);
  }
  return conditions;
}
