import { type ConstDirectiveNode, type DocumentNode, Kind, type ObjectTypeDefinitionNode } from 'graphql';
import { given, joinWords } from './join-directives.ts';

/**
 * Keys by which a subgraph finds no object of a type, though it does by another: nothing leads over them. The planner
 * takes them for a way back into that subgraph all the same, behind a fetch of what a field requires.
 */
export function uselessKeys(document: DocumentNode): readonly ConstDirectiveNode[] {
  const words = joinWords(document);
  return document.definitions.flatMap((node) => {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
    const keys = keysOf(node, words.type);
    const usable = new Set(keys.filter((key) => !isUnresolvable(key)).map((key) => given(key, 'graph')));
    return keys.filter((key) => isUnresolvable(key) && usable.has(given(key, 'graph')));
  });
}

function keysOf({ directives }: Pick<ObjectTypeDefinitionNode, 'directives'>, type: string) {
  return (directives ?? []).filter((directive) => directive.name.value === type && given(directive, 'key') !== null);
}

function isUnresolvable({ arguments: all }: ConstDirectiveNode): boolean {
  const value = all?.find(({ name }) => name.value === 'resolvable')?.value;
  return value?.kind === Kind.BOOLEAN && !value.value;
}
