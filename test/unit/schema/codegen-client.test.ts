import { buildSchema, parse } from 'graphql';
import { documentFaults } from '#schema/codegen-client.ts';

const schema = buildSchema(`
  type Query { name: String }
  type Mutation { act(key: String!): Acted! }
  type Acted { done: Boolean! userErrors: [UserError!]! }
  type UserError { code: String! field: [String!] message: String! }
  type Subscription { news(from: String): News! }
  type News { cursor: String! sequence: Int! kind: String! }
`);
const faultsOf = (text: string) => documentFaults(parse(text), schema);

describe('a document of a portal', () => {
  it.each([
    ['a query', 'query Read { name }'],
    [
      'a change',
      'mutation Act($idempotencyKey: String!) { act(key: $idempotencyKey) { done userErrors { code field message } } }',
    ],
    ['a stream', 'subscription News($resumeFrom: String) { news(from: $resumeFrom) { cursor sequence kind } }'],
  ])('that is %s has all that the client lives by', (_what, text) => {
    expect(faultsOf(text)).toEqual([]);
  });

  it.each([
    [
      'asks for what its audience does not see',
      'query Read { secret }',
      'Cannot query field "secret" on type "Query".',
    ],
    ['has no name', '{ name }', 'is not one operation with a name'],
    ['is two', 'query A { name } query B { name }', 'is not one operation with a name'],
    [
      'does not ask what the business says',
      'mutation Act($idempotencyKey: String!) { act(key: $idempotencyKey) { done } }',
      'asks for no userErrors',
    ],
    [
      'does not ask where the business says no',
      'mutation Act($idempotencyKey: String!) { act(key: $idempotencyKey) { userErrors { code message } } }',
      'asks for no userErrors field',
    ],
    ['takes no key', 'mutation Act { act(key: "k") { userErrors { code field message } } }', 'takes no idempotencyKey'],
    [
      'does two acts',
      `mutation Act($idempotencyKey: String!) { act(key: $idempotencyKey) { userErrors { code field message } }
        other: act(key: $idempotencyKey) { userErrors { code field message } } }`,
      'has more than one root field',
    ],
    ['cannot be resumed', 'subscription News { news { cursor sequence } }', 'takes no resumeFrom'],
    [
      'does not ask where it is',
      'subscription News($resumeFrom: String) { news(from: $resumeFrom) { sequence } }',
      'asks for no cursor',
    ],
  ])('that %s is not taken', (_what, text, fault) => {
    expect(faultsOf(text)).toContain(fault);
  });
});
