import apolloGateway, { type GraphQLDataSource } from '@apollo/gateway';
import type { FormattedExecutionResult, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { Answer } from '#gateway/edge/answer-errors.ts';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import type { Metrics } from '#gateway/edge/metrics.ts';
import type { RequestContext } from '#gateway/edge/request-context.ts';
import type { Principal } from '#kit/identity/principal.ts';
import type { Logger } from '#kit/observability/log.ts';
import type { Span, Tracer } from '#kit/observability/trace.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Random } from '#kit/runtime/random.ts';
import type { Timers } from '#kit/runtime/timers.ts';
import { eventContext } from './event-context.ts';
import type { EventStream } from './event-stream.ts';
import { LiveSubscription } from './live-subscription.ts';
import { EVENT_SERVICE, type SubscriptionPlan, subscriptionPlanner } from './subscription-plan.ts';
import type { OpenSupergraph } from './supergraph.ts';
import type { UpstreamEvents } from './upstream.ts';

export interface SubscriptionEngineSettings {
  readonly opened: OpenSupergraph;
  readonly sources: ReadonlyMap<string, GraphQLDataSource<RequestContext>>;
  /** By subgraph: where its events come from. */
  readonly upstreams: ReadonlyMap<string, UpstreamEvents>;
  readonly requestTimeoutMs: number;
  readonly eventsBufferedMax: number;
  readonly slowConsumerMs: number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  readonly log: Logger;
}

/** A subscription that has passed limits, rights and validation. */
export interface SubscriptionRequest {
  readonly read: ReadDocument;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  /** Of the subscribing; events have traces of their own. */
  readonly span: Span;
  /** Called when the client reads too slowly: its socket is to be closed, so that it resumes from its cursor. */
  readonly onLagged: () => void;
}

export interface SubscriptionEngine {
  subscribe(request: SubscriptionRequest): EventStream<Answer>;
  readonly openUpstreamCount: number;
}

/** Runs the subscriptions that the stock gateway plans and does not execute. */
export function subscriptionEngine(settings: SubscriptionEngineSettings): SubscriptionEngine {
  const { opened, upstreams, metrics } = settings;
  const planner = subscriptionPlanner(opened);
  const join = eventJoin(settings);
  let openCount = 0;
  const count = (change: number) => {
    openCount += change;
    metrics.openUpstreams(openCount);
  };
  return {
    subscribe: (request) => {
      const plan = planner.planOf(request.read);
      const upstream = upstreams.get(plan.owner);
      if (upstream === undefined) throw new Error(`No way to the events of ${plan.owner}`);
      count(1);
      const { eventsBufferedMax, slowConsumerMs, timers, random, log } = settings;
      return new LiveSubscription({
        plan,
        variables: request.variables,
        principal: request.principal,
        upstream,
        join: (event, gone) => join(plan, request, event, gone),
        onLagged: request.onLagged,
        onClosed: () => count(-1),
        eventsBufferedMax,
        slowConsumerMs,
        timers,
        random,
        metrics,
        log,
      }).answers;
    },
    get openUpstreamCount() {
      return openCount;
    },
  };
}

type Join = (
  plan: SubscriptionPlan,
  request: SubscriptionRequest,
  event: FormattedExecutionResult,
  gone: AbortSignal,
) => Promise<Answer>;

/** The event answers a first fetch of a service that does not exist; the stock executor does all the rest. */
function eventJoin({ opened, sources, tracer, clock, log, requestTimeoutMs }: SubscriptionEngineSettings): Join {
  const { supergraph, apiSchema } = opened;
  const supergraphSchema: GraphQLSchema = supergraph.schema.toGraphQLJSSchema();
  const api = supergraph.apiSchema();
  const subgraphs = Object.fromEntries(sources);
  return async (plan, { read, variables, principal }, event, gone) => {
    const span = tracer.start('subscription event', 'internal');
    const deadlineAtMs = clock.now().getTime() + requestTimeoutMs;
    const context: RequestContext = { principal, deadlineAtMs, clientGone: gone, span };
    // The executor writes into what it is given, so each run has its own copy.
    const told = structuredClone({ data: event.data ?? null, errors: event.errors ?? [] });
    const services = { ...subgraphs, [EVENT_SERVICE]: { process: () => Promise.resolve(told) } };
    const operationContext = apolloGateway.buildOperationContext({
      schema: apiSchema,
      operationDocument: read.document,
    });
    const requestContext = eventContext({ read, variables, context, schema: apiSchema, log });
    const result = await apolloGateway
      .executeQueryPlan(plan.eventPlan, services, requestContext, operationContext, supergraphSchema, api)
      .finally(() => span.end());
    const errors = (result.errors ?? []).map((error) => ownedBy(plan.owner, error.toJSON()));
    return {
      ...(result.data === undefined ? {} : { data: result.data }),
      ...(errors.length === 0 ? {} : { errors }),
      ...(result.extensions === undefined ? {} : { extensions: result.extensions }),
    };
  };
}

/** The stand-in's name is nobody's business outside; its errors are those of the events' owner. */
function ownedBy(owner: string, error: GraphQLFormattedError): GraphQLFormattedError {
  if (error.extensions?.['serviceName'] !== EVENT_SERVICE) return error;
  return { ...error, extensions: { ...error.extensions, serviceName: owner } };
}
