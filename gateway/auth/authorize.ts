import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Principal } from '#kit/identity/principal.ts';
import type { Policy } from './policy.ts';

/** The place in the answer that the caller may not have. */
export interface Forbidden {
  readonly path: readonly string[];
}

interface Walk {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly allows: (key: string) => boolean;
  readonly rootType: string;
}

const INTROSPECTION: ReadonlySet<string> = new Set(['__typename', '__schema', '__type']);

/**
 * Judges a whole operation before anything of it is planned: null, or the first place that is not allowed. Fragments
 * are followed, so neither an alias, a fragment nor a type condition is a way around. Call it on a document that has
 * passed the limits, which bound the walk; what the schema does not know is left to validation.
 */
export function authorize(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  schema: GraphQLSchema,
  policy: Policy,
  principal: Principal,
): Forbidden | null {
  const root = schema.getRootType(operation.operation);
  if (root === undefined || root === null) return null;
  const allows = (key: string) => principal.roles.some((role) => policy.get(key)?.has(role) === true);
  const openType = (key: string) => !policy.has(key) || allows(key);
  const walk: Walk = {
    schema,
    fragments,
    rootType: root.name,
    allows: (key) => (key.includes('.') ? allows(key) : openType(key)),
  };
  return forbiddenIn(walk, operation.selectionSet, root, []);
}

function forbiddenIn(
  walk: Walk,
  selectionSet: SelectionSetNode,
  parent: GraphQLCompositeType,
  path: readonly string[],
): Forbidden | null {
  for (const selection of selectionSet.selections) {
    const found =
      selection.kind === Kind.FIELD
        ? forbiddenField(walk, selection, parent, path)
        : forbiddenFragment(
            walk,
            selection.kind === Kind.INLINE_FRAGMENT ? selection : walk.fragments.get(selection.name.value),
            parent,
            path,
          );
    if (found !== null) return found;
  }
  return null;
}

function forbiddenField(
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
  if (parent.name === walk.rootType && !walk.allows(`${parent.name}.${name}`)) return { path: here };
  const type = getNamedType(definition.type);
  if (!walk.allows(type.name)) return { path: here };
  return field.selectionSet !== undefined && isCompositeType(type)
    ? forbiddenIn(walk, field.selectionSet, type, here)
    : null;
}

function forbiddenFragment(
  walk: Walk,
  fragment:
    | (Pick<FragmentDefinitionNode, 'selectionSet'> & {
        readonly typeCondition?: FragmentDefinitionNode['typeCondition'] | undefined;
      })
    | undefined,
  parent: GraphQLCompositeType,
  path: readonly string[],
): Forbidden | null {
  if (fragment === undefined) return null;
  const condition = fragment.typeCondition?.name.value;
  if (condition === undefined) return forbiddenIn(walk, fragment.selectionSet, parent, path);
  if (!walk.allows(condition)) return { path };
  const type = walk.schema.getType(condition);
  return isCompositeType(type) ? forbiddenIn(walk, fragment.selectionSet, type, path) : null;
}
