import type { OperationDefinitionNode } from 'graphql';
import type { Span, Tracer } from '#kit/observability/trace.ts';
import type { HttpAnswer } from './http-answer.ts';
import type { AnsweredOperation, Metrics } from './metrics.ts';

/** What is told of one request while it is answered. */
export interface Observation {
  readonly span: Span;
  /** It passed the guards: from here on it is this operation's. */
  read(operation: OperationDefinitionNode): void;
  /** Once, with what the client was answered. */
  end(answer: HttpAnswer): void;
}

export interface ObserverSettings {
  readonly metrics: Metrics;
  readonly tracer: Tracer;
  /** Whether a caller may say which trace a request is part of, and so whether it is kept. */
  readonly trustTraceparent: boolean;
  /** Of the machine, in ms; only differences count. */
  readonly nowMs: () => number;
}

export interface ObservedRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly correlationId: string;
}

export type Observe = (request: ObservedRequest) => Observation;

/** Counts and traces operations of clients. Of a document only the name and the kind of its operation are told. */
export function observer({ metrics, tracer, trustTraceparent, nowMs }: ObserverSettings): Observe {
  return ({ headers, correlationId }) => {
    const startedAtMs = nowMs();
    const span = tracer.start('graphql request', 'server', trustTraceparent ? headers : undefined);
    if (span.isRecorded) span.set({ 'revgraph.correlation_id': correlationId, 'http.request.method': 'POST' });
    let read: OperationDefinitionNode | null = null;
    return {
      span,
      read: (operation) => {
        read = operation;
      },
      end: ({ status, codes = [] }) => {
        const outcome = outcomeOf(status, codes);
        metrics.operation({
          // A refused one could have any name: names of refused ones would use up the series of the others.
          name: outcome === 'refused' ? null : (read?.name?.value ?? null),
          kind: read?.operation ?? 'unknown',
          outcome,
          seconds: (nowMs() - startedAtMs) / 1000,
        });
        for (const code of codes) metrics.erred(code);
        if (span.isRecorded) tellSpan(span, read, status, codes);
        span.end();
      },
    };
  };
}

/** What is refused before it is executed has a status of its own; all that is executed is answered with 200. */
function outcomeOf(status: number, codes: readonly string[]): AnsweredOperation['outcome'] {
  if (status >= 400) return 'refused';
  return codes.length > 0 ? 'errors' : 'ok';
}

function tellSpan(span: Span, read: OperationDefinitionNode | null, status: number, codes: readonly string[]): void {
  span.set({ 'http.response.status_code': status });
  if (read !== null) span.set({ 'graphql.operation.type': read.operation });
  if (read?.name !== undefined) span.set({ 'graphql.operation.name': read.name.value });
  const [code] = codes;
  if (code !== undefined) span.fail(code);
}
