import { createHash } from 'node:crypto';
import type { QueryPlan } from '@apollo/query-planner';
import { type DocumentNode, print } from 'graphql';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import type { Metrics } from '#gateway/edge/metrics.ts';
import type { Refusal } from '#gateway/edge/refusal.ts';
import { answerForm } from '#gateway/execution/answer-form.ts';
import { type CompiledEvents, compileEvents } from '#gateway/execution/compiled-events.ts';
import type { CompilerSettings, Fallback } from '#gateway/execution/compiled-operation.ts';
import {
  allChoices,
  type Conditions,
  choiceKey,
  conditionsOf,
  conditionVariables,
} from '#gateway/execution/conditions.ts';
import { plannedNode } from '#gateway/execution/planned-node.ts';
import { stockRefusal, UNDECIDED, UNPLANNED } from '#gateway/execution/unanswerable.ts';
import { type ClientOperation, clientOperation } from '#gateway/federation/client-operation.ts';
import { resumableOperation, type UpstreamOperation } from '#gateway/federation/resumable-operation.ts';
import { Recent } from '#gateway/recent.ts';
import type { Logger } from '#kit/observability/log.ts';
import { fail, ok, type Result } from '#schema/errors/result.ts';

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

export interface EventPlans {
  /** How events are told; or why nobody can join them so that they say what is so. Of valid documents, coerced variables. */
  planOf(read: ReadDocument, variables: Readonly<Record<string, unknown>>): Result<SubscriptionPlan, Refusal>;
  /** Plans a document before somebody asks for it. */
  prepare(read: ReadDocument): void;
}

export interface EventPlansSettings extends CompilerSettings {
  readonly metrics: Pick<Metrics, 'planned'>;
  readonly log: Logger;
  /** Of the machine, in ms; only differences count. */
  readonly nowMs: () => number;
}

const PLANS_MAX = 200;

interface Text {
  readonly key: string;
  readonly conditionNames: readonly string[];
}

/** Plans subscriptions and keeps the latest plans, by text and by what its conditions say. */
export function eventPlans(settings: EventPlansSettings): EventPlans {
  const { metrics, nowMs } = settings;
  const plans = new Recent<Result<SubscriptionPlan, Refusal>>(PLANS_MAX);
  // The guard gives the same text the same document for as long as it keeps it.
  const texts = new WeakMap<DocumentNode, Text>();
  const textOf = ({ document }: ReadDocument): Text => {
    const text = texts.get(document) ?? {
      key: createHash('sha256').update(print(document)).digest('hex'),
      conditionNames: conditionVariables(document),
    };
    texts.set(document, text);
    return text;
  };
  const makeNew = (read: ReadDocument, conditions: Conditions): Result<SubscriptionPlan, Refusal> => {
    const startedAtMs = nowMs();
    const plan = planOrRefusal(settings, read, conditions);
    metrics.planned('miss', (nowMs() - startedAtMs) / 1000);
    return plan;
  };
  const planUnder = (read: ReadDocument, conditions: Conditions): Result<SubscriptionPlan, Refusal> => {
    const key = `${textOf(read).key} ${choiceKey(conditions)}`;
    const found = plans.find(key);
    if (found !== undefined) metrics.planned('hit');
    return found ?? plans.keep(key, makeNew(read, conditions));
  };
  return {
    planOf: (read, variables) => {
      const conditions = conditionsOf(textOf(read).conditionNames, read.operation, variables);
      return conditions === null ? fail(UNDECIDED) : planUnder(read, conditions);
    },
    prepare: (read) => {
      for (const conditions of allChoices(textOf(read).conditionNames)) planUnder(read, conditions);
    },
  };
}

function makePlan(settings: CompilerSettings, read: ReadDocument, conditions: Conditions): SubscriptionPlan {
  const { opened } = settings;
  const form = answerForm(opened, read);
  const node = plannedNode(opened, form, conditions);
  if (node.kind !== 'Subscription' || node.primary.kind !== 'Fetch')
    throw new Error('A subscription without one root fetch');
  const { primary, rest } = node;
  const events = compileEvents(settings, form, conditions, node);
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

function planOrRefusal(
  settings: EventPlansSettings,
  read: ReadDocument,
  conditions: Conditions,
): Result<SubscriptionPlan, Refusal> {
  const { opened, log } = settings;
  try {
    const plan = makePlan(settings, read, conditions);
    const refusal = plan.events.ok ? null : stockRefusal(opened, read.document);
    return refusal === null ? ok(plan) : fail(refusal);
  } catch (error) {
    log.warn({ err: error }, 'subscription cannot be planned');
    return fail(UNPLANNED);
  }
}
