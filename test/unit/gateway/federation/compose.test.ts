import { readFileSync } from 'node:fs';
import { committedRuntimeSupergraph, committedSupergraph } from '#gateway/config/graph.ts';
import { composeSupergraph } from '#gateway/federation/compose.ts';
import { lintSchemaBuilders } from '#gateway/federation/lints.ts';
import { SUBGRAPH_NAMES, subgraphSdl } from '#schema/subgraph-sdl.ts';

const HEAD = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@requires", "@external", "@inaccessible", "@policy", "@listSize", "@cost"])`;

const faultsOf = (sdls: Readonly<Record<string, string>>) => {
  const composed = composeSupergraph(Object.entries(sdls).map(([name, sdl]) => ({ name, sdl: `${HEAD}\n${sdl}` })));
  return composed.ok ? [] : composed.error;
};

const CRM = 'type Query { customer: Customer } type Customer @key(fields: "id") { id: ID! name: String! seats: Int }';

describe('the supergraph', () => {
  it('is committed as it composes', () => {
    const composed = composeSupergraph(SUBGRAPH_NAMES.map((name) => ({ name, sdl: subgraphSdl(name) })));
    expect(composed.ok ? composed.value.supergraphSdl === committedSupergraph() : composed.error).toBe(true);
    expect(composed.ok && composed.value.runtimeSdl === committedRuntimeSupergraph()).toBe(true);
    for (const [name, sdl] of composed.ok ? composed.value.variantSdls : []) {
      const file = new URL(`../../../../schema/graphql/variants/${name}.graphql`, import.meta.url);
      expect([name, readFileSync(file, 'utf8') === sdl]).toEqual([name, true]);
    }
  });

  it('takes costs of fields, types and arguments, and none where variables would hide what they are of', () => {
    const graph = (argument: string, part: string) =>
      `type Query { found(by: By ${argument}): ID @cost(weight: 2) } input By { text: String ${part} }`;
    expect(faultsOf({ crm: graph('@cost(weight: 3)', '') })).toEqual([]);
    expect(faultsOf({ crm: graph('', '@cost(weight: 3)') })).toEqual([
      'crm: By.text: write @cost on the argument that takes it.',
    ]);
  });

  it('does not compose where what a reader outside sees would still tell of what is kept from it', () => {
    const billing = (tag: string) =>
      `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@tag"])
       type Query { any: Any } union Any = Plain | Book type Plain { id: ID } type Book ${tag} { id: ID }`;
    const faults = (tag: string) => composeSupergraph([{ name: 'billing', sdl: billing(tag) }]);
    expect(faults('')).toMatchObject({ ok: true });
    const told = 'Query.any may answer with Book, which is left out: tag the field too.';
    expect(faults('@tag(name: "internal")')).toEqual({ ok: false, error: [`Variant portal: ${told}`] });
  });

  it('lets a dead subgraph null its own fields only, so what it adds to another one’s entity is nullable', () => {
    const billing = (type: string) => `type Customer @key(fields: "id") { id: ID! balance: ${type} }`;
    expect(faultsOf({ crm: CRM, billing: billing('String') })).toEqual([]);
    expect(faultsOf({ crm: CRM, billing: billing('String!') })).toEqual([
      'billing: Customer.balance belongs to an entity of crm: make it nullable.',
    ]);
  });

  it('knows whose an entity is that several subgraphs have fields of', () => {
    const thing = (field: string) => `type Thing @key(fields: "id") { id: ID! ${field}: String }`;
    const faults = faultsOf({ crm: `type Query { thing: Thing } ${thing('a')}`, erp: thing('b') });
    expect(faults).toContain(
      'Thing: several subgraphs have fields of it; name its owner in gateway/federation/lints.ts.',
    );
  });

  it('has no argument inside @requires, which the executor would answer with another amount', () => {
    const billing = (seats: string) => `type Customer @key(fields: "id") {
      id: ID! seats(at: Int): Int @external estimate: Int @requires(fields: "${seats}") }`;
    const argument = ['billing: Customer.estimate has an argument inside @requires.'];
    expect(faultsOf({ crm: CRM, billing: billing('seats(at: 1)') })).toEqual(argument);
    expect(faultsOf({ crm: CRM, billing: billing('parts { ... on Part { seats(at: 1) } }') })).toEqual(argument);
    expect(faultsOf({ crm: CRM, billing: billing('seats # (at: 1)\\n') })).toEqual([]);
    expect(faultsOf({ crm: CRM, billing: billing('seats {') })).toEqual([
      'billing: Customer.estimate has a @requires whose fields cannot be read.',
    ]);
  });

  it('says of every list of objects how long it is, once it says so of any', () => {
    const fields = (size: string) => `type Query { customer: Customer all: [Customer] ${size} pages(first: Int): Page
      @listSize(slicingArguments: ["first"], sizedFields: ["edges"]) }
      type Page { edges: [Customer!]! } type Customer @key(fields: "id") { id: ID! names: [String] }`;
    expect(faultsOf({ crm: fields('@listSize(assumedSize: 5)') })).toEqual([]);
    expect(faultsOf({ crm: fields('') })).toEqual(['crm: Query.all is a list of unknown length: give it @listSize.']);
  });

  it('has no rule on an interface, where composition puts those of the types behind it', () => {
    const crm = `${CRM} interface Thing @policy(policies: [["x"]]) { id: ID! }`;
    expect(faultsOf({ crm })).toEqual(['crm: Thing is of an interface: write @policy on its types.']);
  });

  it.each([
    ['pay(input: PayInput!): String', 'input PayInput { idempotencyKey: String! }', true],
    ['pay(input: PayInput!): String', 'input PayInput { idempotencyKey: String }', false],
    ['pay(input: PayInput!): String', 'input PayInput { amount: String! }', false],
    ['pay(input: PayInput): String', 'input PayInput { idempotencyKey: String! }', false],
    ['pay(input: PayInput!, at: Int): String', 'input PayInput { idempotencyKey: String! }', false],
    ['pay: String', '', false],
    ['payCommand(name: String!): String @inaccessible', '', true],
  ])('takes a mutation only with an idempotency key in its one input: %s %s', (field, input, taken) => {
    const faults = faultsOf({
      crm: `${CRM} type Mutation { ${field} other(input: O!): Int } input O { idempotencyKey: String! } ${input}`,
    });
    const name = field.split(/[(:]/, 1)[0];
    expect(faults).toEqual(taken ? [] : [`crm: Mutation.${name} needs one input! with idempotencyKey: String!.`]);
  });

  it('tells the faults of composition itself', () => {
    expect(faultsOf({ crm: CRM, erp: 'type Query { customer: Int }' }).length).toBeGreaterThan(0);
  });
});

describe('the form of a subgraph’s schema', () => {
  it.each([
    ['buildSubgraphSchema([{ typeDefs, resolvers }])', 0],
    ['buildSubgraphSchema(\n  [{ typeDefs }])', 0],
    ['buildSubgraphSchema({ typeDefs, resolvers })', 1],
    ['buildSubgraphSchema(modules)', 1],
  ])('is a list of modules: %s', (text, count) => {
    expect(lintSchemaBuilders([['crm/main.ts', text]])).toHaveLength(count);
  });
});
