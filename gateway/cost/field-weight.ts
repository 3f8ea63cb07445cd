import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
} from 'graphql';
import type { GraphCosts } from './graph-costs.ts';

const MUTATION_WEIGHT = 10;

/** What one value of a field costs, without what is asked of it. */
export function fieldWeight(
  schema: GraphQLSchema,
  { weights }: GraphCosts,
  parent: GraphQLCompositeType,
  field: GraphQLField<unknown, unknown>,
): number {
  const type = getNamedType(field.type);
  const said = weights.get(`${parent.name}.${field.name}`) ?? weights.get(type.name);
  if (said !== undefined) return said;
  if (parent === schema.getMutationType()) return MUTATION_WEIGHT;
  return isCompositeType(type) ? 1 : 0;
}
