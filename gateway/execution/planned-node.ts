import internals from '@apollo/federation-internals';
import type { PlanNode, SubscriptionNode } from '@apollo/query-planner';
import type { OpenSupergraph } from '#gateway/federation/supergraph.ts';
import { type AnswerForm, nameOf } from './answer-form.ts';
import { type Conditions, decided } from './conditions.ts';

/** Nothing to fetch: of an operation that asks for its type alone, or that no system can answer. */
const NOTHING: PlanNode = { kind: 'Sequence', nodes: [] };

/** The plan of a valid document under these conditions, with names kept apart. Throws when the planner cannot plan it. */
export function plannedNode(
  { planner, supergraph }: OpenSupergraph,
  { read, own }: AnswerForm,
  conditions: Conditions,
): PlanNode | SubscriptionNode {
  const document = decided(own?.document ?? read.document, conditions);
  const operation = internals.operationFromDocument(supergraph.apiSchema(), document, nameOf(read));
  return planner.buildQueryPlan(operation).node ?? NOTHING;
}
