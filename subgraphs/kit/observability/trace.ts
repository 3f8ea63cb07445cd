/**
 * What a span may say. A closed list, so that no variable, token, amount or text of a client can slip in: names that we
 * gave, codes, kinds and counts only. `revgraph.operation_id` and `revgraph.correlation_id` are opaque ids.
 */
export type SpanAttribute =
  | 'db.collection.name'
  | 'db.operation.name'
  | 'db.system.name'
  | 'error.type'
  | 'graphql.operation.name'
  | 'graphql.operation.type'
  | 'http.request.method'
  | 'http.response.status_code'
  | 'revgraph.attempt'
  | 'revgraph.connection'
  | 'revgraph.correlation_id'
  | 'revgraph.fetch_kind'
  | 'revgraph.operation_id'
  | 'revgraph.plan'
  | 'revgraph.representations'
  | 'revgraph.retries'
  | 'revgraph.saga'
  | 'revgraph.step'
  | 'revgraph.subgraph'
  | 'revgraph.system';

export type SpanAttributes = Readonly<Partial<Record<SpanAttribute, string | number | boolean>>>;

/** On which side of a call between processes a span stands; `internal`: of none. */
export type SpanKind = 'server' | 'client' | 'internal';

/** One piece of work on the way of a request. Never throws; after `end` nothing that it is told counts. */
export interface Span {
  /** False: nothing is kept of it or of what happens under it. Ask before working out what to tell. */
  readonly isRecorded: boolean;
  /** W3C `traceparent` and `tracestate` for the next process; empty when there is nothing to tell it. */
  headers(): Readonly<Record<string, string>>;
  child(name: string, kind: SpanKind, attributes?: SpanAttributes): Span;
  /** A child that began so many ms ago: for work that is told of when it is over. */
  past(name: string, kind: SpanKind, tookMs: number, attributes?: SpanAttributes): Span;
  set(attributes: SpanAttributes): void;
  /** It did not do what it was for; `code` is one of few, such as a code of the catalogue. */
  fail(code: string): void;
  end(): void;
}

/** Where traces begin in this process. */
export interface Tracer {
  /** The first span of this process, under the one that `given` headers name: give none of callers that are not believed. */
  start(name: string, kind: SpanKind, given?: GivenHeaders): Span;
  /** Sends what was not sent yet. Never rejects. */
  close(): Promise<void>;
}

export type GivenHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * A piece of work under `parent`. Names are of few different values: the kind of work, never what it is about. Where
 * nothing is recorded it is the parent itself, which costs nothing and may be ended as well.
 */
export function startSpan(name: string, parent: Span, kind: SpanKind = 'internal', attributes?: SpanAttributes): Span {
  return parent.isRecorded ? parent.child(name, kind, attributes) : parent;
}

/** Stands where nobody traces. */
export const NO_SPAN: Span = silentSpan({});

/** Records nothing; what a caller said about its trace goes on to whoever is called. */
export const NO_TRACER: Tracer = {
  start: (_name, _kind, given) => (given === undefined ? NO_SPAN : passedOn(traceHeaders(given))),
  close: () => Promise.resolve(),
};

function passedOn(headers: Readonly<Record<string, string>>): Span {
  return headers['traceparent'] === undefined ? NO_SPAN : silentSpan(headers);
}

/** Keeps nothing, and names the given headers to the next process. */
export function silentSpan(headers: Readonly<Record<string, string>>): Span {
  const span: Span = {
    isRecorded: false,
    headers: () => headers,
    child: () => span,
    past: () => span,
    set: () => undefined,
    fail: () => undefined,
    end: () => undefined,
  };
  return span;
}

/** Of W3C Trace Context, version 00; ids of zeros only are none. */
const TRACE_PARENT = /^00-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})$/;
const TRACE_STATE = /^[\x20-\x7e]{1,512}$/;

/** The W3C trace headers that are well-formed; anything else stops here, and so does a state without a parent. */
export function traceHeaders(given: GivenHeaders): Readonly<Record<string, string>> {
  const { traceparent, tracestate } = given;
  if (typeof traceparent !== 'string' || !TRACE_PARENT.test(traceparent)) return {};
  return typeof tracestate === 'string' && TRACE_STATE.test(tracestate) ? { traceparent, tracestate } : { traceparent };
}

export interface TraceParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
}

export function parseTraceParent(text: string | undefined): TraceParent | null {
  const [, traceId, spanId, flags] = TRACE_PARENT.exec(text ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  return { traceId, spanId, flags: Number.parseInt(flags, 16) };
}
