import { createHash } from 'node:crypto';
import internals from '@apollo/federation-internals';
import queryPlanner from '@apollo/query-planner';
import { committedRuntimeSupergraph } from '#gateway/config/graph.ts';
import { DOCUMENT_LIMITS } from '#gateway/edge/document-limits.ts';
import { readDocument } from '#gateway/edge/limits.ts';
import { type KnownOperation, knownOperations, type Planner } from '#gateway/federation/known-operations.ts';

const supergraph = internals.Supergraph.build(committedRuntimeSupergraph());
const planner = new queryPlanner.QueryPlanner(supergraph);

function finder(operationsMax: number) {
  let plans = 0;
  const counting: Planner = {
    buildQueryPlan: (...given) => {
      plans += 1;
      return planner.buildQueryPlan(...given);
    },
  };
  const apiSchema = supergraph.apiSchema().toGraphQLJSSchema();
  const find = knownOperations({ supergraph, apiSchema, planner: counting, operationsMax });
  return {
    plans: () => plans,
    find: (text: string): KnownOperation | null => {
      const read = readDocument(text, null, DOCUMENT_LIMITS);
      if (!read.ok) throw new Error(read.error.message);
      const queryHash = createHash('sha256').update(text).digest('hex');
      return find({ queryHash, operationName: undefined, ...read.value });
    },
  };
}

const BY_ID = (id: string) => `{ customer(id: "${id}") { id name } }`;

describe('operations that are kept', () => {
  it('are planned once, though each request parses its own document', () => {
    const { find, plans } = finder(10);
    expect(find(BY_ID('a'))).not.toBeNull();
    expect(find(BY_ID('a'))).toBe(find(BY_ID('a')));
    expect(plans()).toBe(1);
  });

  it('are planned anew when the text is another', () => {
    const { find, plans } = finder(10);
    expect(find(BY_ID('a'))).not.toBe(find(BY_ID('b')));
    expect(plans()).toBe(2);
  });

  it('are never more than allowed', () => {
    const { find, plans } = finder(2);
    for (const id of ['a', 'b', 'c', 'a']) find(BY_ID(id));
    expect(plans()).toBe(4);
    find(BY_ID('c'));
    expect(plans()).toBe(4);
  });

  it.each([
    ['what asks for the schema', '{ __schema { queryType { name } } }'],
    ['what asks for the schema beside data', '{ __type(name: "Money") { name } customer(id: "a") { id } }'],
    ['what only asks for the type', '{ __typename }'],
    ['what the planner refuses', '{ customer(id: "a") { nothing } }'],
  ])('leave to the stock executor %s', (_name, text) => {
    expect(finder(10).find(text)).toBeNull();
  });
});
