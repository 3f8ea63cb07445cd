import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { openTracer } from '#kit/observability/open-tracer.ts';

/** A tracer that keeps every span that has ended in this process. */
export function collectTraces() {
  const exporter = new InMemorySpanExporter();
  const tracer = openTracer({
    serviceName: 'revgraph-test',
    ratio: 1,
    exporter,
    processorOf: (spans) => new SimpleSpanProcessor(spans),
  });
  return { tracer, spans: (): readonly ReadableSpan[] => exporter.getFinishedSpans(), forget: () => exporter.reset() };
}

/** A span with what is below it, by the order in which they began. */
export interface SpanTree {
  readonly span: ReadableSpan;
  readonly below: readonly SpanTree[];
}

/** The trees of one trace; more than one where a span's parent is not among the spans. */
export function treesOf(spans: readonly ReadableSpan[], traceId: string): readonly SpanTree[] {
  const own = spans.filter((span) => span.spanContext().traceId === traceId);
  const ids = new Set(own.map((span) => span.spanContext().spanId));
  const treeOf = (span: ReadableSpan): SpanTree => ({
    span,
    below: own.filter((each) => each.parentSpanContext?.spanId === span.spanContext().spanId).map(treeOf),
  });
  return own.filter(({ parentSpanContext }) => !ids.has(parentSpanContext?.spanId ?? '')).map(treeOf);
}

/** Names from the root down to each leaf, with `said` of each span, without repeats. */
export function pathsOf(
  trees: readonly SpanTree[],
  said: (span: ReadableSpan) => string = ({ name }) => name,
): readonly string[] {
  const paths = ({ span, below }: SpanTree): readonly string[] =>
    below.length === 0 ? [said(span)] : below.flatMap((tree) => paths(tree).map((path) => `${said(span)} > ${path}`));
  return [...new Set(trees.flatMap(paths))];
}
