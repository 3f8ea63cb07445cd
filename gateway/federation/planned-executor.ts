import apolloGateway, { type GraphQLDataSource } from '@apollo/gateway';
import { type GraphQLSchema, getVariableValues } from 'graphql';
import type { Metrics } from '#gateway/edge/metrics.ts';
import type { RequestContext } from '#gateway/edge/request-context.ts';
import { NO_SPAN, type Span, startSpan } from '#kit/observability/trace.ts';
import { isJoined, type JoinedData, KNOWN_PLAN, knowingServices, tellingServices } from './joined-data.ts';
import type { FindOperation, KnownOperation } from './known-operations.ts';
import type { Supergraph } from './supergraph.ts';

type Loaded = Awaited<ReturnType<InstanceType<typeof apolloGateway.ApolloGateway>['load']>>;
type Executor = Loaded['executor'];
type Request = Parameters<Executor>[0];
type Answer = Awaited<ReturnType<Executor>>;

export interface PlannedExecutorSettings {
  readonly supergraph: Supergraph;
  readonly apiSchema: GraphQLSchema;
  readonly sources: ReadonlyMap<string, GraphQLDataSource<RequestContext>>;
  readonly find: FindOperation;
  /** Answers what is not known here. */
  readonly stock: Executor;
  readonly metrics?: Pick<Metrics, 'planned' | 'fallback'> | undefined;
}

/**
 * Answers as the stock executor does, with what is known about the operation: fetching and joining are the stock
 * executor's own, and so is the shaping of every answer in which a value is missing or of another form.
 */
export function plannedExecutor(settings: PlannedExecutorSettings): Executor {
  const { supergraph, apiSchema, sources, stock } = settings;
  const services = Object.fromEntries(sources);
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();
  const api = supergraph.apiSchema();
  const run = (
    plan: KnownOperation['plan'],
    using: typeof services,
    request: Request,
    operation: KnownOperation['bare'],
  ) => apolloGateway.executeQueryPlan(plan, using, request, operation, supergraphSchema, api);
  return async (request) => {
    const known = findTold(settings, request);
    if (known === null) return stock(request);
    const variables = request.request.variables ?? {};
    const { errors: refused } = getVariableValues(apiSchema, known.operation.variableDefinitions ?? [], variables);
    if (refused !== undefined && refused.length > 0) return { errors: refused };

    let joined: JoinedData | null = null;
    const told = (data: JoinedData) => {
      joined = data;
    };
    const fetched = await run(known.plan, tellingServices(services, known.rootType, told), request, known.bare);
    if (joined === null) throw new Error('A plan ended without its joined data');
    const data = known.shape(joined, variables);
    if (isJoined(data)) return withErrors({ data }, fetched.errors);
    return withErrors(await run(KNOWN_PLAN, knowingServices(joined), request, known.written), fetched.errors);
  };
}

function findTold({ find, metrics }: PlannedExecutorSettings, request: Request): KnownOperation | null {
  const { queryHash, document, operation } = request;
  const { operationName } = request.request;
  // Typed by its library as anything; it is a RequestContext.
  const under: Span = request.context['span'] ?? NO_SPAN;
  const span = startSpan('plan', under);
  const startedAtMs = performance.now();
  let found: 'hit' | 'miss' = 'hit';
  const onMiss = () => {
    found = 'miss';
  };
  const known = find({ queryHash, document, operation, operationName, onMiss });
  span.set({ 'revgraph.plan': found });
  span.end();
  metrics?.planned(found, found === 'hit' ? undefined : (performance.now() - startedAtMs) / 1000);
  if (known === null) metrics?.fallback('not_planned_here');
  return known;
}

/** As the stock executor says it: data of which a value was refused is told alone, and gaps only where nothing else is. */
function withErrors(shaped: Answer, errors: Answer['errors']): Answer {
  if (shaped.errors !== undefined || errors === undefined || errors.length === 0) return shaped;
  return { errors, data: shaped.data ?? null };
}
