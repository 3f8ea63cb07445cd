import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type InputValueDefinitionNode,
  Kind,
} from 'graphql';
import { FEDERATION, linkedFeatures } from './linked-features.ts';

/** By coordinate, such as `Type`, `Type.field`, `Type.field(argument:)` or `Enum.VALUE`: the names of its tags. */
export type Tags = ReadonlyMap<string, ReadonlySet<string>>;

const TAG = 'https://specs.apollo.dev/tag';

interface Tagged {
  readonly coordinate: string;
  readonly directives: readonly ConstDirectiveNode[] | undefined;
}

/** Reads `@tag` from a full supergraph, whatever it is called there; a part that several subgraphs tag has all of them. */
export function tagsOf(full: DocumentNode): Tags {
  const feature = linkedFeatures(full).find(({ identity }) => identity === TAG || identity === FEDERATION);
  const tags = new Map<string, ReadonlySet<string>>();
  if (feature === undefined) return tags;
  const directive = feature.directive('tag');
  for (const { coordinate, directives } of full.definitions.flatMap(taggable)) {
    const names = (directives ?? []).filter(({ name }) => name.value === directive).flatMap(nameOf);
    if (names.length > 0) tags.set(coordinate, new Set([...(tags.get(coordinate) ?? []), ...names]));
  }
  return tags;
}

function taggable(node: DefinitionNode): readonly Tagged[] {
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return [
        placed(node.name.value, node),
        ...(node.fields ?? []).flatMap((field) => {
          const coordinate = `${node.name.value}.${field.name.value}`;
          return [placed(coordinate, field), ...(field.arguments ?? []).map((each) => argumentOf(coordinate, each))];
        }),
      ];
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return [placed(node.name.value, node), ...members(node.name.value, node.fields)];
    case Kind.ENUM_TYPE_DEFINITION:
      return [placed(node.name.value, node), ...members(node.name.value, node.values)];
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_DEFINITION:
      return [placed(node.name.value, node)];
    default:
      return [];
  }
}

type Directed = { readonly directives?: readonly ConstDirectiveNode[] | undefined };

function placed(coordinate: string, { directives }: Directed): Tagged {
  return { coordinate, directives };
}

function argumentOf(field: string, argument: InputValueDefinitionNode): Tagged {
  return placed(`${field}(${argument.name.value}:)`, argument);
}

function members(
  typeName: string,
  nodes: readonly (Directed & { readonly name: { readonly value: string } })[] | undefined,
): readonly Tagged[] {
  return (nodes ?? []).map((node) => placed(`${typeName}.${node.name.value}`, node));
}

function nameOf({ arguments: given }: ConstDirectiveNode): readonly string[] {
  const value = given?.find(({ name }) => name.value === 'name')?.value;
  return value?.kind === Kind.STRING ? [value.value] : [];
}
