import { createHash } from 'node:crypto';
import type { Policies, Policy } from '#gateway/auth/policy.ts';
import type { AccessConfig } from '#gateway/config/access.ts';
import type { GraphConfig } from '#gateway/config/graph.ts';
import type { LimitsConfig } from '#gateway/config/limits.ts';
import { graphCosts } from '#gateway/cost/graph-costs.ts';
import type { ErrorRules } from '#gateway/edge/answer-errors.ts';
import { type GraphqlServer, startGraphqlServer } from '#gateway/edge/graphql-server.ts';
import { type DocumentRules, type Guard, guardWith } from '#gateway/edge/guards.ts';
import { type CheckSubscription, subscriptionCheck } from '#gateway/edge/subscription-request.ts';
import type { TrustedDocuments } from '#gateway/edge/trusted-documents.ts';
import { executionLane, type Lane } from '#gateway/execution/lane.ts';
import { splitSupergraph } from '#gateway/federation/runtime-supergraph.ts';
import type { SubgraphClient } from '#gateway/federation/subgraph-client.ts';
import { type OpenSupergraph, openSupergraph } from '#gateway/federation/supergraph.ts';
import {
  type SubscriptionEngine,
  type SubscriptionEngineSettings,
  subscriptionEngine,
} from '#gateway/live/subscription-engine.ts';
import type { Result } from '#schema/errors/result.ts';
import { servingRights } from './serving-rights.ts';

/** One supergraph in use: everything that is derived from it, so that another one can take its place as a whole. */
export interface ServingGraph {
  /** Of the supergraph's text: the same text, the same version. */
  readonly version: string;
  readonly opened: OpenSupergraph;
  readonly guard: Guard;
  readonly check: CheckSubscription;
  /** The short way of queries and mutations; `server` is the long one. */
  readonly lane: Lane;
  readonly server: GraphqlServer;
  readonly engine: SubscriptionEngine;
}

export interface ServingGraphSettings
  extends Omit<SubscriptionEngineSettings, 'opened'>,
    Pick<GraphConfig, 'supergraphSdl' | 'runtimeSupergraphSdl'>,
    Pick<AccessConfig, 'auth'>,
    Pick<LimitsConfig, 'costReckoned'> {
  readonly rules: DocumentRules;
  readonly errors: ErrorRules;
  readonly trusted: TrustedDocuments;
  /** Null = no table holds for this graph. */
  readonly policy: Policy | null;
  readonly policies: Policies;
  readonly clients: ReadonlyMap<string, SubgraphClient>;
}

/**
 * Rejects when the text is no supergraph, names a subgraph that there is no way to, or says in words that are not
 * understood who may have what.
 */
export async function openServingGraph(supergraphSdl: string, settings: ServingGraphSettings): Promise<ServingGraph> {
  const { sources, clients, log, metrics, rules, errors, trusted } = settings;
  const split = served(splitSupergraph(supergraphSdl));
  const { runtimeSupergraphSdl } = settings;
  const isCommitted = runtimeSupergraphSdl !== null && supergraphSdl === settings.supergraphSdl;
  if (isCommitted && split.runtimeSdl !== runtimeSupergraphSdl)
    throw new Error(
      'The supergraph is not served: what is committed for the planner is not made of it; compose again.',
    );
  const opened = openSupergraph(split.runtimeSdl, sources, log);
  const { apiSchema } = opened;
  const rights = settings.auth === 'off' ? null : served(servingRights(split, { ...settings, schema: apiSchema }));
  const guard = guardWith({
    ...rules,
    apiSchema,
    rights,
    errors,
    costs: settings.costReckoned ? graphCosts(split.full) : null,
  });
  return {
    version: createHash('sha256').update(supergraphSdl).digest('hex').slice(0, 16),
    opened,
    guard,
    check: subscriptionCheck({ guard, schema: apiSchema, trusted, errors }),
    lane: executionLane({ opened, clients, metrics, log, errors, nowMs: () => performance.now() }),
    server: await startGraphqlServer(opened, { introspection: rules.introspection, errors, log }),
    engine: subscriptionEngine({ ...settings, opened }),
  };
}

function served<Value>(result: Result<Value, readonly string[]>): Value {
  if (!result.ok) throw new Error(`The supergraph is not served: ${result.error.join(' ')}`);
  return result.value;
}
