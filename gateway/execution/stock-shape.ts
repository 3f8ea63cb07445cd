import apolloGateway, { type executeQueryPlan } from '@apollo/gateway';
import type { QueryPlan } from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';
import type { Answer } from '#gateway/edge/answer-errors.ts';
import type { RequestContext } from '#gateway/edge/request-context.ts';
import type { OpenSupergraph } from '#gateway/federation/supergraph.ts';
import type { Logger } from '#kit/observability/log.ts';
import type { AnswerForm } from './answer-form.ts';
import { conditionsOf } from './conditions.ts';
import type { Place } from './entities.ts';
import { isHiddenAt } from './hidden-values.ts';
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
  readonly log: Logger;
}

/** Shapes joined data as the stock executor does: nulls where the schema wants them, and what that cost. */
export type StockShape = (
  form: AnswerForm,
  joined: Joined,
  variables: Readonly<Record<string, unknown>>,
  context: RequestContext,
) => Promise<Answer>;

export function stockShape({ opened, log }: StockShapeSettings): StockShape {
  const api = opened.supergraph.apiSchema();
  return async (form, joined, variables, context) => {
    const { written, read } = form;
    const services: Parameters<typeof executeQueryPlan>[1] = {
      [KNOWN]: { process: () => Promise.resolve({ data: joined }) },
    };
    const request = stockContext({ read, variables, context, schema: opened.apiSchema, log });
    const { data, errors, extensions } = await apolloGateway.executeQueryPlan(
      KNOWN_PLAN,
      services,
      request,
      written,
      opened.schema,
      api,
    );
    const { valueCompletion, ...others } = extensions ?? {};
    const isGap = gapsOf(opened, form, joined, variables);
    const gaps = Array.isArray(valueCompletion) ? valueCompletion.filter(isGap) : [];
    const told = { ...others, ...(gaps.length === 0 ? {} : { valueCompletion: gaps }) };
    return {
      ...(data === undefined ? {} : { data }),
      ...(errors === undefined ? {} : { errors: errors.map((error) => error.toJSON()) }),
      ...(Object.keys(told).length === 0 ? {} : { extensions: told }),
    };
  };
}

/** Whether a null that no system explained has to be: one in the place of what is hidden from clients has not. */
function gapsOf(
  { apiSchema, schema }: OpenSupergraph,
  { read: { operation, fragments }, conditionNames }: AnswerForm,
  data: Joined,
  variables: Readonly<Record<string, unknown>>,
): (completion: { readonly path?: Place }) => boolean {
  const root = apiSchema.getRootType(operation.operation);
  const conditions = conditionsOf(conditionNames, operation, variables);
  if (root === undefined || root === null || conditions === null) return () => true;
  const selecting = { schema: apiSchema, fragments, conditions };
  const fetched = { selecting, root, selectionSet: operation.selectionSet, data, supergraph: schema };
  return ({ path }) => path === undefined || !isHiddenAt(fetched, path);
}
