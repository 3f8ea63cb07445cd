import type { FormattedExecutionResult } from 'graphql';
import type { Answer } from '#gateway/edge/answer-errors.ts';
import type { RequestContext } from '#gateway/edge/request-context.ts';
import type { CompiledEvents } from './compiled-events.ts';
import { joinedAnswer, shapedAnswer } from './joined-answer.ts';
import { placedAtRoot } from './placed-errors.ts';
import { runPlan } from './run-plan.ts';
import { type StockShapeSettings, stockShape } from './stock-shape.ts';
import { isJoined, type Joined, mergeInto } from './values.ts';

/** An event of its owner, and on whose behalf the rest of the graph is asked about it. */
export interface EventRun {
  readonly event: FormattedExecutionResult;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}

export type AnswerEvent = (events: CompiledEvents, run: EventRun) => Promise<Answer>;

/** Joins an event with the rest of the graph as `Lane` does a query, from its first fetch on, which the event has answered. */
export function eventAnswer(settings: StockShapeSettings): AnswerEvent {
  const shape = stockShape(settings);
  return async (events, { event, variables, context }) => {
    const { first, rest, conditions } = events;
    const joined: Joined = {};
    const told = first.client.named(event.errors ?? []);
    const errors = [...placedAtRoot(first, told, joined)];
    // What is joined is written into, and others are told of the same event.
    const data = structuredClone(event.data);
    if (isJoined(data)) {
      first.rewrite?.(data);
      mergeInto(joined, data);
    }
    if (rest !== null) errors.push(...(await runPlan(rest, { context, variables, repeatable: true, data: joined })));
    const answer = joinedAnswer(settings.opened, events, conditions, { joined, errors });
    return shapedAnswer(shape, events, answer, { variables, context });
  };
}
