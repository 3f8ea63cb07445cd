import { buildSchema } from 'graphql';
import { authorize } from '#gateway/auth/authorize.ts';
import type { Policy } from '#gateway/auth/policy.ts';
import { DOCUMENT_LIMITS } from '#gateway/edge/document-limits.ts';
import { readDocument } from '#gateway/edge/limits.ts';
import type { Principal, Role } from '#kit/identity/principal.ts';

const schema = buildSchema(`
  interface Node { id: ID! }
  type Query { open: Customer closed: String unlisted: String node: Node }
  type Mutation { pay: String }
  type Customer implements Node { id: ID! secrets: Secrets parent: Customer }
  type Secrets { edges: [Secret!] }
  type Secret implements Node { id: ID! text: String }
`);

const policy: Policy = new Map<string, ReadonlySet<Role>>([
  ['Query.open', new Set(['portal', 'admin'])],
  ['Query.node', new Set(['portal', 'admin'])],
  ['Query.closed', new Set(['admin'])],
  ['Mutation.pay', new Set(['admin'])],
  ['Secrets', new Set(['admin'])],
  ['Secret', new Set(['admin'])],
]);

function forbidden(text: string, ...roles: readonly Role[]): readonly string[] | null {
  const read = readDocument(text, null, DOCUMENT_LIMITS);
  if (!read.ok) throw new Error(read.error.message);
  const principal: Principal = { subject: 's', roles, entities: [], scopes: [], correlationId: 'c' };
  return authorize(read.value.operation, read.value.fragments, schema, policy, principal)?.path ?? null;
}

describe('rights', () => {
  it.each([
    ['a plain field', '{ open { id } closed }', ['closed']],
    ['an alias', '{ open: closed }', ['open']],
    ['an inline fragment', '{ ... { closed } }', ['closed']],
    ['a fragment on the root', '{ ...f } fragment f on Query { closed }', ['closed']],
    ['a fragment in a fragment', '{ ...f } fragment f on Query { ...g } fragment g on Query { x: closed }', ['x']],
    ['a condition that may be false', 'query ($v: Boolean!) { closed @include(if: $v) }', ['closed']],
    ['a field without a row', '{ unlisted }', ['unlisted']],
    [
      'a protected type further down',
      '{ open { parent { them: secrets { edges { id } } } } }',
      ['open', 'parent', 'them'],
    ],
    ['a protected type behind an interface', '{ node { id ... on Secret { text } } }', ['node']],
    ['a mutation', 'mutation { pay }', ['pay']],
  ])('are not got around by %s', (_name, text, path) => {
    expect(forbidden(text, 'portal')).toEqual(path);
    if (!text.includes('unlisted')) expect(forbidden(text, 'admin')).toBeNull();
  });

  it('are denied to everybody for a field without a row', () => {
    expect(forbidden('{ unlisted }', 'admin')).toEqual(['unlisted']);
  });

  it('add up over several roles', () => {
    expect(forbidden('{ open { id } closed }', 'portal', 'admin')).toBeNull();
  });

  it('leave names that the schema does not know to validation', () => {
    expect(forbidden('{ open { nothing } node { ... on Nobody { id } } }', 'portal')).toBeNull();
  });
});
