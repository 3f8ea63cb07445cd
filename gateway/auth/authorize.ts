import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Principal } from '#kit/identity/principal.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';
import { holds } from './held-rights.ts';
import type { Policies, Policy } from './policy.ts';
import type { Requirement } from './requirements.ts';

/** Who may have what of one graph. */
export interface Rights {
  /** What clients see. */
  readonly schema: GraphQLSchema;
  /** Who may ask for which root field. */
  /** Null = no table holds for this graph: every root field is open that no directive closes. */
  readonly policy: Policy | null;
  /** What a caller needs for a field of a type, all included that comes of where it stands. */
  readonly rightsOf: (typeName: string, fieldName: string) => readonly Requirement[];
  readonly policies: Policies;
  /** Every scope that any requirement names. */
  readonly scopes: ReadonlySet<string>;
}

/** The place in the answer that the caller may not have. */
export interface Forbidden {
  readonly path: readonly string[];
}

/** By field of the document: its coordinate. These are not to be run, but answered as null. */
export type ForbiddenFields = ReadonlyMap<FieldNode, string>;

interface Asked {
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

interface Walk extends Rights, Asked {
  readonly principal: Principal;
  readonly rootTypes: ReadonlySet<string>;
  readonly forbidden: Map<FieldNode, string>;
}

const INTROSPECTION: ReadonlySet<string> = new Set(['__typename', '__schema', '__type']);

/**
 * Judges a whole operation before anything of it is planned. A root field or a field that may not be null fails it, with
 * its place; others are told. Fragments are followed, so neither an alias, a fragment nor a type condition is a way
 * around. Call it on a document that has passed the limits, which bound the walk; what the schema does not know is left
 * to validation.
 */
export function authorize(asked: Asked, rights: Rights, principal: Principal): Result<ForbiddenFields, Forbidden> {
  const root = rights.schema.getRootType(asked.operation.operation);
  const forbidden = new Map<FieldNode, string>();
  if (root === undefined || root === null) return ok(forbidden);
  const walk: Walk = { ...rights, ...asked, principal, rootTypes: rootTypesOf(rights.schema), forbidden };
  const refused = refusedIn(walk, asked.operation.selectionSet, root, []);
  return refused === null ? ok(forbidden) : fail(refused);
}

function refusedIn(
  walk: Walk,
  { selections }: SelectionSetNode,
  parent: GraphQLCompositeType,
  path: readonly string[],
): Forbidden | null {
  for (const selection of selections) {
    const refused =
      selection.kind === Kind.FIELD
        ? refusedField(walk, selection, parent, path)
        : refusedFragment(walk, selection, parent, path);
    if (refused !== null) return refused;
  }
  return null;
}

function refusedField(
  walk: Walk,
  field: FieldNode,
  parent: GraphQLCompositeType,
  path: readonly string[],
): Forbidden | null {
  const name = field.name.value;
  if (INTROSPECTION.has(name)) return null;
  const here = [...path, field.alias?.value ?? name];
  const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
  if (definition === undefined) return null;
  const isRoot = walk.rootTypes.has(parent.name);
  if (isRoot && !isOpenRoot(walk, `${parent.name}.${name}`)) return { path: here };
  if (!holds(walk.rightsOf(parent.name, name), walk.principal, walk.policies)) {
    if (isRoot || isNonNullType(definition.type)) return { path: here };
    walk.forbidden.set(field, `${parent.name}.${name}`);
    return null;
  }
  const type = getNamedType(definition.type);
  return field.selectionSet !== undefined && isCompositeType(type)
    ? refusedIn(walk, field.selectionSet, type, here)
    : null;
}

/** All of them: an answer may lead to another one than its own. */
function rootTypesOf(schema: GraphQLSchema): ReadonlySet<string> {
  const types = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return new Set(types.flatMap((type) => type?.name ?? []));
}

/** A root field without a row is open to nobody. */
function isOpenRoot({ policy, principal }: Walk, coordinate: string): boolean {
  if (policy === null) return true;
  const roles = policy.get(coordinate);
  return roles !== undefined && principal.roles.some((role) => roles.has(role));
}

function refusedFragment(
  walk: Walk,
  selection: Exclude<SelectionNode, FieldNode>,
  parent: GraphQLCompositeType,
  path: readonly string[],
): Forbidden | null {
  const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : walk.fragments.get(selection.name.value);
  if (fragment === undefined) return null;
  const condition = fragment.typeCondition?.name.value;
  // An object stays what it is under any condition: other types behind an interface are none of its.
  const type = condition === undefined || isObjectType(parent) ? parent : walk.schema.getType(condition);
  return isCompositeType(type) ? refusedIn(walk, fragment.selectionSet, type, path) : null;
}
