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

/** Prepares the counting once a document; each answer costs a walk over its objects. */
export function actualCost(asked: Asked, schema: GraphQLSchema, costs: GraphCosts): ActualCost {
  const root = schema.getRootType(asked.operation.operation);
  const members = new Map<string, Counted>();
  if (root !== undefined && root !== null)
    collect({ ...asked, schema, costs }, asked.operation.selectionSet, root, members);
  const priced = pricedOf(members);
  return (data) => costOfMembers(priced, data);
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
  { name, alias, arguments: given, selectionSet }: FieldNode,
  parent: GraphQLCompositeType,
  members: Map<string, Counted>,
): void {
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name.value] : undefined;
  if (field === undefined) return;
  const key = alias?.value ?? name.value;
  const counted = members.get(key) ?? { weight: 0, members: new Map<string, Counted>() };
  // Types of one object may call different fields the same: the dearest counts.
  counted.weight = Math.max(counted.weight, fieldWeight(walk.schema, walk.costs, parent, field, given));
  members.set(key, counted);
  const type = getNamedType(field.type);
  if (selectionSet !== undefined && isCompositeType(type)) collect(walk, selectionSet, type, counted.members);
}

/** The same as a list, which is quicker to walk; without what costs nothing, so that leaves are never looked at. */
interface Priced {
  readonly key: string;
  readonly weight: number;
  readonly members: readonly Priced[];
}

function pricedOf(members: ReadonlyMap<string, Counted>): readonly Priced[] {
  return [...members]
    .map(([key, { weight, members: inner }]) => ({ key, weight, members: pricedOf(inner) }))
    .filter(({ weight, members: inner }) => weight > 0 || inner.length > 0);
}

function costOfMembers(members: readonly Priced[], data: unknown): number {
  if (members.length === 0 || typeof data !== 'object' || data === null) return 0;
  const object: Readonly<Record<string, unknown>> = data as Readonly<Record<string, unknown>>;
  let points = 0;
  for (const member of members) points += costOfValue(member, object[member.key]);
  return points;
}

function costOfValue(priced: Priced, value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (!Array.isArray(value)) return priced.weight + costOfMembers(priced.members, value);
  let points = 0;
  for (const each of value) points += costOfValue(priced, each);
  return points;
}
