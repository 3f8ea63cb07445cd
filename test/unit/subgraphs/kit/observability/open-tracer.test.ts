import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { openTracer } from '#kit/observability/open-tracer.ts';
import { currentSpan, inSpan, told, traced } from '#kit/observability/present-span.ts';
import { NO_SPAN, startSpan } from '#kit/observability/trace.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SAMPLED = `00-${TRACE}-00f067aa0ba902b7-01`;
const LEFT_OUT = `00-${TRACE}-00f067aa0ba902b7-00`;

function opened(ratio = 1) {
  const exporter = new InMemorySpanExporter();
  const processorOf = (spans: InMemorySpanExporter) => new SimpleSpanProcessor(spans);
  const tracer = openTracer({
    serviceName: 'revgraph-test',
    ratio,
    exporter,
    processorOf: () => processorOf(exporter),
  });
  return { tracer, spans: () => exporter.getFinishedSpans() };
}

describe('a trace', () => {
  it('begins here, or goes on under the caller’s span', () => {
    const { tracer, spans } = opened();
    tracer.start('own', 'server').end();
    const under = tracer.start('under', 'server', { traceparent: SAMPLED, tracestate: 'a=1' });
    startSpan('below', under, 'client').end();
    under.end();
    const [own, below, second] = spans();
    expect(own?.parentSpanContext).toBeUndefined();
    expect([second?.parentSpanContext?.spanId, second?.spanContext().traceId]).toEqual(['00f067aa0ba902b7', TRACE]);
    expect(below?.parentSpanContext?.spanId).toBe(second?.spanContext().spanId);
    expect(under.headers()).toEqual({
      traceparent: `00-${TRACE}-${second?.spanContext().spanId}-01`,
      tracestate: 'a=1',
    });
  });

  it('is kept or left out as its caller decided, whatever the share of those that begin here', () => {
    const none = opened(0);
    none.tracer.start('kept', 'server', { traceparent: SAMPLED }).end();
    none.tracer.start('own', 'server').end();
    const all = opened(1);
    const leftOut = all.tracer.start('left out', 'server', { traceparent: LEFT_OUT });
    leftOut.end();
    expect(none.spans().map(({ name }) => name)).toEqual(['kept']);
    expect(all.spans()).toEqual([]);
    expect(leftOut.headers()['traceparent']).toMatch(new RegExp(`^00-${TRACE}-[\\da-f]{16}-00$`));
  });

  it('tells the next process that it was left out, and makes nothing of what is under it', () => {
    const { tracer } = opened(0);
    const span = tracer.start('own', 'server');
    expect(span.headers()['traceparent']).toMatch(/-00$/);
    expect(startSpan('below', span, 'client')).toBe(span);
  });

  it('is of the process that its name says', () => {
    const { tracer, spans } = opened();
    tracer.start('own', 'server').end();
    expect(spans()[0]?.resource.attributes['service.name']).toBe('revgraph-test');
  });

  it('cuts a text that is too long to be a name or a code', () => {
    const { tracer, spans } = opened();
    const span = tracer.start('own', 'server');
    span.fail('x'.repeat(1000));
    span.end();
    expect(spans()[0]?.attributes['error.type']).toHaveLength(200);
    expect(spans()[0]?.status.code).toBe(2);
  });

  it('has work that is told of when it is over in its place in time', () => {
    const { tracer, spans } = opened();
    const parent = tracer.start('own', 'server');
    parent.past('sql select', 'client', 5_000).end();
    const [seconds, nanoseconds] = spans()[0]?.duration ?? [0, 0];
    expect(seconds + nanoseconds / 1e9).toBeGreaterThan(4.99);
  });
});

describe('what is done now', () => {
  it('is what everything under it belongs to, however deep', async () => {
    const { tracer, spans } = opened();
    const root = tracer.start('root', 'internal');
    await inSpan(root, () => traced('outer', 'internal', {}, () => traced('inner', 'client', {}, async () => 1)));
    const [inner, outer] = spans();
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    expect(outer?.parentSpanContext?.traceId).toBe(inner?.spanContext().traceId);
    expect(currentSpan()).toBe(NO_SPAN);
  });

  it('has failed when it throws, and has ended', async () => {
    const { tracer, spans } = opened();
    const broken = told(tracer.start('root', 'internal'), () => Promise.reject(new Error('password 1234')));
    await expect(broken).rejects.toThrow('password 1234');
    expect(spans().map(({ attributes, events }) => [attributes, events])).toEqual([[{ 'error.type': 'THROWN' }, []]]);
  });
});
