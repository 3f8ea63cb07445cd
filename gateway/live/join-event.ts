import type { FormattedExecutionResult } from 'graphql';
import type { Answer } from '#gateway/edge/answer-errors.ts';
import type { ReadDocument } from '#gateway/edge/limits.ts';
import type { RequestContext } from '#gateway/edge/request-context.ts';
import { eventAnswer } from '#gateway/execution/event-answer.ts';
import { SignalledDeparture } from '#gateway/federation/departure.ts';
import type { Principal } from '#kit/identity/principal.ts';
import type { Tracer } from '#kit/observability/trace.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import { type StockJoinSettings, stockJoin } from './stock-join.ts';
import type { SubscriptionPlan } from './subscription-plan.ts';

export interface JoinSettings extends StockJoinSettings {
  readonly requestTimeoutMs: number;
  readonly clock: Clock;
  readonly tracer: Tracer;
}

/** An event of its owner, and on whose behalf the rest of the graph is asked about it. */
export interface JoinRequest {
  readonly plan: SubscriptionPlan;
  readonly read: ReadDocument;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  readonly event: FormattedExecutionResult;
  /** Aborted when nobody waits for the answer any more. */
  readonly gone: AbortSignal;
}

export type JoinEvent = (request: JoinRequest) => Promise<Answer>;

/** By the own executor where it has prepared the plan, and else by the stock one. */
export function eventJoin(settings: JoinSettings): JoinEvent {
  const { tracer, clock, requestTimeoutMs } = settings;
  const answerEvent = eventAnswer(settings);
  const joinByStock = stockJoin(settings);
  return async ({ plan, read, variables, principal, event, gone }) => {
    const span = tracer.start('subscription event', 'internal');
    const deadlineAtMs = clock.now().getTime() + requestTimeoutMs;
    const context: RequestContext = { principal, deadlineAtMs, departure: new SignalledDeparture(gone), span };
    const run = { event, variables, context };
    const answer = plan.events.ok ? answerEvent(plan.events.value, run) : joinByStock({ ...run, plan, read });
    return answer.finally(() => span.end());
  };
}
