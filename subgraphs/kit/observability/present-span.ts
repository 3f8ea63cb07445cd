import { AsyncLocalStorage } from 'node:async_hooks';
import { NO_SPAN, type Span, type SpanAttributes, type SpanKind, startSpan } from './trace.ts';

const present = new AsyncLocalStorage<Span>();

/** The piece of work that is done now; of none, where nobody traces. */
export function currentSpan(): Span {
  return present.getStore() ?? NO_SPAN;
}

/** Everything that `work` does, however deep, is told under this span. */
export function inSpan<T>(span: Span, work: () => T): T {
  return currentSpan() === span ? work() : present.run(span, work);
}

/**
 * Tells `work` as a piece of what is done now; one that rejects has failed. Where nothing is recorded it is just done.
 * See `startSpan` for names.
 */
export function traced<T>(
  name: string,
  kind: SpanKind,
  attributes: SpanAttributes,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const parent = currentSpan();
  return parent.isRecorded ? told(startSpan(name, parent, kind, attributes), work) : work(parent);
}

/** Does the work under a span that was begun for it, and ends the span. */
export async function told<T>(span: Span, work: (span: Span) => Promise<T>): Promise<T> {
  try {
    return await inSpan(span, () => work(span));
  } catch (error) {
    span.fail('THROWN');
    throw error;
  } finally {
    span.end();
  }
}
