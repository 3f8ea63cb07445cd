import internals from '@apollo/federation-internals';
import type { PlanNode, SubscriptionNode } from '@apollo/query-planner';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import type { OpenSupergraph } from '#gateway/federation/supergraph.ts';
import { type AnswerForm, nameOf } from './answer-form.ts';

/** Nothing to fetch: of an operation that asks for its type alone, or that no system can answer. */
const NOTHING: PlanNode = { kind: 'Sequence', nodes: [] };

/** The plan of a valid document, under the names that are kept apart. Throws when the planner cannot plan it. */
export function plannedNode(
  { planner, supergraph }: OpenSupergraph,
  read: ReadDocument,
  { own }: Pick<AnswerForm, 'own'>,
): PlanNode | SubscriptionNode {
  const document = own?.document ?? read.document;
  const operation = internals.operationFromDocument(supergraph.apiSchema(), document, nameOf(read));
  return planner.buildQueryPlan(operation).node ?? NOTHING;
}
