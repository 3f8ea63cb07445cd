import { withMasked } from '#gateway/auth/masked-answer.ts';
import { costOf, withCost } from '#gateway/edge/answer-cost.ts';
import { type Answer, codesOf, type ErrorRules, presentable } from '#gateway/edge/answer-errors.ts';
import type { GraphqlAnswer } from '#gateway/edge/graphql-server.ts';
import type { Admitted } from '#gateway/edge/guards.ts';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import type { Metrics } from '#gateway/edge/metrics.ts';
import type { Refusal } from '#gateway/edge/refusal.ts';
import type { RequestContext } from '#gateway/edge/request-context.ts';
import type { SubgraphClient } from '#gateway/federation/subgraph-client.ts';
import type { OpenSupergraph } from '#gateway/federation/supergraph.ts';
import type { Logger } from '#kit/observability/log.ts';
import { type Span, startSpan } from '#kit/observability/trace.ts';
import type { Result } from '#schema/errors/result.ts';
import { errorsOf, toldAt } from './answer-form.ts';
import { type CompiledOperation, compileOperation, type Fallback } from './compiled-operation.ts';
import { conditionsOf } from './conditions.ts';
import type { FallbackReason } from './fallback-reasons.ts';
import { plainMediaType } from './media-type.ts';
import { runPlan } from './run-plan.ts';
import { stockShape } from './stock-shape.ts';
import { isRefusedAnyway, refusedAnswer, stockRefusal, untoldRefusal, untoldRoots } from './unanswerable.ts';
import type { Joined } from './values.ts';

export interface LaneSettings {
  readonly opened: OpenSupergraph;
  readonly clients: ReadonlyMap<string, SubgraphClient>;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly errors: ErrorRules;
  /** Of the machine, in ms; only differences count. */
  readonly nowMs: () => number;
}

export interface LaneRequest {
  readonly admitted: Pick<Admitted, 'read' | 'masked' | 'price' | 'asksForSchema'>;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly accept: string | undefined;
  readonly context: RequestContext;
}

/**
 * The short way of an operation through the gateway: read, validated and planned once, fetched and joined by prepared
 * steps, and written as text. Null = the operation has to go the long way, through the server and the stock executor;
 * nothing was sent then.
 */
export interface Lane {
  answer(request: LaneRequest): Promise<GraphqlAnswer> | null;
  /** Plans a document before somebody asks for it. */
  prepare(read: ReadDocument): void;
}

type Compiled = Result<CompiledOperation, Fallback>;

export function executionLane(settings: LaneSettings): Lane {
  const { opened, clients, metrics, log, nowMs } = settings;
  const shape = stockShape({ opened, log });
  const known = new WeakMap<ReadDocument, Compiled>();
  const compiledOf = (read: ReadDocument, under: Span): Compiled => {
    const found = known.get(read);
    const span = startSpan('plan', under);
    if (span.isRecorded) span.set({ 'revgraph.plan': found === undefined ? 'miss' : 'hit' });
    const compiled = found ?? compileNew(read);
    if (found !== undefined) metrics.planned('hit');
    if (span !== under) span.end();
    return compiled;
  };
  const compileNew = (read: ReadDocument): Compiled => {
    const startedAtMs = nowMs();
    const compiled = compileOperation({ opened, clients }, read);
    metrics.planned('miss', (nowMs() - startedAtMs) / 1000);
    known.set(read, compiled);
    return compiled;
  };
  const run = async (ready: Ready, request: LaneRequest): Promise<GraphqlAnswer> => {
    const { compiled, conditions, contentType } = ready;
    const { context, variables } = request;
    const joined: Joined = {};
    const repeatable = compiled.read.operation.operation !== 'mutation';
    const found = await runPlan(compiled.step, { context, variables, conditions, repeatable, data: joined });
    const data = compiled.own?.restore(joined) ?? joined;
    const errors = found.length === 0 ? found : found.map((error) => toldAt(error, compiled, opened));
    const text = compiled.write(data, conditions);
    const { masked } = request.admitted;
    if (text !== null && errors.length === 0 && masked.length === 0) {
      const cost = costOf(request.admitted.price, variables, data, context);
      const extensions = cost === null ? '' : `,"extensions":${JSON.stringify({ cost })}`;
      const body = `{"data":${text}${extensions}}\n`;
      return { status: 200, contentType, body, codes: NO_CODES };
    }
    const shaped: Answer = text === null ? await shape(compiled, data, variables, context) : { data: JSON.parse(text) };
    return answerOf(errorsOf(shaped, errors), ready, request, settings);
  };
  return {
    answer: (request) => {
      const ready = readyFor(request, compiledOf);
      const refusal = refusalOf(ready, request, opened);
      if (refusal !== null) return Promise.resolve(refusedAnswer(refusal, request.context.principal.correlationId));
      if (typeof ready !== 'string') return run(ready, request);
      metrics.fallback(ready);
      return null;
    },
    prepare: (read) => {
      if (!known.has(read)) compileNew(read);
    },
  };
}

const NO_CODES: readonly string[] = [];

interface Ready {
  readonly compiled: CompiledOperation;
  readonly conditions: ReadonlyMap<string, boolean>;
  readonly contentType: string;
}

/** All that must be so before anything is sent; a word for what is not. */
function readyFor(
  { admitted, variables, accept, context }: LaneRequest,
  compiledOf: (read: ReadDocument, under: Span) => Compiled,
): Ready | FallbackReason {
  const contentType = plainMediaType(accept);
  if (contentType === null) return 'media-type';
  const compiled = compiledOf(admitted.read, context.span);
  if (!compiled.ok) return compiled.error;
  const { operation } = compiled.value.read;
  if (!compiled.value.takes(variables)) return 'variables';
  const conditions = conditionsOf(compiled.value.conditionNames, operation, variables);
  return conditions === null ? 'variables' : { compiled: compiled.value, conditions, contentType };
}

/** Why an operation is answered by nobody: neither this executor nor the stock one would say what is so. */
function refusalOf(
  ready: Ready | FallbackReason,
  { admitted: { read } }: LaneRequest,
  opened: Pick<OpenSupergraph, 'apiSchema' | 'joinNames' | 'made'>,
): Refusal | null {
  if (typeof ready === 'string') return isRefusedAnyway(ready) ? null : stockRefusal(opened, read.document);
  const { compiled, conditions } = ready;
  if (compiled.fetchedRoots === null) return null;
  const root = opened.apiSchema.getRootType(read.operation.operation);
  if (root === undefined || root === null) return null;
  const selecting = { schema: opened.apiSchema, fragments: read.fragments, conditions };
  const [untold] = untoldRoots(selecting, read.operation.selectionSet, root, compiled.fetchedRoots);
  return untold === undefined ? null : untoldRefusal(untold);
}

/** The same as over the long way, member for member. */
function answerOf(
  answer: Answer,
  { contentType }: Ready,
  request: LaneRequest,
  { log, errors: rules }: Pick<LaneSettings, 'log' | 'errors'>,
): GraphqlAnswer {
  const { correlationId } = request.context.principal;
  if (answer.errors !== undefined || answer.extensions !== undefined)
    log.info({ errors: answer.errors, extensions: answer.extensions, correlationId }, 'answered with errors');
  const { masked, price } = request.admitted;
  const told = withCost(withMasked(answer, masked), price, request.variables, request.context);
  const { data, errors, extensions } = presentable(told, correlationId, rules);
  const body = JSON.stringify({ errors, data, extensions });
  return { status: 200, contentType, body: `${body}\n`, codes: codesOf({ errors: errors ?? [] }) };
}
