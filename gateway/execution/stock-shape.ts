import apolloGateway, { type executeQueryPlan } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import { type GraphQLSchema, OperationTypeNode } from 'graphql';
import type { Answer } from '#gateway/edge/answer-errors.ts';
import type { RequestContext } from '#gateway/edge/request-context.ts';
import type { OpenSupergraph } from '#gateway/federation/supergraph.ts';
import type { Logger } from '#kit/observability/log.ts';
import type { CompiledOperation } from './compiled-operation.ts';
import { stockContext } from './stock-context.ts';
import type { Joined } from './values.ts';

/** No subgraph can have this name. */
const KNOWN = '\0known';

/** A plan that fetches nothing but what is known: a way to the stock executor's shaping alone. */
const KNOWN_PLAN: QueryPlan = {
  kind: 'QueryPlan',
  node: {
    kind: 'Fetch',
    serviceName: KNOWN,
    operation: '',
    operationName: undefined,
    operationKind: OperationTypeNode.QUERY,
  },
};

export interface StockShapeSettings {
  readonly opened: OpenSupergraph;
  /** Of the supergraph, with all that is hidden from clients. */
  readonly schema: GraphQLSchema;
  readonly log: Logger;
}

/** Shapes joined data as the stock executor does: nulls where the schema wants them, and what that cost. */
export type StockShape = (
  compiled: CompiledOperation,
  joined: Joined,
  variables: Readonly<Record<string, unknown>>,
  context: RequestContext,
) => Promise<Answer>;

export function stockShape({ opened, schema, log }: StockShapeSettings): StockShape {
  const api = opened.supergraph.apiSchema();
  return async ({ written, read }, joined, variables, context) => {
    const services: Parameters<typeof executeQueryPlan>[1] = {
      [KNOWN]: { process: () => Promise.resolve({ data: joined }) },
    };
    const request = stockContext({ read, variables, context, schema: opened.apiSchema, log });
    const { data, errors, extensions } = await apolloGateway.executeQueryPlan(
      KNOWN_PLAN,
      services,
      request,
      written,
      schema,
      api,
    );
    return {
      ...(data === undefined ? {} : { data }),
      ...(errors === undefined ? {} : { errors: errors.map((error) => error.toJSON()) }),
      ...(extensions === undefined ? {} : { extensions }),
    };
  };
}
