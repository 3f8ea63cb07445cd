import { createHash } from 'node:crypto';
import type { Policy } from '#gateway/auth/policy.ts';
import type { ErrorRules } from '#gateway/edge/answer-errors.ts';
import { type GraphqlServer, startGraphqlServer } from '#gateway/edge/graphql-server.ts';
import { type DocumentRules, type Guard, guardWith } from '#gateway/edge/guards.ts';
import { type CheckSubscription, subscriptionCheck } from '#gateway/edge/subscription-request.ts';
import type { TrustedDocuments } from '#gateway/edge/trusted-documents.ts';
import { type OpenSupergraph, openSupergraph } from '#gateway/federation/supergraph.ts';
import {
  type SubscriptionEngine,
  type SubscriptionEngineSettings,
  subscriptionEngine,
} from '#gateway/live/subscription-engine.ts';

/** One supergraph in use: everything that is derived from it, so that another one can take its place as a whole. */
export interface ServingGraph {
  /** Of the supergraph's text: the same text, the same version. */
  readonly version: string;
  readonly opened: OpenSupergraph;
  readonly guard: Guard;
  readonly check: CheckSubscription;
  readonly server: GraphqlServer;
  readonly engine: SubscriptionEngine;
}

export interface ServingGraphSettings extends Omit<SubscriptionEngineSettings, 'opened'> {
  readonly rules: DocumentRules;
  readonly errors: ErrorRules;
  readonly trusted: TrustedDocuments;
  readonly policy: Policy;
}

/** Rejects when the text is no supergraph, or names a subgraph that there is no way to. */
export async function openServingGraph(supergraphSdl: string, settings: ServingGraphSettings): Promise<ServingGraph> {
  const { sources, log, metrics, rules, errors, trusted, policy } = settings;
  const opened = openSupergraph(supergraphSdl, sources, log, metrics);
  const guard = guardWith({ ...rules, policy, apiSchema: opened.apiSchema });
  return {
    version: createHash('sha256').update(supergraphSdl).digest('hex').slice(0, 16),
    opened,
    guard,
    check: subscriptionCheck({ guard, schema: opened.apiSchema, trusted, errors }),
    server: await startGraphqlServer(opened, { introspection: rules.introspection, errors, log }),
    engine: subscriptionEngine({ ...settings, opened }),
  };
}
