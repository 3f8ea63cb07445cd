import { withMasked } from '#gateway/auth/masked-answer.ts';
import { costOf, giveBack, withCost } from '#gateway/edge/answer-cost.ts';
import { type Answer, codesOf, type ErrorRules, presentable } from '#gateway/edge/answer-errors.ts';
import type { GraphqlAnswer } from '#gateway/edge/graphql-server.ts';
import type { Admitted } from '#gateway/edge/guards.ts';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import type { Metrics } from '#gateway/edge/metrics.ts';
import type { Refusal } from '#gateway/edge/refusal.ts';
import type { RequestContext } from '#gateway/edge/request-context.ts';
import type { SubgraphClient } from '#gateway/federation/subgraph-client.ts';
import type { OpenSupergraph } from '#gateway/federation/supergraph.ts';
import { Recent } from '#gateway/recent.ts';
import type { Logger } from '#kit/observability/log.ts';
import { NO_SPAN, type Span, startSpan } from '#kit/observability/trace.ts';
import type { Result } from '#schema/errors/result.ts';
import {
  type CompiledOperation,
  type CompiledPlan,
  compileOperation,
  compilePlan,
  type Fallback,
} from './compiled-operation.ts';
import { allChoices, CHOICES_MAX, type Conditions, choiceKey, conditionsOf } from './conditions.ts';
import type { FallbackReason } from './fallback-reasons.ts';
import { joinedAnswer, shapedAnswer } from './joined-answer.ts';
import { plainMediaType } from './media-type.ts';
import { runPlan } from './run-plan.ts';
import { stockShape } from './stock-shape.ts';
import {
  conditionsRefusal,
  isRefusedAnyway,
  refusedAnswer,
  stockRefusal,
  UNDECIDED,
  untoldRefusal,
  untoldRoots,
} from './unanswerable.ts';
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

/** A document as it was read, and its plans by the choices of its conditions. */
interface Known {
  readonly compiled: Result<CompiledOperation, Fallback>;
  readonly plans: Recent<Result<CompiledPlan, Fallback>>;
}

export function executionLane(settings: LaneSettings): Lane {
  const { opened, metrics, log, nowMs } = settings;
  const shape = stockShape({ opened, log });
  const documents = new WeakMap<ReadDocument, Known>();
  const knownOf = (read: ReadDocument): Known => {
    const found = documents.get(read) ?? {
      compiled: compileOperation(opened, read),
      plans: new Recent<Result<CompiledPlan, Fallback>>(CHOICES_MAX),
    };
    documents.set(read, found);
    return found;
  };
  const planOf: PlanOf = ({ plans }, compiled, conditions, under) => {
    const key = choiceKey(conditions);
    const found = plans.find(key);
    const span = startSpan('plan', under);
    if (span.isRecorded) span.set({ 'revgraph.plan': found === undefined ? 'miss' : 'hit' });
    if (found !== undefined) metrics.planned('hit');
    const startedAtMs = found === undefined ? nowMs() : 0;
    const plan = found ?? plans.keep(key, compilePlan(settings, compiled, conditions));
    if (found === undefined) metrics.planned('miss', (nowMs() - startedAtMs) / 1000);
    if (span !== under) span.end();
    return plan;
  };
  const run = async (ready: Ready, request: LaneRequest): Promise<GraphqlAnswer> => {
    const { compiled, plan, conditions, contentType } = ready;
    const { context, variables } = request;
    const joined: Joined = {};
    const repeatable = compiled.read.operation.operation !== 'mutation';
    const found = await runPlan(plan.step, { context, variables, repeatable, data: joined });
    const answer = joinedAnswer(opened, compiled, conditions, { joined, errors: found });
    const { data, errors, text } = answer;
    const { masked } = request.admitted;
    if (text !== null && errors.length === 0 && masked.length === 0) {
      const cost = costOf(request.admitted.price, variables, data, context);
      const extensions = cost === null ? '' : `,"extensions":${JSON.stringify({ cost })}`;
      const body = `{"data":${text}${extensions}}\n`;
      return { status: 200, contentType, body, codes: NO_CODES };
    }
    return answerOf(await shapedAnswer(shape, compiled, answer, request), ready, request, settings);
  };
  return {
    answer: (request) => {
      const refuse = (refusal: Refusal) => {
        const { admitted, variables, context } = request;
        giveBack(admitted.price, variables, context);
        return Promise.resolve(refusedAnswer(refusal, context.principal.correlationId));
      };
      const ready = readyFor(request, knownOf(request.admitted.read), planOf);
      if (ready === 'undecided') return refuse(UNDECIDED);
      const refusal = refusalOf(ready, request, opened);
      if (refusal !== null) return refuse(refusal);
      if (typeof ready !== 'string') return run(ready, request);
      metrics.fallback(ready);
      return null;
    },
    prepare: (read) => {
      const known = knownOf(read);
      if (!known.compiled.ok) return;
      const { value: compiled } = known.compiled;
      for (const conditions of allChoices(compiled.conditionNames)) planOf(known, compiled, conditions, NO_SPAN);
    },
  };
}

const NO_CODES: readonly string[] = [];

type PlanOf = (
  known: Known,
  compiled: CompiledOperation,
  conditions: Conditions,
  under: Span,
) => Result<CompiledPlan, Fallback>;

interface Ready {
  readonly compiled: CompiledOperation;
  readonly plan: CompiledPlan;
  readonly conditions: Conditions;
  readonly contentType: string;
}

/** All that must be so before anything is sent; a word for what is not. */
function readyFor(
  { admitted: { read }, variables, accept, context }: LaneRequest,
  known: Known,
  planOf: PlanOf,
): Ready | FallbackReason | 'undecided' {
  const contentType = plainMediaType(accept);
  if (contentType === null) return 'media-type';
  const { compiled } = known;
  if (!compiled.ok) return compiled.error;
  if (!compiled.value.takes(variables)) return 'variables';
  const conditions = conditionsOf(compiled.value.conditionNames, read.operation, variables);
  if (conditions === null) return 'undecided';
  const plan = planOf(known, compiled.value, conditions, context.span);
  return plan.ok ? { compiled: compiled.value, plan: plan.value, conditions, contentType } : plan.error;
}

/** Why an operation is answered by nobody: neither this executor nor the stock one would say what is so. */
function refusalOf(
  ready: Ready | FallbackReason,
  { admitted: { read } }: LaneRequest,
  opened: OpenSupergraph,
): Refusal | null {
  if (typeof ready === 'string') {
    if (isRefusedAnyway(ready)) return null;
    return stockRefusal(opened, read.document) ?? conditionsRefusal(opened, read.document);
  }
  const { plan, conditions } = ready;
  if (plan.fetchedRoots === null) return null;
  const root = opened.apiSchema.getRootType(read.operation.operation);
  if (root === undefined || root === null) return null;
  const selecting = { schema: opened.apiSchema, fragments: read.fragments, conditions };
  const [untold] = untoldRoots(selecting, read.operation.selectionSet, root, plan.fetchedRoots);
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
