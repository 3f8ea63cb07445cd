import { committedSupergraph } from '#gateway/config/graph.ts';
import { glanceAtSupergraph, readSupergraph } from '#gateway/federation/read-supergraph.ts';

const FIRST_FEDERATION = `schema @core(feature: "https://specs.apollo.dev/core/v0.2") @core(feature: "https://specs.apollo.dev/join/v0.1", for: EXECUTION) { query: Query }
       directive @core(as: String, feature: String!, for: core__Purpose) repeatable on SCHEMA
       directive @join__field(graph: join__Graph, provides: join__FieldSet, requires: join__FieldSet) on FIELD_DEFINITION
       directive @join__graph(name: String!, url: String!) on ENUM_VALUE
       directive @join__owner(graph: join__Graph!) on INTERFACE | OBJECT
       directive @join__type(graph: join__Graph!, key: join__FieldSet) repeatable on INTERFACE | OBJECT
       enum core__Purpose { EXECUTION SECURITY }
       scalar join__FieldSet
       enum join__Graph { OLD @join__graph(name: "old", url: "http://old.example/q") }
       type Query { book: Book @join__field(graph: OLD) }
       type Book @join__owner(graph: OLD) @join__type(graph: OLD, key: "id") { id: ID! }`;

describe.each([
  ['read', readSupergraph],
  ['glanced at', glanceAtSupergraph],
])('a supergraph that is %s', (_how, read) => {
  it('tells where each subgraph was said to answer, though parts of it are protected', () => {
    const urls = read(committedSupergraph());
    expect(urls.ok && urls.value.get('crm')).toBe('http://crm/graphql');
    expect(urls.ok && urls.value.size).toBe(5);
  });

  it('may be a join of the first federation', () => {
    const urls = read(FIRST_FEDERATION);
    expect(urls.ok ? [...urls.value] : urls.error).toEqual([['old', 'http://old.example/q']]);
  });

  it.each([['no schema at all'], ['type Query { a: Int }'], ['']])(
    'is refused in one line when it is none: %j',
    (text) => {
      const urls = read(text);
      expect(urls.ok ? '' : urls.error).toMatch(/^holds no composed supergraph: .+\.$/);
    },
  );
});
