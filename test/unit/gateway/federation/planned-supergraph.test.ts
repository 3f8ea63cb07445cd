import composition from '@apollo/composition';
import { type GraphQLSchema, parse, print } from 'graphql';
import { cutText } from '#gateway/federation/cut-text.ts';
import { joinNames } from '#gateway/federation/join-directives.ts';
import { withMadeFields } from '#gateway/federation/made-fields.ts';
import { clientsSchema } from '#gateway/federation/runtime-supergraph.ts';
import { uselessKeys } from '#gateway/federation/useless-keys.ts';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])';

function supergraphOf(subgraphs: Readonly<Record<string, string>>): string {
  const services = Object.entries(subgraphs).map(([name, sdl]) => ({ name, typeDefs: parse(`${LINK} ${sdl}`) }));
  const composed = composition.composeServices(services);
  if (composed.supergraphSdl === undefined) throw new Error(composed.errors.join('\n'));
  return composed.supergraphSdl;
}

function fieldsOf(schema: GraphQLSchema, type: string): readonly string[] {
  return Object.keys((schema.getType(type) as { getFields(): object }).getFields());
}

const PRICES = supergraphOf({
  billing: `
    type Query { plans: [Plan!]! }
    type Plan @key(fields: "id") { id: ID! price(currency: String!): Int seats: Int tiers(first: Int): [Tier!] }
    type Tier { rate(currency: String!): Int }`,
  revrec: `
    type Plan @key(fields: "id") {
      id: ID!
      seats: Int @external
      price(currency: String!): Int @external
      tiers(first: Int): [Tier!] @external
      dollars: Int @requires(fields: "price(currency: \\"USD\\") seats")
      again: Int @requires(fields: "price(currency: \\"USD\\")")
      euros: Int @requires(fields: "price(currency: \\"EUR\\") tiers(first: 2) { rate(currency: \\"EUR\\") }")
    }
    type Tier @external { rate(currency: String!): Int }`,
});

describe('a supergraph for the planner', () => {
  it('has a field of its own for each required field with arguments, the same for the same arguments', () => {
    const { document, made } = withMadeFields(parse(PRICES));
    expect([...made.byName].map(([name, asked]) => `${name}: ${asked.name}(${asked.arguments.map(print)})`)).toEqual([
      'price_1: price(currency: "USD")',
      'price_2: price(currency: "EUR")',
      'rate_1: rate(currency: "EUR")',
      'tiers_1: tiers(first: 2)',
    ]);
    const text = print(document);
    expect(text).toContain('euros: Int @join__field(graph: REVREC, requires: "price_2 tiers_1{rate_1}")');
    expect(text).toContain('dollars: Int @join__field(graph: REVREC, requires: "price_1 seats")');
    expect(fieldsOf(clientsSchema(text), 'Plan')).toContain('price_1');
    expect(fieldsOf(clientsSchema(PRICES), 'Plan')).not.toContain('price_1');
  });

  it('says which made fields a field requires, in the words of its subgraph', () => {
    const { made } = withMadeFields(parse(PRICES));
    expect(Object.fromEntries([...made.required].map(([key, names]) => [key, [...names]]))).toEqual({
      'revrec Plan.dollars': ['price_1'],
      'revrec Plan.again': ['price_1'],
      'revrec Plan.euros': ['price_2', 'rate_1', 'tiers_1'],
    });
  });

  it('is the very same where nothing is required with arguments', () => {
    const document = parse(supergraphOf({ crm: 'type Query { a(b: Int): Int }' }));
    expect(withMadeFields(document).document).toBe(document);
  });

  it('is joined by the fields of its keys and by what is required, and by nothing else', () => {
    expect([...joinNames(withMadeFields(parse(PRICES)).document)].toSorted()).toEqual(
      ['__typename', 'id', 'price_1', 'price_2', 'rate_1', 'seats', 'tiers_1'].toSorted(),
    );
  });

  it('has no key by which a subgraph finds nothing, where it does by another', () => {
    const text = supergraphOf({
      crm: `type Query { account: Account }
        type Account @key(fields: "id") @key(fields: "number", resolvable: false) { id: ID! number: ID! }
        type Lead @key(fields: "id", resolvable: false) { id: ID! }`,
      billing: `type Account @key(fields: "id") { id: ID! due: Int } type Lead @key(fields: "id") { id: ID! due: Int }`,
    });
    const cut = cutText(text, uselessKeys(parse(text)));
    expect(cut).not.toContain('key: "number"');
    expect(cut).toContain('@join__type(graph: CRM, key: "id", resolvable: false)');
    expect(fieldsOf(clientsSchema(cut), 'Account')).toEqual(fieldsOf(clientsSchema(text), 'Account'));
  });
});
