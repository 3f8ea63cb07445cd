import { createHash } from 'node:crypto';
import internals from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, type GraphQLSchema, print } from 'graphql';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import { Recent } from '#gateway/recent.ts';
import { type ClientOperation, clientOperation } from './client-operation.ts';
import { resumableOperation, type UpstreamOperation } from './resumable-operation.ts';
import type { OpenSupergraph, Planner, Supergraph } from './supergraph.ts';

/** No subgraph can have this name. */
export const EVENT_SERVICE = '\0event';

export interface SubscriptionPlan {
  /** The subgraph whose events these are. */
  readonly owner: string;
  readonly upstream: UpstreamOperation;
  /** Of the client's variables, those that the upstream operation needs. */
  readonly variableUsages: readonly string[];
  /** Run for every event: its first fetch is answered by the event itself. */
  readonly eventPlan: QueryPlan;
  readonly client: ClientOperation;
}

export interface SubscriptionPlanner {
  /** Throws when the planner meets what it cannot plan; the document has been validated before. */
  planOf(read: ReadDocument): SubscriptionPlan;
}

const PLANS_MAX = 200;

/** Plans subscriptions and keeps the latest plans, by text. */
export function subscriptionPlanner({ supergraph, apiSchema, planner }: OpenSupergraph): SubscriptionPlanner {
  const api = supergraph.apiSchema();
  const plans = new Recent<SubscriptionPlan>(PLANS_MAX);
  // The guard gives the same text the same document for as long as it keeps it.
  const byDocument = new WeakMap<DocumentNode, SubscriptionPlan>();
  const byText = (read: ReadDocument) => {
    const key = createHash('sha256').update(print(read.document)).digest('hex');
    return plans.find(key) ?? plans.keep(key, makePlan(planner, api, apiSchema, read));
  };
  return {
    planOf: (read) => {
      const plan = byDocument.get(read.document) ?? byText(read);
      byDocument.set(read.document, plan);
      return plan;
    },
  };
}

function makePlan(
  planner: Planner,
  api: ReturnType<Supergraph['apiSchema']>,
  apiSchema: GraphQLSchema,
  read: ReadDocument,
): SubscriptionPlan {
  const { document, operation } = read;
  const operationName = operation.name?.value;
  const { node } = planner.buildQueryPlan(
    internals.operationFromDocument(api, document, operationName === undefined ? {} : { operationName }),
  );
  if (node?.kind !== 'Subscription' || node.primary.kind !== 'Fetch')
    throw new Error('A subscription without one root fetch');
  const { primary, rest } = node;
  const first = { ...primary, serviceName: EVENT_SERVICE, variableUsages: [] };
  return {
    owner: primary.serviceName,
    upstream: resumableOperation(primary.operation, primary.operationName ?? null, apiSchema),
    variableUsages: primary.variableUsages ?? [],
    eventPlan: { kind: 'QueryPlan', node: { kind: 'Sequence', nodes: rest === undefined ? [first] : [first, rest] } },
    client: clientOperation(read),
  };
}
