import apolloGateway, { type GraphQLDataSource } from '@apollo/gateway';
import type { FormattedExecutionResult, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { Answer } from '#gateway/edge/answer-errors.ts';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import type { RequestContext } from '#gateway/edge/request-context.ts';
import { stockContext } from '#gateway/execution/stock-context.ts';
import { SignalledDeparture } from '#gateway/federation/departure.ts';
import { EVENT_SERVICE, type SubscriptionPlan } from '#gateway/federation/subscription-plan.ts';
import type { OpenSupergraph } from '#gateway/federation/supergraph.ts';
import type { Principal } from '#kit/identity/principal.ts';
import type { Logger } from '#kit/observability/log.ts';
import type { Tracer } from '#kit/observability/trace.ts';
import type { Clock } from '#kit/runtime/clock.ts';

export interface JoinSettings {
  readonly opened: OpenSupergraph;
  readonly sources: ReadonlyMap<string, GraphQLDataSource<RequestContext>>;
  readonly requestTimeoutMs: number;
  readonly clock: Clock;
  readonly tracer: Tracer;
  readonly log: Logger;
}

/** An event of its owner, and on whose behalf the rest of the graph is asked about it. */
export interface JoinRequest {
  readonly plan: SubscriptionPlan;
  readonly read: ReadDocument;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  readonly event: FormattedExecutionResult;
  /** Aborted when nobody waits for the answer any more. */
  readonly gone: AbortSignal;
}

export type JoinEvent = (request: JoinRequest) => Promise<Answer>;

/** The event answers a first fetch of a service that does not exist; the stock executor does all the rest. */
export function eventJoin({ opened, sources, tracer, clock, log, requestTimeoutMs }: JoinSettings): JoinEvent {
  const { supergraph, apiSchema } = opened;
  const supergraphSchema: GraphQLSchema = supergraph.schema.toGraphQLJSSchema();
  const api = supergraph.apiSchema();
  const subgraphs = Object.fromEntries(sources);
  return async ({ plan, read, variables, principal, event, gone }) => {
    const span = tracer.start('subscription event', 'internal');
    const deadlineAtMs = clock.now().getTime() + requestTimeoutMs;
    const context: RequestContext = { principal, deadlineAtMs, departure: new SignalledDeparture(gone), span };
    // The executor writes into what it is given, so each run has its own copy.
    const told = structuredClone({ data: event.data ?? null, errors: event.errors ?? [] });
    const services = { ...subgraphs, [EVENT_SERVICE]: { process: () => Promise.resolve(told) } };
    const operationContext = apolloGateway.buildOperationContext({
      schema: apiSchema,
      operationDocument: read.document,
    });
    const requestContext = stockContext({ read, variables, context, schema: apiSchema, log });
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
