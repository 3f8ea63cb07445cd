import {
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type InterfaceTypeExtensionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeNode,
} from 'graphql';

/** An object type or interface of a supergraph, as far as rights and costs look at it. */
export interface GraphType {
  readonly name: string;
  readonly isInterface: boolean;
  readonly interfaces: readonly string[];
  readonly fields: ReadonlyMap<string, FieldDefinitionNode>;
}

type Node =
  | ObjectTypeDefinitionNode
  | ObjectTypeExtensionNode
  | InterfaceTypeDefinitionNode
  | InterfaceTypeExtensionNode;

/** By name; what is told of a type in several places is put together. */
export function graphTypes(document: DocumentNode): ReadonlyMap<string, GraphType> {
  const types = new Map<string, GraphType>();
  for (const node of document.definitions) {
    if (!hasFields(node)) continue;
    const name = node.name.value;
    const known = types.get(name);
    types.set(name, {
      name,
      isInterface: node.kind === Kind.INTERFACE_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_EXTENSION,
      interfaces: [...(known?.interfaces ?? []), ...(node.interfaces ?? []).map((each) => each.name.value)],
      fields: new Map([
        ...(known?.fields ?? []),
        ...(node.fields ?? []).map((field) => [field.name.value, field] as const),
      ]),
    });
  }
  return types;
}

/** The type within all lists and marks of non-null. */
export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

function hasFields(node: DocumentNode['definitions'][number]): node is Node {
  return (
    node.kind === Kind.OBJECT_TYPE_DEFINITION ||
    node.kind === Kind.OBJECT_TYPE_EXTENSION ||
    node.kind === Kind.INTERFACE_TYPE_DEFINITION ||
    node.kind === Kind.INTERFACE_TYPE_EXTENSION
  );
}
