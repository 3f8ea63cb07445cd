import apolloGateway, { type GraphQLDataSource } from '@apollo/gateway';
import type { GraphQLFormattedError } from 'graphql';
import type { Answer } from '#gateway/edge/answer-errors.ts';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import type { RequestContext } from '#gateway/edge/request-context.ts';
import type { EventRun } from '#gateway/execution/event-answer.ts';
import { stockContext } from '#gateway/execution/stock-context.ts';
import type { OpenSupergraph } from '#gateway/federation/supergraph.ts';
import type { Logger } from '#kit/observability/log.ts';
import { EVENT_SERVICE, type SubscriptionPlan } from './subscription-plan.ts';

export interface StockJoinSettings {
  readonly opened: OpenSupergraph;
  readonly sources: ReadonlyMap<string, GraphQLDataSource<RequestContext>>;
  readonly log: Logger;
}

interface StockRun extends EventRun {
  readonly plan: SubscriptionPlan;
  readonly read: ReadDocument;
}

/** The event answers a first fetch of a service that does not exist; the stock executor does all the rest. */
export function stockJoin({ opened, sources, log }: StockJoinSettings): (run: StockRun) => Promise<Answer> {
  const { supergraph, schema, apiSchema } = opened;
  const api = supergraph.apiSchema();
  const subgraphs = Object.fromEntries(sources);
  return async ({ plan, read, variables, event, context }) => {
    // The executor writes into what it is given, so each run has its own copy.
    const told = structuredClone({ data: event.data ?? null, errors: event.errors ?? [] });
    const services = { ...subgraphs, [EVENT_SERVICE]: { process: () => Promise.resolve(told) } };
    const operationContext = apolloGateway.buildOperationContext({
      schema: apiSchema,
      operationDocument: read.document,
    });
    const requestContext = stockContext({ read, variables, context, schema: apiSchema, log });
    const result = await apolloGateway.executeQueryPlan(
      plan.stockPlan,
      services,
      requestContext,
      operationContext,
      schema,
      api,
    );
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
