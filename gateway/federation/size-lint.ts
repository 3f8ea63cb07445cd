import { Kind, type TypeNode } from 'graphql';
import { type GraphCosts, graphCosts } from '#gateway/cost/graph-costs.ts';
import type { ParsedSubgraph } from './compose.ts';
import { type GraphType, graphTypes, namedType } from './graph-types.ts';
import { FEDERATION, linkedFeatures } from './linked-features.ts';

/** Costs in places where nobody reckons with them: variables bring parts of an input that no document shows. */
export function costFaults({ name, document }: ParsedSubgraph): readonly string[] {
  const cost = linkedFeatures(document)
    .find(({ identity }) => identity === FEDERATION)
    ?.directive('cost');
  return document.definitions.flatMap((node) => {
    if (node.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION && node.kind !== Kind.INPUT_OBJECT_TYPE_EXTENSION) return [];
    return (node.fields ?? [])
      .filter(({ directives }) => (directives ?? []).some((directive) => directive.name.value === cost))
      .map((field) => `${name}: ${node.name.value}.${field.name.value}: write @cost on the argument that takes it.`);
  });
}

/** Lists of objects of which nothing says how long they are, so that nobody could say what they cost. */
export function sizeFaults({ name, document }: ParsedSubgraph): readonly string[] {
  const { sizes } = graphCosts(document);
  // Without the directives at hand a graph says nothing of costs, and its lists are taken for short ones.
  if (sizes.size === 0) return [];
  const types = graphTypes(document);
  const sized = new Set([...types.values()].flatMap((type) => [...sizedBelow(type, sizes)]));
  return [...types.values()].flatMap((type) =>
    [...type.fields.values()]
      .filter((field) => isList(field.type) && types.has(namedType(field.type)))
      .map((field) => `${type.name}.${field.name.value}`)
      .filter((coordinate) => !sizes.has(coordinate) && !sized.has(coordinate))
      .map((coordinate) => `${name}: ${coordinate} is a list of unknown length: give it @listSize.`),
  );
}

function* sizedBelow({ name, fields }: GraphType, sizes: GraphCosts['sizes']): Iterable<string> {
  for (const field of fields.values()) {
    for (const below of sizes.get(`${name}.${field.name.value}`)?.sizedFields ?? [])
      yield `${namedType(field.type)}.${below}`;
  }
}

function isList(type: TypeNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE ? isList(type.type) : type.kind === Kind.LIST_TYPE;
}
