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
import { fieldWeight } from './field-weight.ts';
import type { GraphCosts } from './graph-costs.ts';

/** What an operation did cost: counted from its answer's data. */
export type ActualCost = (data: unknown) => number;

interface Asked {
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** What stands under one key of an object in the answer. */
interface Counted {
  weight: number;
  readonly members: Map<string, Counted>;
}

/** Prepares the counting once a document; each answer costs a walk over its objects, and lists of rows only their length. */
export function actualCost(asked: Asked, schema: GraphQLSchema, costs: GraphCosts): ActualCost {
  const root = schema.getRootType(asked.operation.operation);
  const members = new Map<string, Counted>();
  if (root !== undefined && root !== null)
    collect({ ...asked, schema, costs }, asked.operation.selectionSet, root, members);
  const counted = [...members].filter(([, each]) => isCounted(each));
  return (data) => costOfMembers(counted, data);
}

interface Walk extends Asked {
  readonly schema: GraphQLSchema;
  readonly costs: GraphCosts;
}

function collect(
  walk: Walk,
  { selections }: SelectionSetNode,
  parent: GraphQLCompositeType,
  members: Map<string, Counted>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      collectField(walk, selection, parent, members);
      continue;
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : walk.fragments.get(selection.name.value);
    const condition = fragment?.typeCondition?.name.value;
    const type = condition === undefined ? parent : walk.schema.getType(condition);
    if (fragment !== undefined && isCompositeType(type)) collect(walk, fragment.selectionSet, type, members);
  }
}

function collectField(
  walk: Walk,
  { name, alias, selectionSet }: FieldNode,
  parent: GraphQLCompositeType,
  members: Map<string, Counted>,
): void {
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name.value] : undefined;
  if (field === undefined) return;
  const key = alias?.value ?? name.value;
  const counted = members.get(key) ?? { weight: 0, members: new Map<string, Counted>() };
  // Types of one object may call different fields the same: the dearest counts.
  counted.weight = Math.max(counted.weight, fieldWeight(walk.schema, walk.costs, parent, field));
  members.set(key, counted);
  const type = getNamedType(field.type);
  if (selectionSet !== undefined && isCompositeType(type)) collect(walk, selectionSet, type, counted.members);
}

/** Prunes what costs nothing, so that an answer's leaves are never looked at. */
function isCounted(counted: Counted): boolean {
  for (const [key, member] of counted.members) if (!isCounted(member)) counted.members.delete(key);
  return counted.weight > 0 || counted.members.size > 0;
}

function costOfMembers(members: Iterable<readonly [string, Counted]>, data: unknown): number {
  if (typeof data !== 'object' || data === null) return 0;
  const object: Readonly<Record<string, unknown>> = data as Readonly<Record<string, unknown>>;
  let points = 0;
  for (const [key, counted] of members) points += costOfValue(counted, object[key]);
  return points;
}

function costOfValue(counted: Counted, value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (!Array.isArray(value)) return counted.weight + costOfMembers(counted.members, value);
  if (counted.members.size === 0) return counted.weight * value.length;
  let points = 0;
  for (const each of value) points += costOfValue(counted, each);
  return points;
}
