import internals from '@apollo/federation-internals';
import queryPlanner from '@apollo/query-planner';
import { parse } from 'graphql';
import { benchSupergraph } from '#bench/gateway/graph/supergraph.ts';
import { BENCH_BODIES } from '#bench/gateway/queries.ts';

const URLS = { crm: 'http://crm', billing: 'http://billing', erp: 'http://erp', revrec: 'http://revrec' };

describe('the bench graph', () => {
  const supergraph = internals.Supergraph.build(benchSupergraph(URLS));
  const planner = new queryPlanner.QueryPlanner(supergraph);

  it.each([
    ['heavy', 16],
    ['light', 4],
  ] as const)('has a %s query that takes %d fetches', (name, count) => {
    const { query } = JSON.parse(BENCH_BODIES[name]) as { readonly query: string };
    const plan = planner.buildQueryPlan(internals.operationFromDocument(supergraph.apiSchema(), parse(query)));
    expect(queryPlanner.prettyFormatQueryPlan(plan).match(/Fetch\(/g)).toHaveLength(count);
  });
});
