import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import { fieldSet, given, type JoinWords, joinWords } from './join-directives.ts';

export type TypeNodeWithFields = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

export function hasFields(node: { readonly kind: string }): node is TypeNodeWithFields {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

/**
 * A supergraph without the external fields of these names that no subgraph has a use for any more: the planner takes
 * such a one for a fault.
 */
export function withoutUnusedExternals(document: DocumentNode, names: ReadonlySet<string>): DocumentNode {
  const words = joinWords(document);
  const types = new Map(document.definitions.flatMap((node) => (hasFields(node) ? [[node.name.value, node]] : [])));
  const used = usedFields(types, words);
  const isUnused = (type: TypeNodeWithFields, field: FieldDefinitionNode, directive: ConstDirectiveNode) =>
    names.has(field.name.value) &&
    isExternal(directive) &&
    !used.has(`${given(directive, 'graph')} ${type.name.value}.${field.name.value}`);
  const definitions = document.definitions.map((node) => {
    if (!hasFields(node)) return node;
    const fields = (node.fields ?? []).map((field) => {
      const directives = (field.directives ?? []).filter((directive) => !isUnused(node, field, directive));
      return { ...field, directives };
    });
    return { ...node, fields };
  });
  return { ...document, definitions };
}

type Types = ReadonlyMap<string, TypeNodeWithFields>;

/** As `GRAPH Type.field`: all that stands in a set of fields of that subgraph, or in an interface of it. */
function usedFields(types: Types, words: JoinWords): ReadonlySet<string> {
  const used = new Set<string>();
  const use = (graph: string, type: string, field: string) => {
    for (const node of types.values())
      if (node.name.value === type || implementsType(node, type)) used.add(`${graph} ${node.name.value}.${field}`);
  };
  const walk = (graph: string, type: string, set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(graph, selection.typeCondition?.name.value ?? type, selection.selectionSet);
        continue;
      }
      const field = selection.name.value;
      use(graph, type, field);
      const definition = types.get(type)?.fields?.find(({ name }) => name.value === field);
      if (selection.selectionSet !== undefined && definition !== undefined)
        walk(graph, namedType(definition.type), selection.selectionSet);
    }
  };
  for (const node of types.values()) {
    for (const { graph, type, set } of setsOf(node, words)) walk(graph, type, fieldSet(set));
    if (node.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      for (const [graph, field] of fieldsByGraph(node, words)) use(graph, node.name.value, field);
    }
  }
  return used;
}

interface SetOfGraph {
  readonly graph: string;
  readonly type: string;
  readonly set: string;
}

function setsOf(node: TypeNodeWithFields, words: JoinWords): readonly SetOfGraph[] {
  const type = node.name.value;
  const keys = (node.directives ?? []).flatMap((each) => setOf(each, words.type, 'key', type));
  const others = (node.fields ?? []).flatMap((field) =>
    (field.directives ?? []).flatMap((each) => [
      ...setOf(each, words.field, 'requires', type),
      ...setOf(each, words.field, 'provides', namedType(field.type)),
    ]),
  );
  return [...keys, ...others];
}

function setOf(directive: ConstDirectiveNode, word: string, argument: string, type: string): readonly SetOfGraph[] {
  if (directive.name.value !== word) return [];
  const [graph, set] = [given(directive, 'graph'), given(directive, argument)];
  return graph === null || set === null ? [] : [{ graph, type, set }];
}

/** A field that does not say where it is, is in every subgraph of its type. */
function fieldsByGraph(node: TypeNodeWithFields, words: JoinWords): readonly (readonly [string, string])[] {
  const graphsOf = (directives: readonly ConstDirectiveNode[] | undefined, word: string) =>
    (directives ?? []).filter(({ name }) => name.value === word).flatMap((each) => given(each, 'graph') ?? []);
  return (node.fields ?? []).flatMap(({ name, directives }) => {
    const own = graphsOf(directives, words.field);
    const graphs = own.length > 0 ? own : graphsOf(node.directives, words.type);
    return graphs.map((graph) => [graph, name.value] as const);
  });
}

function implementsType(node: TypeNodeWithFields, name: string): boolean {
  return (node.interfaces ?? []).some((each) => each.name.value === name);
}

function isExternal({ arguments: all }: ConstDirectiveNode): boolean {
  const value = all?.find(({ name }) => name.value === 'external')?.value;
  return value?.kind === Kind.BOOLEAN && value.value;
}
