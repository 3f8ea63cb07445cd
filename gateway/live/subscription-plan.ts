import { createHash } from 'node:crypto';
import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, print } from 'graphql';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import type { Refusal } from '#gateway/edge/refusal.ts';
import { answerForm } from '#gateway/execution/answer-form.ts';
import { type CompiledEvents, compileEvents } from '#gateway/execution/compiled-events.ts';
import type { CompilerSettings, Fallback } from '#gateway/execution/compiled-operation.ts';
import { conditionsOf } from '#gateway/execution/conditions.ts';
import type { FallbackReason } from '#gateway/execution/fallback-reasons.ts';
import { plannedNode } from '#gateway/execution/planned-node.ts';
import { stockRefusal, UNPLANNED } from '#gateway/execution/unanswerable.ts';
import { type ClientOperation, clientOperation } from '#gateway/federation/client-operation.ts';
import { resumableOperation, type UpstreamOperation } from '#gateway/federation/resumable-operation.ts';
import type { OpenSupergraph } from '#gateway/federation/supergraph.ts';
import { Recent } from '#gateway/recent.ts';
import type { Logger } from '#kit/observability/log.ts';
import type { Result } from '#schema/errors/result.ts';

/** No subgraph can have this name. */
export const EVENT_SERVICE = '\0event';

export interface SubscriptionPlan {
  /** The subgraph whose events these are. */
  readonly owner: string;
  readonly upstream: UpstreamOperation;
  /** Of the client's variables, those that the upstream operation needs. */
  readonly variableUsages: readonly string[];
  /** Run for every event; or why it is left to the stock executor. */
  readonly events: Result<CompiledEvents, Fallback>;
  /** The same for the stock executor: its first fetch is answered by the event itself. */
  readonly stockPlan: QueryPlan;
  readonly client: ClientOperation;
}

export interface SubscriptionPlanner {
  /** Throws when the planner meets what it cannot plan; the document has been validated before. */
  planOf(read: ReadDocument): SubscriptionPlan;
}

const PLANS_MAX = 200;

/** Plans subscriptions and keeps the latest plans, by text. */
export function subscriptionPlanner(settings: CompilerSettings): SubscriptionPlanner {
  const plans = new Recent<SubscriptionPlan>(PLANS_MAX);
  // The guard gives the same text the same document for as long as it keeps it.
  const byDocument = new WeakMap<DocumentNode, SubscriptionPlan>();
  const byText = (read: ReadDocument) => {
    const key = createHash('sha256').update(print(read.document)).digest('hex');
    return plans.find(key) ?? plans.keep(key, makePlan(settings, read));
  };
  return {
    planOf: (read) => {
      const plan = byDocument.get(read.document) ?? byText(read);
      byDocument.set(read.document, plan);
      return plan;
    },
  };
}

function makePlan(settings: CompilerSettings, read: ReadDocument): SubscriptionPlan {
  const { opened } = settings;
  const form = answerForm(opened, read);
  const node = plannedNode(opened, read, form);
  if (node.kind !== 'Subscription' || node.primary.kind !== 'Fetch')
    throw new Error('A subscription without one root fetch');
  const { primary, rest } = node;
  const events = compileEvents(settings, form, node);
  const asked = events.ok ? events.value.first.query : primary.operation;
  const first = { ...primary, serviceName: EVENT_SERVICE, variableUsages: [] };
  return {
    owner: primary.serviceName,
    upstream: resumableOperation(asked, primary.operationName ?? null, opened.apiSchema),
    variableUsages: primary.variableUsages ?? [],
    events,
    stockPlan: { kind: 'QueryPlan', node: { kind: 'Sequence', nodes: rest === undefined ? [first] : [first, rest] } },
    client: clientOperation(read),
  };
}

/** The own executor's way with an event. */
export interface OwnWay {
  readonly events: CompiledEvents;
  readonly conditions: ReadonlyMap<string, boolean>;
}

/** How the own executor joins the events of a plan with these variables; a word for why the stock one has to. */
export function ownWay(
  { events }: SubscriptionPlan,
  { operation }: ReadDocument,
  variables: Readonly<Record<string, unknown>>,
): OwnWay | FallbackReason {
  if (!events.ok) return events.error;
  const conditions = conditionsOf(events.value.conditionNames, operation, variables);
  return conditions === null ? 'variables' : { events: events.value, conditions };
}

/** Why nobody can join the events of a valid document so that they say what is so; null = somebody can. */
export type RefuseEvents = (read: ReadDocument, variables: Readonly<Record<string, unknown>>) => Refusal | null;

export function eventsRefusal(planner: SubscriptionPlanner, opened: OpenSupergraph, log: Logger): RefuseEvents {
  return (read, variables) => {
    try {
      const isOwn = typeof ownWay(planner.planOf(read), read, variables) !== 'string';
      return isOwn ? null : stockRefusal(opened, read.document);
    } catch (error) {
      log.warn({ err: error }, 'subscription cannot be planned');
      return UNPLANNED;
    }
  };
}
