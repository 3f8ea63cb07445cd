import {
  type FieldDefinitionNode,
  type InputObjectTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from 'graphql';
import type { ParsedSubgraph } from './compose.ts';
import { requiresFault } from './requires-lint.ts';
import { securityUses } from './security-uses.ts';
import { costFaults, sizeFaults } from './size-lint.ts';

type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

/** Whose the entities are that several subgraphs know; what another one adds to them has to be nullable. */
const OWNERS: ReadonlyMap<string, string> = new Map([
  ['Customer', 'crm'],
  ['Contract', 'crm'],
  ['Product', 'crm'],
  ['Invoice', 'billing'],
  ['CreditMemo', 'billing'],
  ['Payment', 'billing'],
]);

/** Rules that composition itself does not have. Every fault is one sentence that names its place. */
export function lintSubgraphs(subgraphs: readonly ParsedSubgraph[]): readonly string[] {
  return subgraphs.flatMap((subgraph) => [
    ...interfaceFaults(subgraph),
    ...sizeFaults(subgraph),
    ...costFaults(subgraph),
    ...objectsOf(subgraph).flatMap((type) => [
      ...borderFaults(subgraph, type, subgraphs),
      ...requiresFaults(subgraph, type),
      ...(type.name.value === 'Mutation' ? mutationFaults(subgraph, type) : []),
    ]),
  ]);
}

/**
 * A builder call in a form that the next release of the subgraph library no longer takes: only a list of modules is
 * allowed, each with one parsed document. `sources` are file names with their texts.
 */
export function lintSchemaBuilders(sources: Iterable<readonly [string, string]>): readonly string[] {
  const faults: string[] = [];
  for (const [file, text] of sources) {
    if (/\bbuildSubgraphSchema\((?!\s*\[)/.test(text)) {
      faults.push(
        `${file}: give buildSubgraphSchema a list of modules: buildSubgraphSchema([{ typeDefs, resolvers }]).`,
      );
    }
  }
  return faults;
}

function objectsOf({ document }: ParsedSubgraph): readonly ObjectNode[] {
  return document.definitions.filter(
    (node) => node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION,
  );
}

function keyOf(type: ObjectNode): readonly string[] {
  return (type.directives ?? [])
    .filter(({ name }) => name.value === 'key')
    .flatMap(({ arguments: given }) => given ?? [])
    .flatMap(({ name, value }) =>
      name.value === 'fields' && value.kind === Kind.STRING ? value.value.split(/\s+/) : [],
    );
}

/** The fields that an entity has here besides its key. */
function addedFields(type: ObjectNode): readonly FieldDefinitionNode[] {
  const key = keyOf(type);
  return key.length === 0 ? [] : (type.fields ?? []).filter(({ name }) => !key.includes(name.value));
}

function borderFaults(
  { name }: ParsedSubgraph,
  type: ObjectNode,
  subgraphs: readonly ParsedSubgraph[],
): readonly string[] {
  const fields = addedFields(type);
  if (fields.length === 0) return [];
  const owner = OWNERS.get(type.name.value) ?? (isShared(type.name.value, name, subgraphs) ? undefined : name);
  if (owner === undefined) {
    return [`${type.name.value}: several subgraphs have fields of it; name its owner in gateway/federation/lints.ts.`];
  }
  if (owner === name) return [];
  return fields
    .filter((field) => field.type.kind === Kind.NON_NULL_TYPE)
    .map(
      (field) => `${name}: ${type.name.value}.${field.name.value} belongs to an entity of ${owner}: make it nullable.`,
    );
}

function isShared(typeName: string, here: string, subgraphs: readonly ParsedSubgraph[]): boolean {
  return subgraphs.some(
    (other) =>
      other.name !== here &&
      objectsOf(other).some((type) => type.name.value === typeName && addedFields(type).length > 0),
  );
}

/** Who may have what is said on the types: composition would mix a rule on an interface with what it copies to it. */
function interfaceFaults({ name, document }: ParsedSubgraph): readonly string[] {
  const { uses } = securityUses(document);
  const interfaces = document.definitions.flatMap((node) =>
    node.kind === Kind.INTERFACE_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_EXTENSION
      ? [node.name.value]
      : [],
  );
  return uses
    .filter(({ coordinate }) => interfaces.includes(coordinate.split('.', 1)[0] ?? ''))
    .map(
      ({ coordinate, node }) => `${name}: ${coordinate} is of an interface: write @${node.name.value} on its types.`,
    );
}

function requiresFaults({ name }: ParsedSubgraph, type: ObjectNode): readonly string[] {
  return (type.fields ?? []).flatMap((field) =>
    (field.directives ?? [])
      .filter((directive) => directive.name.value === 'requires')
      .flatMap((directive) => requiresFault(directive) ?? [])
      .map((fault) => `${name}: ${type.name.value}.${field.name.value} ${fault}.`),
  );
}

function mutationFaults({ name, document }: ParsedSubgraph, mutation: ObjectNode): readonly string[] {
  const inputs = new Map<string, InputObjectTypeDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) inputs.set(node.name.value, node);
  }
  return (mutation.fields ?? [])
    .filter((field) => !(field.directives ?? []).some((directive) => directive.name.value === 'inaccessible'))
    .filter((field) => !takesKey(field, inputs))
    .map((field) => `${name}: Mutation.${field.name.value} needs one input! with idempotencyKey: String!.`);
}

function takesKey(field: FieldDefinitionNode, inputs: ReadonlyMap<string, InputObjectTypeDefinitionNode>): boolean {
  const [argument, ...others] = field.arguments ?? [];
  if (argument === undefined || others.length > 0 || argument.name.value !== 'input') return false;
  if (argument.type.kind !== Kind.NON_NULL_TYPE || argument.type.type.kind !== Kind.NAMED_TYPE) return false;
  const key = inputs.get(argument.type.type.name.value)?.fields?.find(({ name }) => name.value === 'idempotencyKey');
  return (
    key?.type.kind === Kind.NON_NULL_TYPE &&
    key.type.type.kind === Kind.NAMED_TYPE &&
    key.type.type.name.value === 'String'
  );
}
