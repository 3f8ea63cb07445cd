import { buildSchema, parse } from 'graphql';
import { actualCost } from '#gateway/cost/actual-cost.ts';
import { requestedCost } from '#gateway/cost/document-cost.ts';
import { graphCosts } from '#gateway/cost/graph-costs.ts';
import { DOCUMENT_LIMITS } from '#gateway/edge/document-limits.ts';
import { readDocument } from '#gateway/edge/limits.ts';

const SDL = `
  directive @cost(weight: Int!) on OBJECT | FIELD_DEFINITION | SCALAR | ENUM | ARGUMENT_DEFINITION
  directive @size(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!]) on FIELD_DEFINITION
  schema @link(url: "https://specs.apollo.dev/cost/v0.1", import: [{ name: "@listSize", as: "@size" }, "@cost"]) {
    query: Query mutation: Mutation
  }
  directive @link(url: String, import: [Any]) on SCHEMA
  scalar Any
  scalar Dear @cost(weight: 4)
  type Query {
    thing: Thing
    things(first: Int, last: Int, after: String): Things @size(slicingArguments: ["first", "last"], sizedFields: ["edges"])
    plain(first: Int = 7): [Thing] @size(slicingArguments: ["first"])
    few: [Thing] @size(assumedSize: 3)
    untold: [Thing]
    names: [String]
    found(search: String @cost(weight: 7), live: Boolean = true @cost(weight: 2)): [Thing] @size(assumedSize: 3)
    node: Node
  }
  type Mutation { act: Thing }
  interface Node { id: ID }
  type Things { edges: [Edge] total: Int }
  type Edge { node: Thing }
  type Thing implements Node { id: ID dear: Dear costly: Costly free: Thing @cost(weight: 0) }
  type Costly @cost(weight: 5) { id: ID }
`;
const document = parse(SDL);
const schema = buildSchema(SDL, { assumeValidSDL: true });
const costs = graphCosts(document);

function asked(text: string) {
  const read = readDocument(text, null, DOCUMENT_LIMITS);
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}
const requested = (text: string, variables = {}) => requestedCost(asked(text), schema, costs)(variables);
const actual = (text: string, data: unknown) => actualCost(asked(text), schema, costs)(data);

describe('the cost of a document', () => {
  it.each([
    ['a leaf', '{ names }', 0],
    ['an object', '{ thing { id } }', 1],
    ['a mutation', 'mutation { act { id } }', 10],
    ['a type with a weight', '{ thing { costly { id } } }', 6],
    ['a scalar with a weight', '{ thing { dear } }', 5],
    ['a field with a weight', '{ thing { free { id } } }', 1],
    ['a list of an assumed size', '{ few { costly { id } } }', 18],
    ['a list of which nothing is said', '{ untold { id } }', 10],
    ['a page', '{ things(first: 20) { total edges { node { id } } } }', 41],
    ['the larger of two sizes', '{ things(first: 2, last: 5) { edges { node { id } } } }', 11],
    ['a page of no size', '{ things { edges { node { id } } } }', 201],
    ['a page of the schema’s own size', '{ plain { id } }', 7],
    ['a fragment', '{ ...F } fragment F on Query { few { ... on Thing { costly { id } } } }', 18],
    ['an argument with a weight, for each answer', '{ found(search: "a") { id } }', 24],
    ['a weight of each argument that is given', '{ found(search: $s, live: true) { id } }', 30],
    ['no weight of one that is not given', '{ found { id } }', 3],
    ['a page in a page', '{ few { free { id } } plain(first: 5) { costly { id } } }', 33],
  ])('is known before it runs: %s', (_what, text, points) => {
    expect(requested(text)).toBe(points);
  });

  it.each([
    [{}, 201],
    [{ n: 3 }, 7],
    [{ n: 0 }, 1],
    [{ n: -5 }, 1],
    [{ n: null }, 201],
    [{ n: '3' }, 201],
    [{ n: 1.5 }, 201],
  ])('takes a variable as it is given, and for the largest page where that is no number: %j', (variables, points) => {
    const text = 'query ($n: Int) { things(first: $n) { edges { node { id } } } }';
    expect(requested(text, variables)).toBe(points);
  });

  it('takes a variable’s own default', () => {
    expect(requested('query ($n: Int = 4) { plain(first: $n) { id } }')).toBe(4);
  });

  it('is counted afterwards by what was answered', () => {
    const text = '{ things(first: 20) { total edges { node { id costly { id } } } } names t: thing { free { id } } }';
    const edges = [{ node: { id: 1, costly: { id: 1 } } }, { node: { id: 2, costly: null } }, { node: null }, null];
    const data = { things: { total: 3, edges }, names: ['a', 'b'], t: { free: { id: 1 } } };
    expect(actual(text, data)).toBe(1 + 3 + 2 + 5 + 1);
    expect(actual(text, null)).toBe(0);
    expect(actual('{ few { id } }', { few: [{}, {}] })).toBe(2);
    expect(actual('{ found(search: "a") { id } }', { found: [{}, {}] })).toBe(16);
  });
});
