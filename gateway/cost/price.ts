import type { FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { type ActualCost, actualCost } from './actual-cost.ts';
import { type RequestedCost, requestedCost } from './document-cost.ts';
import type { GraphCosts } from './graph-costs.ts';

/** What a document costs, in points: reckoned before it runs, and counted from the data of its answer. */
export interface Price {
  readonly requested: RequestedCost;
  readonly actual: ActualCost;
}

interface Asked {
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Prepared once a document. */
export function priceOf(asked: Asked, schema: GraphQLSchema, costs: GraphCosts): Price {
  return { requested: requestedCost(asked, schema, costs), actual: actualCost(asked, schema, costs) };
}
