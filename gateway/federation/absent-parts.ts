import {
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { namedType } from './graph-types.ts';
import type { Tags } from './tags.ts';

/** Whether a part of a schema, by its coordinate, is left out. */
export type IsAbsent = (coordinate: string) => boolean;

export type WithFields = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/**
 * What is left out when all with one of these tags is: that itself, every field and argument of a type that is left out,
 * and every type of which nothing is left.
 */
export function absentParts(schema: DocumentNode, tags: Tags, excluded: ReadonlySet<string>): IsAbsent {
  const hasExcluded = (names: ReadonlySet<string>) => [...names].some((name) => excluded.has(name));
  const absent = new Set([...tags].filter(([, names]) => hasExcluded(names)).map(([coordinate]) => coordinate));
  let before = -1;
  while (absent.size > before) {
    before = absent.size;
    for (const node of schema.definitions) spread(node, absent);
  }
  return (coordinate) => absent.has(coordinate);
}

function spread(node: DefinitionNode, absent: Set<string>): void {
  if (isWithFields(node)) spreadFields(node, absent);
  if (node.kind === Kind.UNION_TYPE_DEFINITION && (node.types ?? []).every(({ name }) => absent.has(name.value)))
    absent.add(node.name.value);
}

function spreadFields({ name: { value: typeName }, fields = [] }: WithFields, absent: Set<string>): void {
  for (const field of fields) {
    const coordinate = `${typeName}.${field.name.value}`;
    if (absent.has(typeName) || absent.has(namedType(field.type))) absent.add(coordinate);
    for (const argument of field.arguments ?? []) {
      if (absent.has(coordinate) || absent.has(namedType(argument.type)))
        absent.add(argumentCoordinate(coordinate, argument));
    }
  }
  if (fields.every((field) => absent.has(`${typeName}.${field.name.value}`))) absent.add(typeName);
}

export function isWithFields(node: DefinitionNode): node is WithFields {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

export function argumentCoordinate(field: string, { name }: InputValueDefinitionNode): string {
  return `${field}(${name.value}:)`;
}

/** The definition without what is left out; null when that is all of it. */
export function withoutAbsent(node: DefinitionNode, isAbsent: IsAbsent): DefinitionNode | null {
  if ('name' in node && node.name !== undefined && isAbsent(node.name.value)) return null;
  if (isWithFields(node)) {
    const typeName = node.name.value;
    return {
      ...node,
      interfaces: (node.interfaces ?? []).filter(({ name }) => !isAbsent(name.value)),
      fields: (node.fields ?? [])
        .filter(({ name }) => !isAbsent(`${typeName}.${name.value}`))
        .map((field) => fieldWithout(typeName, field, isAbsent)),
    };
  }
  if (node.kind === Kind.UNION_TYPE_DEFINITION)
    return { ...node, types: (node.types ?? []).filter(({ name }) => !isAbsent(name.value)) };
  return node;
}

function fieldWithout(typeName: string, field: FieldDefinitionNode, isAbsent: IsAbsent): FieldDefinitionNode {
  const coordinate = `${typeName}.${field.name.value}`;
  return {
    ...field,
    arguments: (field.arguments ?? []).filter((argument) => !isAbsent(argumentCoordinate(coordinate, argument))),
  };
}
