import { NO_SPAN, NO_TRACER, startSpan, traceHeaders } from '#kit/observability/trace.ts';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = `00-${ID}-00f067aa0ba902b7-01`;

describe('trace headers of a caller', () => {
  it('are kept as they came when they are well-formed', () => {
    expect(traceHeaders({ traceparent: PARENT, tracestate: 'a=1', cookie: 'c' })).toEqual({
      traceparent: PARENT,
      tracestate: 'a=1',
    });
  });

  it.each([
    ['another version', `ff-${ID}-00f067aa0ba902b7-01`],
    ['no trace', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
    ['no span', `00-${ID}-${'0'.repeat(16)}-01`],
    ['upper case', PARENT.toUpperCase()],
    ['something behind it', `${PARENT}-x`],
    ['a line break', `${PARENT}\n`],
    ['several values', [PARENT]],
  ])('stop here with %s, and take their state along', (_name, traceparent) => {
    expect(traceHeaders({ traceparent, tracestate: 'a=1' })).toEqual({});
  });

  it('stop here where the state is of another form', () => {
    expect(traceHeaders({ traceparent: PARENT, tracestate: 'a=\u0007' })).toEqual({ traceparent: PARENT });
  });
});

describe('where nobody traces', () => {
  it('goes a believed caller’s trace on to whoever is called', () => {
    const span = NO_TRACER.start('request', 'server', { traceparent: PARENT });
    expect(startSpan('fetch', span, 'client').headers()).toEqual({ traceparent: PARENT });
  });

  it('is nothing made for a piece of work', () => {
    expect(startSpan('fetch', NO_SPAN)).toBe(NO_SPAN);
    expect(NO_TRACER.start('request', 'server', { traceparent: 'forged' })).toBe(NO_SPAN);
  });
});
