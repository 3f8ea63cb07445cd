import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Policies, Policy } from '#gateway/auth/policy.ts';
import type { Variants } from '#gateway/auth/variants.ts';
import type { AccessConfig } from '#gateway/config/access.ts';
import type { GivenGraph } from '#gateway/config/graph-source.ts';
import type { LimitsConfig } from '#gateway/config/limits.ts';
import { addressesOf } from '#gateway/config/subgraph-addresses.ts';
import { graphCosts } from '#gateway/cost/graph-costs.ts';
import type { ErrorRules } from '#gateway/edge/answer-errors.ts';
import { type GraphqlServer, startGraphqlServer } from '#gateway/edge/graphql-server.ts';
import { type DocumentRules, type Guard, guardWith } from '#gateway/edge/guards.ts';
import { schemaLane } from '#gateway/edge/schema-lane.ts';
import { type CheckSubscription, subscriptionCheck } from '#gateway/edge/subscription-request.ts';
import { TEXT_SCALARS } from '#gateway/edge/text-scalars.ts';
import type { TrustedDocuments } from '#gateway/edge/trusted-documents.ts';
import { executionLane, type Lane } from '#gateway/execution/lane.ts';
import { splitSupergraph } from '#gateway/federation/runtime-supergraph.ts';
import { type OpenSupergraph, openSupergraph } from '#gateway/federation/supergraph.ts';
import {
  type SubscriptionEngine,
  type SubscriptionEngineSettings,
  subscriptionEngine,
} from '#gateway/live/subscription-engine.ts';
import { eventPlans } from '#gateway/live/subscription-plan.ts';
import type { Result } from '#schema/errors/result.ts';
import { servingRights } from './serving-rights.ts';
import { servingVariants, WHOLE_GRAPH } from './serving-variants.ts';
import type { GraphWays, SubgraphWays } from './subgraph-ways.ts';
import { warmPlans } from './warm-plans.ts';

/** One supergraph in use: everything that is derived from it, so that another one can take its place as a whole. */
export interface ServingGraph {
  /** Of the supergraph's text: the same text, the same version. */
  readonly version: string;
  readonly opened: OpenSupergraph;
  readonly guard: Guard;
  readonly check: CheckSubscription;
  /** Answers questions for the schema of whoever does not see all of the graph. */
  readonly schemaLane: Lane['answer'];
  /** The short way of queries and mutations; `server` is the long one. */
  readonly lane: Lane;
  readonly server: GraphqlServer;
  readonly engine: SubscriptionEngine;
  /** By subgraph: whether it is up. */
  readonly probes: ReadonlyMap<string, () => Promise<boolean>>;
  /** Nobody uses it any more. Ends the ways to subgraphs that no other graph has. */
  stop(): Promise<void>;
}

export interface ServingGraphSettings
  extends Omit<SubscriptionEngineSettings, 'opened' | keyof GraphWays>,
    Pick<AccessConfig, 'auth' | 'policyBy'>,
    Pick<LimitsConfig, 'costReckoned'> {
  readonly ways: SubgraphWays;
  readonly rules: DocumentRules;
  readonly errors: ErrorRules;
  readonly trusted: TrustedDocuments;
  /** Null = no table holds for this graph. */
  readonly policy: Policy | null;
  readonly policies: Policies;
  /** Null = none are made of this graph. */
  readonly variants: Variants | null;
}

/**
 * Rejects when the text is no supergraph, names a subgraph that there is no way to, or says in words that are not
 * understood who may have what.
 */
export async function openServingGraph(given: GivenGraph, settings: ServingGraphSettings): Promise<ServingGraph> {
  const ways = settings.ways.take(addressesOf(given));
  try {
    return await serve(given, settings, ways);
  } catch (error) {
    await ways.release();
    throw error;
  }
}

async function serve(
  { supergraphSdl, runtimeSupergraphSdl }: GivenGraph,
  settings: ServingGraphSettings,
  ways: GraphWays,
): Promise<ServingGraph> {
  const { log, metrics, rules, errors, trusted } = settings;
  const split = served(splitSupergraph(supergraphSdl));
  if (runtimeSupergraphSdl !== null && split.runtimeSdl !== runtimeSupergraphSdl)
    throw new Error(
      'The supergraph is not served: what is committed for the planner is not made of it; compose again.',
    );
  // Each of these steps takes a while, and requests to the graph of before come in between.
  await setImmediate();
  const opened = openSupergraph(split.runtimeSdl, ways.sources, log);
  const { apiSchema } = opened;
  await setImmediate();
  const rights = settings.auth === 'off' ? null : served(servingRights(split, { ...settings, schema: apiSchema }));
  const { variants } = settings;
  const isWhole = variants === null || settings.auth === 'off';
  const variantOf = isWhole ? WHOLE_GRAPH : served(servingVariants(split.full, apiSchema, variants));
  const guard = guardWith({
    ...rules,
    apiSchema,
    variantOf,
    textScalars: settings.policyBy === 'table' ? TEXT_SCALARS : new Set(),
    rights,
    errors,
    costs: settings.costReckoned ? graphCosts(split.full) : null,
  });
  await setImmediate();
  const server = await startGraphqlServer(opened, { introspection: rules.introspection, errors, log });
  const planning = { opened, clients: ways.clients, metrics, log, nowMs: () => performance.now() };
  const [lane, events] = [executionLane({ ...planning, errors }), eventPlans(planning)];
  // Where others run besides, what comes is not known beforehand.
  if (!trusted.othersRun)
    await warmPlans({ texts: trusted.byId.values(), guard, lane, events, timers: settings.timers });
  return {
    version: createHash('sha256').update(supergraphSdl).digest('hex').slice(0, 16),
    opened,
    guard,
    check: subscriptionCheck({
      guard,
      schema: apiSchema,
      trusted,
      errors,
      events,
    }),
    schemaLane: schemaLane(variantOf, errors),
    lane,
    server,
    engine: subscriptionEngine({ ...settings, ...ways, opened }),
    probes: new Map([...ways.transports].map(([name, transport]) => [name, () => transport.isUp()])),
    stop: async () => {
      await server.stop();
      await ways.release();
    },
  };
}

function served<Value>(result: Result<Value, readonly string[]>): Value {
  if (!result.ok) throw new Error(`The supergraph is not served: ${result.error.join(' ')}`);
  return result.value;
}
