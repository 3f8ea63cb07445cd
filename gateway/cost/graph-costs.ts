import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ScalarTypeDefinitionNode,
} from 'graphql';
import { graphTypes } from '#gateway/federation/graph-types.ts';
import { FEDERATION, linkedFeatures } from '#gateway/federation/linked-features.ts';

/** How many members a list has, as far as its schema says. */
export interface ListSize {
  /** Arguments that say how many; the largest counts. */
  readonly slicingArguments: readonly string[];
  /** Where none of them is given. */
  readonly assumedSize: number | null;
  /** The fields of the answer that are so long, in the place of the field itself. */
  readonly sizedFields: readonly string[];
}

/** What a supergraph says about the cost of its parts; null where it says nothing. */
export interface GraphCosts {
  /** By coordinate of a type, a field, or an argument such as `Type.field(argument:)`. */
  readonly weights: ReadonlyMap<string, number>;
  /** By coordinate of a field. */
  readonly sizes: ReadonlyMap<string, ListSize>;
}

const COST = 'https://specs.apollo.dev/cost';

/** Reads `@cost` and `@listSize` from a full supergraph or a subgraph, whatever it calls them. */
export function graphCosts(full: DocumentNode): GraphCosts {
  const feature = linkedFeatures(full).find(({ identity }) => identity === COST || identity === FEDERATION);
  const weights = new Map<string, number>();
  const sizes = new Map<string, ListSize>();
  if (feature === undefined) return { weights, sizes };
  const [cost, listSize] = [feature.directive('cost'), feature.directive('listSize')];
  const weigh = (coordinate: string, directives: readonly ConstDirectiveNode[] | undefined) => {
    const weight = intOf(argumentOf(directives, cost, 'weight'));
    if (weight !== null) weights.set(coordinate, weight);
  };
  for (const node of full.definitions) {
    if (isWeighable(node)) weigh(node.name.value, node.directives);
  }
  for (const { name, fields } of graphTypes(full).values()) {
    for (const field of fields.values()) {
      const coordinate = `${name}.${field.name.value}`;
      weigh(coordinate, field.directives);
      for (const argument of field.arguments ?? [])
        weigh(`${coordinate}(${argument.name.value}:)`, argument.directives);
      const size = sizeOf(field, listSize);
      if (size !== null) sizes.set(coordinate, size);
    }
  }
  return { weights, sizes };
}

type Weighable = ObjectTypeDefinitionNode | ScalarTypeDefinitionNode | EnumTypeDefinitionNode;

function isWeighable(node: DocumentNode['definitions'][number]): node is Weighable {
  return (
    node.kind === Kind.OBJECT_TYPE_DEFINITION ||
    node.kind === Kind.SCALAR_TYPE_DEFINITION ||
    node.kind === Kind.ENUM_TYPE_DEFINITION
  );
}

function sizeOf({ directives }: FieldDefinitionNode, listSize: string): ListSize | null {
  if (directives?.some(({ name }) => name.value === listSize) !== true) return null;
  return {
    slicingArguments: textsOf(argumentOf(directives, listSize, 'slicingArguments')),
    assumedSize: intOf(argumentOf(directives, listSize, 'assumedSize')),
    sizedFields: textsOf(argumentOf(directives, listSize, 'sizedFields')),
  };
}

function argumentOf(directives: readonly ConstDirectiveNode[] | undefined, directive: string, argument: string) {
  const given = directives?.find(({ name }) => name.value === directive)?.arguments;
  return given?.find(({ name }) => name.value === argument)?.value;
}

function intOf(value: ConstValueNode | undefined): number | null {
  return value?.kind === Kind.INT ? Number(value.value) : null;
}

function textsOf(value: ConstValueNode | undefined): readonly string[] {
  const members = value?.kind === Kind.LIST ? value.values : [];
  return members.flatMap((member) => (member.kind === Kind.STRING ? [member.value] : []));
}
