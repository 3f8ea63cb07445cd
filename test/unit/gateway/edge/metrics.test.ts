import { gatewayMetrics } from '#gateway/edge/metrics.ts';

const operation = { kind: 'query', outcome: 'ok', seconds: 0.002 } as const;

async function linesOf(metrics: ReturnType<typeof gatewayMetrics>, start: string): Promise<readonly string[]> {
  return (await metrics.text()).split('\n').filter((line) => line.startsWith(`revgraph_gateway_${start}`));
}

describe('the gateway’s metrics', () => {
  it('give an operation a series by name, kind and outcome', async () => {
    const metrics = gatewayMetrics();
    metrics.operation({ ...operation, name: 'CustomerPage' });
    metrics.operation({ ...operation, name: 'CustomerPage', seconds: 0.004 });
    metrics.operation({ ...operation, name: null, outcome: 'errors' });
    expect(await linesOf(metrics, 'operation_seconds_count')).toEqual([
      'revgraph_gateway_operation_seconds_count{operation="CustomerPage",kind="query",outcome="ok"} 2',
      'revgraph_gateway_operation_seconds_count{operation="unnamed",kind="query",outcome="errors"} 1',
    ]);
  });

  it('do not grow with the names that clients think of', async () => {
    const metrics = gatewayMetrics();
    for (let n = 0; n < 300; n += 1) metrics.operation({ ...operation, name: `made_up_${n}` });
    const lines = await linesOf(metrics, 'operation_seconds_count');
    expect(lines).toHaveLength(101);
    expect(lines.at(-1)).toBe(
      'revgraph_gateway_operation_seconds_count{operation="other",kind="query",outcome="ok"} 200',
    );
  });

  it('keep a series for each trusted document, whatever came before it', async () => {
    const metrics = gatewayMetrics({ operationNames: ['PortalHome'] });
    for (let n = 0; n < 300; n += 1) metrics.operation({ ...operation, name: `made_up_${n}` });
    metrics.operation({ ...operation, name: 'PortalHome' });
    expect(await linesOf(metrics, 'operation_seconds_count{operation="PortalHome"')).toEqual([
      'revgraph_gateway_operation_seconds_count{operation="PortalHome",kind="query",outcome="ok"} 1',
    ]);
  });

  it('tell the highest water of all buffers once, and begin anew', async () => {
    const metrics = gatewayMetrics();
    metrics.buffered(3);
    metrics.buffered(40);
    metrics.buffered(7);
    expect(await linesOf(metrics, 'buffered')).toEqual(['revgraph_gateway_buffered_events_max 40']);
    expect(await linesOf(metrics, 'buffered')).toEqual(['revgraph_gateway_buffered_events_max 0']);
  });

  it('count an event that is dated ahead of the machine’s clock as one without delay', async () => {
    const metrics = gatewayMetrics();
    metrics.delivered(-5);
    expect(await linesOf(metrics, 'event_lag_seconds_sum')).toEqual(['revgraph_gateway_event_lag_seconds_sum 0']);
  });

  it('count by few labels what was refused, planned, fetched and answered otherwise', async () => {
    const metrics = gatewayMetrics();
    metrics.rateLimited('subject');
    metrics.authFailed('expired');
    metrics.planned('hit');
    metrics.planned('miss', 0.02);
    metrics.fallback('introspection');
    metrics.erred('FORBIDDEN');
    metrics.lookedAtGraph('refused');
    metrics.fetched('crm', 'ok', 0.001, 'entities');
    const text = await metrics.text();
    for (const line of [
      'rate_limited_total{scope="subject"} 1',
      'auth_failures_total{reason="expired"} 1',
      'plans_total{found="hit"} 1',
      'plans_total{found="miss"} 1',
      'planning_seconds_count 1',
      'fallbacks_total{reason="introspection"} 1',
      'errors_total{code="FORBIDDEN"} 1',
      'supergraph_looks_total{outcome="refused"} 1',
      'fetch_seconds_count{subgraph="crm",kind="entities",outcome="ok"} 1',
    ]) {
      expect(text).toContain(`revgraph_gateway_${line}\n`);
    }
  });
});
