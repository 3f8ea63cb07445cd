import internals from '@apollo/federation-internals';
import type { PlanNode } from '@apollo/query-planner';
import { parse } from 'graphql';
import { committedRuntimeSupergraph } from '#gateway/config/graph.ts';
import { openSupergraph, subgraphNames } from '#gateway/federation/supergraph.ts';
import { openLog } from '#kit/observability/log.ts';

const CUSTOMER = `query Customer($id: ID!) {
  customer(id: $id) {
    name
    contracts(first: 5) { edges { node { version lines { quantity product { code name } } } } }
    invoices(first: 5) { edges { node { number total { amount } posting { status documentNumber } } } }
    revenue { recognized { amount } deferred { amount } }
  }
}`;

interface Fetched {
  readonly subgraph: string;
  readonly depth: number;
  readonly asksByKeys: boolean;
}

/** Fetches with how many others have to be over before each. */
function fetchesOf(node: PlanNode | undefined, depth = 0): readonly Fetched[] {
  switch (node?.kind) {
    case undefined:
      return [];
    case 'Fetch':
      return [{ subgraph: node.serviceName, depth, asksByKeys: (node.requires ?? []).length > 0 }];
    case 'Flatten':
      return fetchesOf(node.node, depth);
    case 'Parallel':
      return node.nodes.flatMap((each) => fetchesOf(each, depth));
    case 'Sequence': {
      const fetches: Fetched[] = [];
      let begins = depth;
      for (const each of node.nodes) {
        const next = fetchesOf(each, begins);
        fetches.push(...next);
        begins = Math.max(begins, ...next.map((fetch) => fetch.depth + 1));
      }
      return fetches;
    }
    default:
      throw new Error(`A plan with ${node?.kind}`);
  }
}

describe('the view of a customer', () => {
  const sdl = committedRuntimeSupergraph();
  const sources = new Map(
    subgraphNames(internals.Supergraph.build(sdl)).map((name) => [
      name,
      { process: () => Promise.reject(new Error(name)) },
    ]),
  );
  const { supergraph, planner } = openSupergraph(sdl, sources, openLog('test', 'silent'));

  it('asks four systems, and each of them for all its entities at once', () => {
    const operation = internals.operationFromDocument(supergraph.apiSchema(), parse(CUSTOMER));
    const { node } = planner.buildQueryPlan(operation);
    const fetches = fetchesOf(node?.kind === 'Subscription' ? undefined : node);
    expect([...new Set(fetches.map(({ subgraph }) => subgraph))].toSorted()).toEqual([
      'billing',
      'crm',
      'erp',
      'revrec',
    ]);
    const places = fetches.filter(({ asksByKeys }) => asksByKeys).map(({ subgraph, depth }) => `${subgraph} ${depth}`);
    expect(places).toEqual([...new Set(places)]);
  });
});
