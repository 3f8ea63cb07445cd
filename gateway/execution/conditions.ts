import {
  type DirectiveNode,
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** What the variables of `@skip` and `@include` say, by their names. */
export type Conditions = ReadonlyMap<string, boolean>;

/** An operation with more choices of its conditions in use at once is prepared anew. */
export const CHOICES_MAX = 16;

export function hasConditions(document: DocumentNode): boolean {
  let isFound = false;
  visit(document, {
    [Kind.DIRECTIVE]: (directive: DirectiveNode) => {
      isFound ||= isCondition(directive);
    },
  });
  return isFound;
}

/** Names of the variables that decide what is asked for, each once. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    [Kind.DIRECTIVE]: (directive: DirectiveNode) => {
      if (!isCondition(directive)) return;
      for (const { value } of directive.arguments ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

/** What they say, defaults included; null when one of them is no Boolean. */
export function conditionsOf(
  names: readonly string[],
  { variableDefinitions }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Conditions | null {
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

/** The same conditions of the same document, the same text. */
export function choiceKey(conditions: Conditions): string {
  return conditions.size === 0 ? '' : JSON.stringify([...conditions.values()]);
}

/** All that variables of these names can say; none where that is more than is kept. */
export function allChoices(names: readonly string[]): readonly Conditions[] {
  const count = 2 ** names.length;
  if (count > CHOICES_MAX) return [];
  return Array.from({ length: count }, (_none, n) => new Map(names.map((name, bit) => [name, (n & (1 << bit)) !== 0])));
}

/** Whether something with these directives is asked for. */
export function isIncluded({ directives = [] }: Pick<SelectionNode, 'directives'>, conditions: Conditions): boolean {
  return directives.every((directive) => {
    if (!isCondition(directive)) return true;
    const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
    const wanted = directive.name.value === 'include';
    if (value?.kind === Kind.BOOLEAN) return value.value === wanted;
    return value?.kind === Kind.VARIABLE && conditions.get(value.name.value) === wanted;
  });
}

/**
 * A document with its conditions decided, for the planner alone: it would take what fields behind different conditions
 * require for one thing, which is there whole or not at all. An object of which nothing is left is asked for its type.
 */
export function decided(document: DocumentNode, conditions: Conditions): DocumentNode {
  const decide = <Node extends SelectionNode>(node: Node): Node | null | undefined => {
    if (!node.directives?.some(isCondition)) return undefined;
    if (!isIncluded(node, conditions)) return null;
    return { ...node, directives: node.directives.filter((each) => !isCondition(each)) };
  };
  return visit(document, {
    [Kind.FIELD]: { enter: decide },
    [Kind.FRAGMENT_SPREAD]: { enter: decide },
    [Kind.INLINE_FRAGMENT]: { enter: decide },
    [Kind.SELECTION_SET]: {
      leave: (set: SelectionSetNode) => (set.selections.length > 0 ? undefined : { ...set, selections: [TYPE_ALONE] }),
    },
  });
}

const TYPE_ALONE: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function isCondition({ name }: DirectiveNode): boolean {
  return name.value === 'skip' || name.value === 'include';
}
