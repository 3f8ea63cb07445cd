import { type DirectiveNode, type DocumentNode, Kind, type OperationDefinitionNode, visit } from 'graphql';

/** Names of the variables that decide what is asked for, each once. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    [Kind.DIRECTIVE]: ({ name, arguments: given }: DirectiveNode) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of given ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

/** What they say, defaults included; null when one of them is no Boolean. */
export function conditionsOf(
  names: readonly string[],
  { variableDefinitions }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, boolean> | null {
  const conditions = new Map<string, boolean>();
  for (const name of names) {
    const definition = variableDefinitions?.find(({ variable }) => variable.name.value === name);
    const fallback = definition?.defaultValue?.kind === Kind.BOOLEAN ? definition.defaultValue.value : undefined;
    const given = Object.hasOwn(variables, name) ? variables[name] : undefined;
    const value = given === undefined ? fallback : given;
    if (typeof value !== 'boolean') return null;
    conditions.set(name, value);
  }
  return conditions;
}
