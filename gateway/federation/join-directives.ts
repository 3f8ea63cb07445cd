import {
  type ConstDirectiveNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  parse,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { linkedFeatures } from './linked-features.ts';

const JOIN = 'https://specs.apollo.dev/join';

/** What the directives that say how a supergraph is joined are called in it, without `@`. */
export interface JoinWords {
  readonly type: string;
  readonly field: string;
  readonly graph: string;
}

export function joinWords(document: DocumentNode): JoinWords {
  const join = linkedFeatures(document).find(({ identity }) => identity === JOIN);
  const word = (name: string) => join?.directive(name) ?? `join__${name}`;
  return { type: word('type'), field: word('field'), graph: word('graph') };
}

/** The text that a directive is given, or the name of the enum's value; null = it is given none. */
export function given({ arguments: all }: DirectiveNode | ConstDirectiveNode, name: string): string | null {
  const value = all?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : null;
}

/** Throws for a text that is no set of fields; composition writes none. */
export function fieldSet(text: string): SelectionSetNode {
  const [set] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  if (set?.kind !== Kind.OPERATION_DEFINITION) throw new Error('A set of fields that is none');
  return set.selectionSet;
}

/**
 * Names of all fields that subgraphs are joined by: whatever stands in a key or in what a field requires, and the type's
 * own name. The planner asks for them under these names beside what the client asks for.
 */
export function joinNames(document: DocumentNode): ReadonlySet<string> {
  const words = joinWords(document);
  const names = new Set(['__typename']);
  visit(document, {
    [Kind.DIRECTIVE]: (directive: DirectiveNode) => {
      const { value } = directive.name;
      const text = value === words.type ? given(directive, 'key') : null;
      const set = value === words.field ? given(directive, 'requires') : text;
      if (set !== null) visit(fieldSet(set), { [Kind.FIELD]: ({ name }) => void names.add(name.value) });
    },
  });
  return names;
}

/** Names of all fields that are computed of what other subgraphs know. */
export function requiringFields(document: DocumentNode): ReadonlySet<string> {
  const words = joinWords(document);
  const names = new Set<string>();
  visit(document, {
    [Kind.FIELD_DEFINITION]: ({ name, directives }: FieldDefinitionNode) => {
      const isOne = (each: ConstDirectiveNode) => each.name.value === words.field && given(each, 'requires') !== null;
      if (directives?.some(isOne)) names.add(name.value);
    },
  });
  return names;
}

/** By `subgraph Type`: each set of fields by which that subgraph finds an object of the type. */
export type JoinKeys = ReadonlyMap<string, readonly SelectionSetNode[]>;

export function joinKeys(document: DocumentNode): JoinKeys {
  const words = joinWords(document);
  const graphs = graphNames(document);
  const keys = new Map<string, SelectionSetNode[]>();
  for (const node of document.definitions) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const directive of node.directives ?? []) {
      const [graph, key] = [given(directive, 'graph'), given(directive, 'key')];
      if (directive.name.value !== words.type || graph === null || key === null) continue;
      const name = `${graphs.get(graph) ?? graph} ${node.name.value}`;
      keys.set(name, [...(keys.get(name) ?? []), fieldSet(key)]);
    }
  }
  return keys;
}

/** By the value of the enum of subgraphs: the subgraph's own name. */
export function graphNames(document: DocumentNode): ReadonlyMap<string, string> {
  const { graph } = joinWords(document);
  return new Map(
    document.definitions.flatMap((node) =>
      node.kind !== Kind.ENUM_TYPE_DEFINITION
        ? []
        : (node.values ?? []).flatMap(({ name, directives }) => {
            const directive = directives?.find((each) => each.name.value === graph);
            const subgraph = directive === undefined ? null : given(directive, 'name');
            return subgraph === null ? [] : [[name.value, subgraph] as const];
          }),
    ),
  );
}
