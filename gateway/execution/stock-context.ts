import type { executeQueryPlan } from '@apollo/gateway';
import type { GraphQLSchema } from 'graphql';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import type { RequestContext } from '#gateway/edge/request-context.ts';
import type { Logger } from '#kit/observability/log.ts';

type ExecutorContext = Parameters<typeof executeQueryPlan>[2];

export interface StockContextSettings {
  readonly read: Pick<ReadDocument, 'document' | 'operation'>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
  readonly schema: GraphQLSchema;
  readonly log: Logger;
}

/** Nothing is cached between plans. */
const NO_CACHE: ExecutorContext['cache'] = {
  get: () => Promise.resolve(undefined),
  set: () => Promise.resolve(),
  delete: () => Promise.resolve(undefined),
};

/** What the stock executor wants to know of the request on whose behalf a plan runs. */
export function stockContext({ read, variables, context, schema, log }: StockContextSettings): ExecutorContext {
  const { document, operation } = read;
  return {
    request: { variables: { ...variables } },
    logger: log,
    schema,
    schemaHash: '' as ExecutorContext['schemaHash'],
    context,
    cache: NO_CACHE,
    queryHash: '',
    document,
    source: '',
    operationName: operation.name?.value ?? null,
    operation,
    metrics: {},
    overallCachePolicy: null,
  };
}
