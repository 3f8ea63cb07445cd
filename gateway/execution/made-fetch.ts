import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  type DocumentNode,
  type FieldNode,
  Kind,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
  visit,
} from 'graphql';
import type { MadeFields } from '#gateway/federation/made-fields.ts';

/**
 * The fetches that a planned one stands for. A subgraph is asked for the field and the arguments that a made field stands
 * for, under the made name. What needs one field with different arguments is asked for apart, since an object is told to
 * a subgraph with one value of each field.
 */
export function spelledFetches(made: MadeFields, node: FetchNode): readonly FetchNode[] {
  if (made.byName.size === 0) return [node];
  const document = parse(node.operation, { noLocation: true });
  const groups = hasClash(made, node.requires ?? []) ? groupsOf(made, node.serviceName, document) : [];
  if (groups.length === 0) return [{ ...node, operation: spelled(made, document) }];
  return groups.map((group) => {
    const needed = new Set(group.split(' '));
    const part = withoutUnusedVariables(
      withTopFields(document, (field) => needsOf(made, node.serviceName, field) === group),
    );
    return {
      ...node,
      operation: spelled(made, part.document),
      requires: withNeeded(made.byName, node.requires ?? [], needed),
      variableUsages: (node.variableUsages ?? []).filter((name) => part.variables.has(name)),
    };
  });
}

/** A made field under its own name; anything else is as it was written. */
function spelled({ byName }: MadeFields, document: DocumentNode): string {
  const asked = visit(document, {
    [Kind.FIELD]: (field: FieldNode): FieldNode | undefined => {
      const real = byName.get(field.name.value);
      if (real === undefined) return undefined;
      const alias = field.alias ?? field.name;
      return { ...field, alias, name: { kind: Kind.NAME, value: real.name }, arguments: real.arguments };
    },
  });
  return stripIgnoredCharacters(print(asked));
}

/** True where one object would be told with two values of a field. */
function hasClash(made: MadeFields, selections: readonly QueryPlanSelectionNode[]): boolean {
  return levels(selections).some((level) => {
    const fields = level.flatMap((each) => (each.kind === 'Field' ? [each.name] : []));
    const names = new Set(fields);
    return new Set([...names].map((name) => made.byName.get(name)?.name ?? name)).size < names.size;
  });
}

/** The selections of each object, fragments resolved. */
function levels(selections: readonly QueryPlanSelectionNode[]): readonly (readonly QueryPlanSelectionNode[])[] {
  const own = flat(selections);
  return [own, ...own.flatMap((each) => (each.selections === undefined ? [] : levels(each.selections)))];
}

function flat(selections: readonly QueryPlanSelectionNode[]): readonly QueryPlanSelectionNode[] {
  return selections.flatMap((each) => (each.kind === 'Field' ? [each] : flat(each.selections)));
}

interface TopField {
  readonly type: string;
  readonly name: string;
}

/** Made fields that a field of an entity requires, as one text; the same text, the same needs. */
function needsOf({ required }: MadeFields, subgraph: string, { type, name }: TopField): string {
  const exact = required.get(`${subgraph} ${type}.${name}`);
  if (exact !== undefined) return [...exact].toSorted().join(' ');
  // Behind an interface the field is required of some type of it.
  const [some] = [...required].filter(([key]) => key.startsWith(`${subgraph} `) && key.endsWith(`.${name}`));
  return some === undefined ? '' : [...some[1]].toSorted().join(' ');
}

function groupsOf(made: MadeFields, subgraph: string, document: DocumentNode): readonly string[] {
  const groups = new Set<string>();
  withTopFields(document, (field) => groups.add(needsOf(made, subgraph, field)) !== groups);
  return [...groups];
}

/** The operation with some fields of its entities alone. */
function withTopFields(document: DocumentNode, isKept: (field: TopField) => boolean): DocumentNode {
  const within = (set: SelectionSetNode, type: string): SelectionSetNode => ({
    ...set,
    selections: set.selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FIELD)
        return selection.name.value === '__typename' || isKept({ type, name: selection.name.value }) ? [selection] : [];
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection];
      const selectionSet = within(selection.selectionSet, selection.typeCondition?.name.value ?? type);
      return selectionSet.selections.length === 0 ? [] : [{ ...selection, selectionSet }];
    }),
  });
  const definitions = document.definitions.map((node) => {
    if (node.kind !== Kind.OPERATION_DEFINITION) return node;
    const selections = node.selectionSet.selections.map((root) =>
      root.kind !== Kind.FIELD || root.selectionSet === undefined
        ? root
        : { ...root, selectionSet: within(root.selectionSet, '') },
    );
    return { ...node, selectionSet: { ...node.selectionSet, selections } };
  });
  return { ...document, definitions };
}

/** What is told of an entity for one group of fields: of the made fields those that it needs, each alone in its place. */
function withNeeded(
  byName: MadeFields['byName'],
  selections: readonly QueryPlanSelectionNode[],
  needed: ReadonlySet<string>,
): QueryPlanSelectionNode[] {
  const taken = new Set(
    selections.flatMap((each) => (each.kind === 'Field' && needed.has(each.name) ? [byName.get(each.name)?.name] : [])),
  );
  return selections.flatMap((each): QueryPlanSelectionNode[] => {
    if (each.kind === 'Field' && (byName.has(each.name) ? !needed.has(each.name) : taken.has(each.name))) return [];
    if (each.selections === undefined) return [each];
    const inner = withNeeded(byName, each.selections, needed);
    return inner.length === 0 ? [] : [{ ...each, selections: inner }];
  });
}

function withoutUnusedVariables(document: DocumentNode): {
  readonly document: DocumentNode;
  readonly variables: ReadonlySet<string>;
} {
  const variables = new Set<string>();
  visit(document, {
    [Kind.VARIABLE_DEFINITION]: () => false,
    [Kind.VARIABLE]: ({ name }) => void variables.add(name.value),
  });
  const rest = visit(document, {
    [Kind.VARIABLE_DEFINITION]: ({ variable }) => (variables.has(variable.name.value) ? undefined : null),
  });
  return { document: rest, variables };
}
