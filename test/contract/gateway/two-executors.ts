import composition from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { execute, type FormattedExecutionResult, getVariableValues, parse, print } from 'graphql';
import { graphCosts } from '#gateway/cost/graph-costs.ts';
import { presentable } from '#gateway/edge/answer-errors.ts';
import { DOCUMENT_LIMITS } from '#gateway/edge/document-limits.ts';
import { type GraphqlAnswer, type GraphqlServer, startGraphqlServer } from '#gateway/edge/graphql-server.ts';
import { type Admitted, type Guard, guardWith } from '#gateway/edge/guards.ts';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import { gatewayMetrics } from '#gateway/edge/metrics.ts';
import type { RequestContext } from '#gateway/edge/request-context.ts';
import { executionLane } from '#gateway/execution/lane.ts';
import { Leaving } from '#gateway/federation/departure.ts';
import { splitSupergraph } from '#gateway/federation/runtime-supergraph.ts';
import { requestOf } from '#gateway/federation/subgraph-request.ts';
import type { SubgraphTransport } from '#gateway/federation/subgraph-transport.ts';
import { type OpenSupergraph, openSupergraph } from '#gateway/federation/supergraph.ts';
import { WHOLE_GRAPH } from '#gateway/graph/serving-variants.ts';
import { type GraphWays, SubgraphWays } from '#gateway/graph/subgraph-ways.ts';
import { eventJoin } from '#gateway/live/join-event.ts';
import { eventPlans } from '#gateway/live/subscription-plan.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { openLog } from '#kit/observability/log.ts';
import { NO_SPAN, NO_TRACER } from '#kit/observability/trace.ts';
import { systemClock } from '#kit/runtime/clock.ts';
import { cryptoRandom } from '#kit/runtime/random.ts';
import { systemTimers } from '#kit/runtime/timers.ts';

/** A graph in this process: by subgraph, its SDL and what it answers. */
export interface ComparedGraph {
  readonly sdl: Readonly<Record<string, string>>;
  readonly resolvers: Readonly<Record<string, GraphQLResolverMap<unknown>>>;
  readonly bend?: Bend;
}

/** What a subgraph says instead of what it would say. */
export type Bend = (name: string, text: string) => string;

/** The ways to the subgraphs, which are in this process and note what they are asked. */
function waysOf(
  { sdl: texts, resolvers, bend = asItIs }: ComparedGraph,
  sent: string[],
): GraphWays & Pick<SubgraphWays, 'close'> {
  const transports = Object.entries(texts).map(([name, sdl]) => {
    const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers[name] ?? {} }]);
    const transport: SubgraphTransport = {
      send: async ({ request: { query, variables } }) => {
        sent.push(query);
        const answer = await execute({ schema, document: parse(query), variableValues: variables });
        const text = bend(name, JSON.stringify(answer));
        return { status: 200, body: text === '{' ? undefined : JSON.parse(text) };
      },
      isUp: () => Promise.resolve(true),
      close: () => Promise.resolve(),
    };
    return [name, transport] as const;
  });
  const all = new SubgraphWays({
    serviceSecret: null,
    answerBytesMax: 1_000_000,
    timeoutMs: 10_000,
    transports: Object.fromEntries(transports),
    upstreams: {},
    clock: systemClock,
    timers: systemTimers,
    random: cryptoRandom,
    metrics: gatewayMetrics(),
    log: LOG,
  });
  return { ...all.take(new Map()), close: () => all.close() };
}

const asItIs: Bend = (_name, text) => text;

const LOG = openLog('test', 'silent');
const ERRORS = { errorsMax: 20, refusalsMax: 3, suggestions: false };
const PRINCIPAL: Principal = {
  subject: 's',
  roles: ['admin'],
  entities: ['US'],
  scopes: [],
  correlationId: 'c-00000001',
};

function context(): RequestContext {
  return {
    principal: PRINCIPAL,
    deadlineAtMs: systemClock.now().getTime() + 60_000,
    departure: new Leaving(),
    span: NO_SPAN,
  };
}

/** The same graph twice: behind our executor, and behind the stock one. */
export interface Both {
  readonly opened: OpenSupergraph;
  ask(query: string, variables?: Record<string, unknown>): Promise<unknown>;
  askStock(query: string, variables?: Record<string, unknown>): Promise<unknown>;
  /** What a client is told of the event that the owner of a subscription tells now; `sent` has what the rest is asked. */
  tell(subscription: string, variables?: Record<string, unknown>): Promise<unknown>;
  /** Whether a document is within the limits. */
  admits(query: string): boolean;
  /** Of ours: operations that went the long way. */
  readonly long: string[];
  readonly sent: string[];
  readonly sentByStock: string[];
  stop(): Promise<void>;
}

export async function startBoth(graph: ComparedGraph): Promise<Both> {
  const composed = composition.composeServices(
    Object.entries(graph.sdl).map(([name, sdl]) => ({ name, typeDefs: parse(sdl) })),
  );
  if (composed.supergraphSdl === undefined) throw new Error(composed.errors.join('\n'));
  const { supergraphSdl } = composed;
  const [sent, sentByStock, long]: [string[], string[], string[]] = [[], [], []];
  const [ways, stockWays] = [waysOf(graph, sent), waysOf(graph, sentByStock)];
  const split = splitSupergraph(supergraphSdl);
  if (!split.ok) throw new Error(split.error.join('\n'));
  const { runtimeSdl, full } = split.value;
  const opened = openSupergraph(runtimeSdl, ways.sources, LOG);
  const stock = openSupergraph(runtimeSdl, stockWays.sources, LOG);
  const rules = { introspection: true, errors: ERRORS, log: LOG };
  const [own, other] = await Promise.all([opened, stock].map((each) => startGraphqlServer(each, rules)));
  if (own === undefined || other === undefined) throw new Error('No server');
  const { clients } = ways;
  const lane = executionLane({
    opened,
    clients,
    metrics: gatewayMetrics(),
    log: LOG,
    errors: ERRORS,
    nowMs: () => 0,
  });
  const guard = guardOf(full, opened);
  const admit = (query: string, variables: Record<string, unknown>): Admitted => {
    const admitted = guard({ query, variables, operationName: null }, PRINCIPAL);
    if (!admitted.ok) throw new Error(admitted.error.message);
    return admitted.value;
  };
  return {
    opened,
    ask: async (query, variables = {}) => {
      const short = lane.answer({
        admitted: admit(query, variables),
        variables,
        accept: undefined,
        context: context(),
      });
      if (short === null) long.push(query);
      const { body, codes } = await (short ?? longAnswer(own, admit(query, variables), variables));
      expect(codes).toEqual((JSON.parse(body).errors ?? []).map(codeOf));
      return JSON.parse(body);
    },
    tell: async (subscription, variables = {}) => {
      const { read } = admit(subscription, variables);
      return toldOf({ opened, ...ways }, read, variables, long);
    },
    askStock: async (query, variables = {}) =>
      JSON.parse((await longAnswer(other, admit(query, variables), variables)).body),
    admits: (query) => guard({ query, variables: {}, operationName: null }, PRINCIPAL).ok,
    long,
    sent,
    sentByStock,
    stop: async () => {
      await Promise.all([own.stop(), other.stop(), ways.close(), stockWays.close()]);
    },
  };
}

/** As the live engine does it, for one event. */
async function toldOf(
  { opened, clients, sources, transports }: GraphWays & { readonly opened: OpenSupergraph },
  read: ReadDocument,
  given: Record<string, unknown>,
  long: string[],
): Promise<unknown> {
  const values = getVariableValues(opened.apiSchema, read.operation.variableDefinitions ?? [], given);
  const variables = values.coerced ?? {};
  const plans = eventPlans({ opened, clients, metrics: gatewayMetrics(), log: LOG, nowMs: () => 0 });
  const planned = plans.planOf(read, variables);
  if (!planned.ok) throw new Error(planned.error.message);
  const { value: plan } = planned;
  if (!plan.events.ok) long.push(print(read.document));
  const usages = plan.variableUsages.filter((name) => Object.hasOwn(variables, name));
  const asked = Object.fromEntries(usages.map((name) => [name, variables[name]]));
  const request = requestOf(plan.upstream.query, asked, plan.upstream.operationName);
  const event = await transports
    .get(plan.owner)
    ?.send({ request, kind: 'query', principal: PRINCIPAL, trace: {}, cancel: null });
  const join = eventJoin({
    opened,
    sources,
    requestTimeoutMs: 10_000,
    clock: systemClock,
    tracer: NO_TRACER,
    log: LOG,
  });
  const gone = new AbortController().signal;
  const answer = await join({
    plan,
    read,
    variables,
    principal: PRINCIPAL,
    event: event?.body as FormattedExecutionResult,
    gone,
  });
  return JSON.parse(JSON.stringify(presentable(answer, PRINCIPAL.correlationId, ERRORS)));
}

/** As the door has it, without rights. */
function guardOf(full: Parameters<typeof graphCosts>[0], { apiSchema }: OpenSupergraph): Guard {
  return guardWith({
    limits: DOCUMENT_LIMITS,
    introspection: true,
    apiSchema,
    variantOf: WHOLE_GRAPH,
    textScalars: new Set(),
    rights: null,
    costs: graphCosts(full),
    errors: ERRORS,
  });
}

function longAnswer(
  server: GraphqlServer,
  admitted: Admitted,
  variables: Record<string, unknown>,
): Promise<GraphqlAnswer> {
  return server.execute({ query: admitted.text, variables, operationName: null, admitted }, undefined, context());
}

function codeOf({ extensions }: { readonly extensions: { readonly code: string } }): string {
  return extensions.code;
}
