import { currentSpan } from '#kit/observability/present-span.ts';
import { type Span, type SpanAttributes, startSpan, type Tracer } from '#kit/observability/trace.ts';
import type { Command } from '../engine/saga.ts';

const NAME = 'system command';

/** Begins to tell of a command to a system, which is done under the span. */
export type WatchCommand = (command: Command) => Span;

/** As a piece of the request that is answered now. */
export const asPartOfRequest: WatchCommand = (command) => startSpan(NAME, currentSpan(), 'client', aboutOf(command));

/** As a piece of what the operation was accepted in, which is long over: each command by itself, in that same trace. */
export function asPartOfOperation(
  tracer: Tracer,
  operation: { readonly id: string; readonly traceparent: string | null; readonly correlationId: string },
): WatchCommand {
  const given = operation.traceparent === null ? {} : { traceparent: operation.traceparent };
  return (command) => {
    const span = tracer.start(NAME, 'client', given);
    if (span.isRecorded) {
      const { id, correlationId } = operation;
      span.set({ ...aboutOf(command), 'revgraph.operation_id': id, 'revgraph.correlation_id': correlationId });
    }
    return span;
  };
}

function aboutOf({ system, name }: Command): SpanAttributes {
  return { 'revgraph.system': system, 'revgraph.step': name };
}
