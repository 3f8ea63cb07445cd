import { type OperationDefinitionNode, parse } from 'graphql';
import { gatewayMetrics } from '#gateway/edge/metrics.ts';
import { observer } from '#gateway/edge/observation.ts';
import { NO_TRACER } from '#kit/observability/trace.ts';

const PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const answered = (status: number, codes: readonly string[] = []) => ({ status, headers: {}, body: '', codes });

function operationOf(text: string): OperationDefinitionNode {
  return parse(text).definitions[0] as OperationDefinitionNode;
}

function observed({ trustTraceparent = false } = {}) {
  const metrics = gatewayMetrics();
  let now = 0;
  const observe = observer({ metrics, tracer: NO_TRACER, trustTraceparent, nowMs: () => now });
  return {
    start: (headers = {}) => observe({ headers, correlationId: 'cor_1' }),
    passMs: (ms: number) => {
      now += ms;
    },
    lines: async () => {
      const lines = (await metrics.text()).split('\n');
      return lines.filter((line) => /^revgraph_gateway_(operation_seconds_(count|sum)|errors_total)/.test(line));
    },
  };
}

describe('an observed operation', () => {
  it('is counted with its time by its name when it was executed', async () => {
    const { start, passMs, lines } = observed();
    const observation = start();
    observation.read(operationOf('query CustomerPage { a }'));
    passMs(250);
    observation.end(answered(200));
    expect(await lines()).toEqual([
      'revgraph_gateway_operation_seconds_sum{operation="CustomerPage",kind="query",outcome="ok"} 0.25',
      'revgraph_gateway_operation_seconds_count{operation="CustomerPage",kind="query",outcome="ok"} 1',
    ]);
  });

  it('is counted among the unnamed when it was refused, whatever it is called, and each code that was told', async () => {
    const { start, lines } = observed();
    const observation = start();
    observation.read(operationOf('mutation Sneaky { a }'));
    observation.end(answered(400, ['BAD_USER_INPUT', 'BAD_USER_INPUT']));
    expect(await lines()).toEqual([
      'revgraph_gateway_operation_seconds_sum{operation="unnamed",kind="mutation",outcome="refused"} 0',
      'revgraph_gateway_operation_seconds_count{operation="unnamed",kind="mutation",outcome="refused"} 1',
      'revgraph_gateway_errors_total{code="BAD_USER_INPUT"} 2',
    ]);
  });

  it('is of no kind when it never was read', async () => {
    const { start, lines } = observed();
    start().end(answered(401, ['UNAUTHENTICATED']));
    expect(await lines()).toContain(
      'revgraph_gateway_operation_seconds_count{operation="unnamed",kind="unknown",outcome="refused"} 1',
    );
  });

  it('is part of the caller’s trace only where callers are believed', () => {
    const headers = { traceparent: PARENT };
    expect(observed().start(headers).span.headers()).toEqual({});
    expect(observed({ trustTraceparent: true }).start(headers).span.headers()).toEqual({ traceparent: PARENT });
  });
});
