import { type DocumentNode, type FieldDefinitionNode, Kind, parse, type SelectionSetNode } from 'graphql';
import type { Requirement } from '#gateway/auth/requirements.ts';
import { type GraphType, graphTypes, namedType } from './graph-types.ts';
import { linkedFeatures } from './linked-features.ts';
import type { Requirements } from './security-uses.ts';

/** What a caller needs for a field of a type; empty where anybody may have it. */
export type RightsOf = (typeName: string, fieldName: string) => readonly Requirement[];

const JOIN = 'https://specs.apollo.dev/join';

/**
 * All that a field asks of a caller: what it says itself, what its type, its interfaces and what it answers with say, and
 * what the fields say that its subgraph needs to answer it. Selected through an interface, a field asks for what it asks
 * for on every type behind it.
 */
export function graphRights(full: DocumentNode, requirements: Requirements): RightsOf {
  if (requirements.size === 0) return () => [];
  const graph: Graph = { types: graphTypes(full), requirements, joinField: joinFieldName(full) };
  const known = new Map<string, readonly Requirement[]>();
  return (typeName, fieldName) => {
    const coordinate = `${typeName}.${fieldName}`;
    const found = known.get(coordinate);
    if (found !== undefined) return found;
    const all = unique(reached(graph, typeName, fieldName).flatMap((place) => ownRequirements(graph, place)));
    // Names that no type has come from clients, and are not to be kept.
    if (graph.types.get(typeName)?.fields.has(fieldName) === true) known.set(coordinate, all);
    return all;
  };
}

/** Fields that take values from where they are nested: what they are answered from, no coordinate of theirs says. */
export function contextualFields(full: DocumentNode): readonly string[] {
  const joinField = joinFieldName(full);
  return [...graphTypes(full).values()].flatMap(({ name, fields }) =>
    [...fields.values()]
      .filter((field) => joinArguments(field, joinField, 'contextArguments').length > 0)
      .map((field) => `${name}.${field.name.value}`),
  );
}

interface Graph {
  readonly types: ReadonlyMap<string, GraphType>;
  readonly requirements: Requirements;
  /** The name of the directive that says which subgraph answers a field, and from what. */
  readonly joinField: string;
}

interface Place {
  readonly type: GraphType;
  readonly field: FieldDefinitionNode;
}

/** The field, the same one of the types behind an interface, and all that any of them is answered from. */
function reached(graph: Graph, typeName: string, fieldName: string): readonly Place[] {
  const places = new Map<string, Place>();
  const waiting: (readonly [string, string])[] = [[typeName, fieldName]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const type = graph.types.get(next[0]);
    const field = type?.fields.get(next[1]);
    const coordinate = next.join('.');
    if (type === undefined || field === undefined || places.has(coordinate)) continue;
    places.set(coordinate, { type, field });
    if (type.isInterface) waiting.push(...implementers(graph, type.name).map(({ name }) => [name, next[1]] as const));
    for (const argument of joinArguments(field, graph.joinField, 'requires')) {
      if (argument.kind === Kind.STRING) waiting.push(...selected(graph, type.name, argument.value));
    }
  }
  return [...places.values()];
}

function ownRequirements({ types, requirements }: Graph, { type, field }: Place): readonly Requirement[] {
  const name = field.name.value;
  const interfaces = type.interfaces.filter((each) => types.get(each)?.fields.has(name) === true);
  const coordinates = [
    ...[type.name, ...interfaces].flatMap((each) => [each, `${each}.${name}`]),
    namedType(field.type),
  ];
  return coordinates.flatMap((coordinate) => requirements.get(coordinate) ?? []);
}

function implementers({ types }: Graph, interfaceName: string): readonly GraphType[] {
  return [...types.values()].filter(({ interfaces }) => interfaces.includes(interfaceName));
}

/** Every field of a set of fields as `@requires` writes it, those of objects within it too. */
function selected(graph: Graph, typeName: string, fieldSet: string): readonly (readonly [string, string])[] {
  const [definition] = parse(`{ ${fieldSet} }`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? within(graph, typeName, definition.selectionSet) : [];
}

function within(
  graph: Graph,
  typeName: string,
  { selections }: SelectionSetNode,
): readonly (readonly [string, string])[] {
  return selections.flatMap((selection): readonly (readonly [string, string])[] => {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      return within(graph, selection.typeCondition?.name.value ?? typeName, selection.selectionSet);
    }
    if (selection.kind !== Kind.FIELD) return [];
    const name = selection.name.value;
    const field = graph.types.get(typeName)?.fields.get(name);
    if (field === undefined || selection.selectionSet === undefined) return [[typeName, name]];
    return [[typeName, name], ...within(graph, namedType(field.type), selection.selectionSet)];
  });
}

function joinArguments({ directives }: FieldDefinitionNode, joinField: string, argument: string) {
  return (directives ?? [])
    .filter(({ name }) => name.value === joinField)
    .flatMap(({ arguments: given }) => given ?? [])
    .filter(({ name }) => name.value === argument)
    .map(({ value }) => value);
}

function joinFieldName(full: DocumentNode): string {
  return (
    linkedFeatures(full)
      .find(({ identity }) => identity === JOIN)
      ?.directive('field') ?? 'join__field'
  );
}

function unique(requirements: readonly Requirement[]): readonly Requirement[] {
  return [...new Map(requirements.map((each) => [JSON.stringify(each), each])).values()];
}
