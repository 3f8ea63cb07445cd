import { buildSchema } from 'graphql';
import { authorize, type Rights } from '#gateway/auth/authorize.ts';
import type { Policies, Policy } from '#gateway/auth/policy.ts';
import type { Requirement } from '#gateway/auth/requirements.ts';
import { DOCUMENT_LIMITS } from '#gateway/edge/document-limits.ts';
import { readDocument } from '#gateway/edge/limits.ts';
import type { Principal, Role } from '#kit/identity/principal.ts';

const schema = buildSchema(`
  interface Node { id: ID! }
  type Query { open: Customer closed: String unlisted: String node: Node }
  type Mutation { pay: String again: Payload }
  type Payload { query: Query }
  type Customer implements Node { id: ID! secrets: Secrets parent: Customer margin: String cost: String! }
  type Secrets { edges: [Secret!] }
  type Secret implements Node { id: ID! text: String }
`);

const policy: Policy = new Map<string, ReadonlySet<Role>>([
  ['Query.open', new Set(['portal', 'admin'])],
  ['Query.node', new Set(['portal', 'admin'])],
  ['Query.closed', new Set(['admin'])],
  ['Mutation.pay', new Set(['admin'])],
  ['Mutation.again', new Set(['portal', 'admin'])],
]);
const policies: Policies = new Map([['admins', new Set<Role>(['admin'])]]);

const ADMINS: readonly Requirement[] = [{ kind: 'POLICIES', anyOf: [['admins']] }];
const PROTECTED: ReadonlyMap<string, readonly Requirement[]> = new Map([
  ['Customer.secrets', ADMINS],
  ['Customer.margin', ADMINS],
  ['Customer.cost', ADMINS],
  ['Secret.text', ADMINS],
]);

const rights: Rights = {
  schema,
  policy,
  policies,
  scopes: new Set(),
  rightsOf: (type, field) => PROTECTED.get(`${type}.${field}`) ?? [],
};

function judged(text: string, ...roles: readonly Role[]) {
  const read = readDocument(text, null, DOCUMENT_LIMITS);
  if (!read.ok) throw new Error(read.error.message);
  const principal: Principal = { subject: 's', roles, entities: [], scopes: [], correlationId: 'c' };
  return authorize(read.value, rights, principal);
}

function refused(text: string, ...roles: readonly Role[]): readonly string[] | null {
  const answer = judged(text, ...roles);
  return answer.ok ? null : answer.error.path;
}

function masked(text: string, ...roles: readonly Role[]): readonly string[] {
  const answer = judged(text, ...roles);
  return answer.ok ? [...answer.value.values()] : ['refused'];
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
    ['a mutation', 'mutation { pay }', ['pay']],
    ['an answer that leads back to the root', 'mutation { again { query { closed } } }', ['again', 'query', 'closed']],
    ['a field that may not be null, further down', '{ open { parent { dear: cost } } }', ['open', 'parent', 'dear']],
  ])('are not got around by %s', (_name, text, path) => {
    expect(refused(text, 'portal')).toEqual(path);
    if (!text.includes('unlisted')) expect(refused(text, 'admin')).toBeNull();
  });

  it.each([
    ['a plain field', '{ open { id margin } }', ['Customer.margin']],
    ['an alias', '{ open { id: margin } }', ['Customer.margin']],
    ['a field with fields', '{ open { parent { secrets { edges { id } } } } }', ['Customer.secrets']],
    ['a fragment', '{ open { ...f } } fragment f on Customer { margin }', ['Customer.margin']],
    ['a type behind an interface', '{ node { id ... on Secret { text } } }', ['Secret.text']],
    ['a condition', 'query ($v: Boolean!) { open { margin @include(if: $v) } }', ['Customer.margin']],
  ])('leave out %s that may be null', (_name, text, coordinates) => {
    expect(masked(text, 'portal')).toEqual(coordinates);
    expect(masked(text, 'admin')).toEqual([]);
  });

  it('are denied to everybody for a field without a row', () => {
    expect(refused('{ unlisted }', 'admin')).toEqual(['unlisted']);
  });

  it('add up over several roles', () => {
    expect(refused('{ open { id } closed }', 'portal', 'admin')).toBeNull();
  });

  it('leave names that the schema does not know to validation', () => {
    expect(refused('{ open { nothing } node { ... on Nobody { id } } }', 'portal')).toBeNull();
  });
});

describe('a fragment on an interface', () => {
  const behindNode: Rights = {
    ...rights,
    // As of an interface behind which one type is protected as a whole.
    rightsOf: (type, field) => (type === 'Node' || type === 'Secret' ? ADMINS : rights.rightsOf(type, field)),
  };
  const pathOf = (text: string) => {
    const read = readDocument(text, null, DOCUMENT_LIMITS);
    if (!read.ok) throw new Error(read.error.message);
    const portal: Principal = { subject: 's', roles: ['portal'], entities: [], scopes: [], correlationId: 'c' };
    const answer = authorize(read.value, behindNode, portal);
    return answer.ok ? null : answer.error.path;
  };

  it('asks of an object for what that object asks for', () => {
    expect(pathOf('{ open { ... on Node { id } } }')).toBeNull();
    expect(pathOf('{ open { ...F } } fragment F on Node { id ... on Customer { cost } }')).toEqual(['open', 'cost']);
  });

  it('asks for all that is behind it where an answer may be any of that', () => {
    expect(pathOf('{ node { ... on Node { id } } }')).toEqual(['node', 'id']);
    expect(pathOf('{ node { ... on Customer { ... on Node { id } } } }')).toBeNull();
    expect(pathOf('{ node { ... on Secret { ... on Node { id } } } }')).toEqual(['node', 'id']);
  });
});
