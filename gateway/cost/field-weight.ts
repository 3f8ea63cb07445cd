import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
} from 'graphql';
import type { GraphCosts } from './graph-costs.ts';

const MUTATION_WEIGHT = 10;

/** What one value of a field costs, with the arguments that are given and without what is asked of it. */
export function fieldWeight(
  schema: GraphQLSchema,
  { weights }: GraphCosts,
  parent: GraphQLCompositeType,
  field: GraphQLField<unknown, unknown>,
  given: FieldNode['arguments'] = [],
): number {
  const type = getNamedType(field.type);
  const coordinate = `${parent.name}.${field.name}`;
  const usual = parent === schema.getMutationType() ? MUTATION_WEIGHT : isCompositeType(type) ? 1 : 0;
  const own = weights.get(coordinate) ?? weights.get(type.name) ?? usual;
  return given.reduce((sum, { name }) => sum + (weights.get(`${coordinate}(${name.value}:)`) ?? 0), own);
}
