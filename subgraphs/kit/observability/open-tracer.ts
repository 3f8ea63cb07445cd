import {
  createTraceState,
  type Span as OtelSpan,
  SpanKind as OtelSpanKind,
  type Tracer as OtelTracer,
  ROOT_CONTEXT,
  type SpanContext,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  type SpanExporter,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import {
  type GivenHeaders,
  parseTraceParent,
  type Span,
  type SpanAttributes,
  type SpanKind,
  silentSpan,
  type Tracer,
  traceHeaders,
} from './trace.ts';

export interface TracerSettings {
  /** Of the process, unless `OTEL_SERVICE_NAME` or `OTEL_RESOURCE_ATTRIBUTES` say otherwise. */
  readonly serviceName: string;
  /** Share of the traces that begin here which are kept, from 0 to 1; others are as their caller decided. */
  readonly ratio: number;
  /** Where spans go; it is shut down with the tracer. */
  readonly exporter: SpanExporter;
  /** Left out = in batches, in the background. */
  readonly processorOf?: (exporter: SpanExporter) => SpanProcessor;
}

const KINDS: Readonly<Record<SpanKind, OtelSpanKind>> = {
  server: OtelSpanKind.SERVER,
  client: OtelSpanKind.CLIENT,
  internal: OtelSpanKind.INTERNAL,
};

/** Longer texts are none of ours: names and codes are short. */
const VALUE_LENGTH_MAX = 200;

/** Traces by OpenTelemetry. Nothing is registered with its global API: spans are handed on, or present (`inSpan`). */
export function openTracer({ serviceName, ratio, exporter, processorOf = inBatches }: TracerSettings): Tracer {
  const root = ratio > 0 ? new TraceIdRatioBasedSampler(ratio) : new AlwaysOffSampler();
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': serviceName }))
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: new ParentBasedSampler({ root }),
    spanLimits: { attributeValueLengthLimit: VALUE_LENGTH_MAX },
    spanProcessors: [processorOf(exporter)],
  });
  const tracer = provider.getTracer('revgraph');
  return {
    start: (name, kind, given) => begin(tracer, { name, kind, parent: parentIn(given) }),
    // Spans that nobody takes keep no process from ending.
    close: () => provider.shutdown().catch(() => undefined),
  };
}

function inBatches(exporter: SpanExporter): SpanProcessor {
  return new BatchSpanProcessor(exporter);
}

interface Begun {
  readonly name: string;
  readonly kind: SpanKind;
  readonly parent: SpanContext | null;
  readonly attributes?: SpanAttributes | undefined;
  /** How long ago; left out = now. */
  readonly tookMs?: number;
}

function begin(tracer: OtelTracer, { name, kind, parent, attributes = {}, tookMs }: Begun): Span {
  const context = parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
  // By the clock that ends it: the machine's, whatever the business clock says.
  const startTime = tookMs === undefined ? {} : { startTime: performance.timeOrigin + performance.now() - tookMs };
  const span = tracer.startSpan(name, { kind: KINDS[kind], attributes: { ...attributes }, ...startTime }, context);
  return span.isRecording() ? recorded(tracer, span) : silentSpan(headersOf(span.spanContext()));
}

function recorded(tracer: OtelTracer, span: OtelSpan): Span {
  const own = span.spanContext();
  return {
    isRecorded: true,
    headers: () => headersOf(own),
    child: (name, kind, attributes) => begin(tracer, { name, kind, attributes, parent: own }),
    past: (name, kind, tookMs, attributes) => begin(tracer, { name, kind, tookMs, attributes, parent: own }),
    set: (attributes) => {
      span.setAttributes({ ...attributes });
    },
    fail: (code) => {
      span.setAttributes({ 'error.type': code } satisfies SpanAttributes);
      span.setStatus({ code: SpanStatusCode.ERROR });
    },
    end: () => span.end(),
  };
}

function parentIn(given: GivenHeaders | undefined): SpanContext | null {
  if (given === undefined) return null;
  const { traceparent, tracestate } = traceHeaders(given);
  const parent = parseTraceParent(traceparent);
  if (parent === null) return null;
  const { traceId, spanId, flags } = parent;
  const state = tracestate === undefined ? {} : { traceState: createTraceState(tracestate) };
  return { traceId, spanId, traceFlags: flags, isRemote: true, ...state };
}

function headersOf({ traceId, spanId, traceFlags, traceState }: SpanContext): Readonly<Record<string, string>> {
  const traceparent = `00-${traceId}-${spanId}-${(traceFlags & 1).toString().padStart(2, '0')}`;
  const tracestate = traceState?.serialize() ?? '';
  return tracestate === '' ? { traceparent } : { traceparent, tracestate };
}
