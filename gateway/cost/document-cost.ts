import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { fieldWeight } from './field-weight.ts';
import type { GraphCosts } from './graph-costs.ts';

type Variables = Readonly<Record<string, unknown>>;

/** The most that an operation may cost under these variables, as the client sent them. */
export type RequestedCost = (variables: Variables) => number;

/** A page of unknown size may be the largest; a list of which nothing is said is taken for a short one. */
const PAGE_MAX = 100;
const LIST_ASSUMED = 10;

interface Asked {
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

interface Walk extends Asked {
  readonly schema: GraphQLSchema;
  readonly costs: GraphCosts;
}

/** A number of points: known, or to be reckoned when the variables are there. */
type Points = number | RequestedCost;

/**
 * Reckons an operation before it is planned, once; what does not hang on variables is a number from then on. Every
 * object costs 1 and a leaf nothing where `@cost` does not say otherwise, a mutation 10, an argument that is given what its
 * own `@cost` says, and a list as many times as it may
 * have members. Fragments on several types of one object are added up: too much rather than too little.
 */
export function requestedCost(asked: Asked, schema: GraphQLSchema, costs: GraphCosts): RequestedCost {
  const root = schema.getRootType(asked.operation.operation);
  if (root === undefined || root === null) return () => 0;
  const points = selectionCost({ ...asked, schema, costs }, asked.operation.selectionSet, root, NO_SIZES);
  return typeof points === 'number' ? () => points : points;
}

/** By field of the answer: how long it is, as an argument of its parent says. */
type Sizes = ReadonlyMap<string, Points>;
const NO_SIZES: Sizes = new Map();

function selectionCost(walk: Walk, set: SelectionSetNode, parent: GraphQLCompositeType, sizes: Sizes): Points {
  return sum(
    set.selections.map((selection) => {
      if (selection.kind === Kind.FIELD) return fieldCost(walk, selection, parent, sizes);
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : walk.fragments.get(selection.name.value);
      if (fragment === undefined) return 0;
      const condition = fragment.typeCondition?.name.value;
      const type = condition === undefined ? parent : walk.schema.getType(condition);
      return isCompositeType(type) ? selectionCost(walk, fragment.selectionSet, type, sizes) : 0;
    }),
  );
}

function fieldCost(walk: Walk, node: FieldNode, parent: GraphQLCompositeType, sizes: Sizes): Points {
  const name = node.name.value;
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
  if (field === undefined) return 0;
  const coordinate = `${parent.name}.${name}`;
  const named = getNamedType(field.type);
  const size = walk.costs.sizes.get(coordinate);
  const length = size === undefined ? null : lengthOf(walk, node, field, size);
  const sized = size !== undefined && size.sizedFields.length > 0 && length !== null;
  const inner: Sizes = sized ? new Map(size.sizedFields.map((each) => [each, length])) : NO_SIZES;
  const weight = fieldWeight(walk.schema, walk.costs, parent, field, node.arguments);
  const below =
    node.selectionSet !== undefined && isCompositeType(named)
      ? selectionCost(walk, node.selectionSet, named, inner)
      : 0;
  const own = sum([weight, below]);
  if (!isListType(getNullableType(field.type))) return own;
  return product(own, sizes.get(name) ?? (sized ? null : length) ?? LIST_ASSUMED);
}

function lengthOf(
  walk: Walk,
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  {
    slicingArguments,
    assumedSize,
  }: { readonly slicingArguments: readonly string[]; readonly assumedSize: number | null },
): Points {
  const given = slicingArguments.flatMap((name) => argumentSize(walk, node, field, name) ?? []);
  const [first, ...others] = given;
  if (first === undefined) return assumedSize ?? (slicingArguments.length > 0 ? PAGE_MAX : LIST_ASSUMED);
  return others.reduce<Points>(largest, first);
}

function argumentSize(
  { operation }: Walk,
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  name: string,
): Points | null {
  const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
  const byDefault = field.args.find((argument) => argument.name === name)?.defaultValue;
  if (value === undefined) return typeof byDefault === 'number' ? byDefault : null;
  if (value.kind === Kind.INT) return Math.max(0, Number(value.value));
  if (value.kind !== Kind.VARIABLE) return null;
  const variable = value.name.value;
  const definition = operation.variableDefinitions?.find((each) => each.variable.name.value === variable);
  const written = definition?.defaultValue?.kind === Kind.INT ? Number(definition.defaultValue.value) : PAGE_MAX;
  return (variables) => {
    const told = Object.hasOwn(variables, variable) ? variables[variable] : written;
    return typeof told === 'number' && Number.isInteger(told) ? Math.max(0, told) : PAGE_MAX;
  };
}

function sum(all: readonly Points[]): Points {
  let known = 0;
  const open: RequestedCost[] = [];
  for (const each of all) {
    if (typeof each === 'number') known += each;
    else open.push(each);
  }
  if (open.length === 0) return known;
  return (variables) => open.reduce((total, each) => total + each(variables), known);
}

function product(one: Points, other: Points): Points {
  if (typeof one === 'number' && typeof other === 'number') return one * other;
  return (variables) => pointsOf(one, variables) * pointsOf(other, variables);
}

function largest(one: Points, other: Points): Points {
  if (typeof one === 'number' && typeof other === 'number') return Math.max(one, other);
  return (variables) => Math.max(pointsOf(one, variables), pointsOf(other, variables));
}

function pointsOf(points: Points, variables: Variables): number {
  return typeof points === 'number' ? points : points(variables);
}
