import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type EnumTypeExtensionNode,
  type InterfaceTypeDefinitionNode,
  type InterfaceTypeExtensionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type ScalarTypeDefinitionNode,
  type ScalarTypeExtensionNode,
  visit,
} from 'graphql';
import {
  type Requirement,
  type RequirementKind,
  readRequirement,
  SECURITY_FEATURES,
} from '#gateway/auth/requirements.ts';
import { FEDERATION, linkedFeatures } from './linked-features.ts';

/** By coordinate (`Contract`, `Contract.revenueContract`): what a caller needs for it, all of it. */
export type Requirements = ReadonlyMap<string, readonly Requirement[]>;

export interface SecurityUse {
  readonly coordinate: string;
  readonly requirement: Requirement;
  readonly node: ConstDirectiveNode;
}

export interface SecurityUses {
  /** By the name of the directive in this document. */
  readonly kinds: ReadonlyMap<string, RequirementKind>;
  readonly uses: readonly SecurityUse[];
  /** What asks for something in words that are not understood, a sentence each. */
  readonly faults: readonly string[];
}

const VERSION = 'v0.1';

/** Finds who may have what, wherever a supergraph or a subgraph says it and whatever it calls the directives. */
export function securityUses(document: DocumentNode): SecurityUses {
  const faults: string[] = [];
  const kinds = new Map<string, RequirementKind>();
  for (const { identity, version, directive } of linkedFeatures(document)) {
    if (identity === FEDERATION) {
      for (const { name, kind } of SECURITY_FEATURES.values()) kinds.set(directive(name), kind);
    }
    const feature = SECURITY_FEATURES.get(identity);
    if (feature === undefined) continue;
    if (version !== VERSION) faults.push(`${identity} is linked in ${version}; only ${VERSION} is understood.`);
    kinds.set(directive(feature.name), feature.kind);
  }
  const found = document.definitions.flatMap((definition) => applications(definition, kinds));
  const uses = found.flatMap(({ coordinate, node, kind }): readonly SecurityUse[] => {
    const requirement = readRequirement(kind, node);
    if (requirement.ok) return [{ coordinate, node, requirement: requirement.value }];
    faults.push(`${coordinate}: @${node.name.value} ${requirement.error}.`);
    return [];
  });
  return { kinds, uses, faults: [...faults, ...overlooked(document, kinds, found.length)] };
}

export function requirementsOf(uses: readonly SecurityUse[]): Requirements {
  const table = new Map<string, Requirement[]>();
  for (const { coordinate, requirement } of uses) {
    table.set(coordinate, [...(table.get(coordinate) ?? []), requirement]);
  }
  return table;
}

/** Every use of a directive of these names, counted without regard to where it stands. */
export function countUses(document: DocumentNode, names: { has(name: string): boolean }): number {
  let count = 0;
  visit(document, {
    [Kind.DIRECTIVE]: ({ name }: DirectiveNode) => {
      if (names.has(name.value)) count += 1;
    },
  });
  return count;
}

interface Application {
  readonly coordinate: string;
  readonly node: ConstDirectiveNode;
  readonly kind: RequirementKind;
}

function applications(definition: DefinitionNode, kinds: ReadonlyMap<string, RequirementKind>): readonly Application[] {
  if (!isProtectable(definition)) return [];
  const { name } = definition;
  const fields = 'fields' in definition ? (definition.fields ?? []) : [];
  return [
    ...applied(name.value, definition.directives, kinds),
    ...fields.flatMap((field) => applied(`${name.value}.${field.name.value}`, field.directives, kinds)),
  ];
}

function applied(
  coordinate: string,
  directives: readonly ConstDirectiveNode[] | undefined,
  kinds: ReadonlyMap<string, RequirementKind>,
): readonly Application[] {
  return (directives ?? []).flatMap((node) => {
    const kind = kinds.get(node.name.value);
    return kind === undefined ? [] : [{ coordinate, node, kind }];
  });
}

type Protectable =
  | ObjectTypeDefinitionNode
  | ObjectTypeExtensionNode
  | InterfaceTypeDefinitionNode
  | InterfaceTypeExtensionNode
  | ScalarTypeDefinitionNode
  | ScalarTypeExtensionNode
  | EnumTypeDefinitionNode
  | EnumTypeExtensionNode;

function isProtectable(definition: DefinitionNode): definition is Protectable {
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_EXTENSION:
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_EXTENSION:
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_EXTENSION:
      return true;
    default:
      return false;
  }
}

/** A use at a place where it is not looked for, and a directive that only bears the name, would protect nothing. */
function overlooked(
  document: DocumentNode,
  kinds: ReadonlyMap<string, RequirementKind>,
  found: number,
): readonly string[] {
  const names = new Set([...SECURITY_FEATURES.values()].map(({ name }) => name));
  const unlinked = [...names].filter((name) => !kinds.has(name) && countUses(document, new Set([name])) > 0);
  const lost = countUses(document, kinds) - found;
  return [
    ...unlinked.map((name) => `@${name} is used, but not linked to the specification that says what it means.`),
    ...(lost === 0 ? [] : [`${lost} uses of security directives stand where none is understood.`]),
  ];
}
