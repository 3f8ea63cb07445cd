import { buildSchema, parse, print } from 'graphql';
import type { Rights } from '#gateway/auth/authorize.ts';
import type { Requirement } from '#gateway/auth/requirements.ts';
import { DOCUMENT_LIMITS } from '#gateway/edge/document-limits.ts';
import { type GuardSettings, guardWith } from '#gateway/edge/guards.ts';
import { WHOLE_GRAPH } from '#gateway/graph/serving-variants.ts';
import type { Principal, Role } from '#kit/identity/principal.ts';

const apiSchema = buildSchema(`
  type Query { open: String secret: String customer: Customer }
  type Customer { name: String margin(in: String): String cost: String scoped: String }
`);
const ADMINS: readonly Requirement[] = [{ kind: 'POLICIES', anyOf: [['admins']] }];
const PROTECTED: ReadonlyMap<string, readonly Requirement[]> = new Map([
  ['Customer.margin', ADMINS],
  ['Customer.cost', ADMINS],
  ['Customer.scoped', [{ kind: 'SCOPES', anyOf: [['read:all'], ['read:some', 'read:more']] }]],
]);
const everybody = new Set<Role>(['portal', 'revops', 'admin']);
const RIGHTS: Rights = {
  schema: apiSchema,
  policy: new Map<string, ReadonlySet<Role>>([
    ['Query.open', everybody],
    ['Query.customer', everybody],
    ['Query.secret', new Set<Role>(['admin'])],
  ]),
  policies: new Map([['admins', new Set<Role>(['admin'])]]),
  scopes: new Set(['read:all', 'read:some', 'read:more']),
  rightsOf: (type, field) => PROTECTED.get(`${type}.${field}`) ?? [],
};
const SETTINGS: GuardSettings = {
  limits: DOCUMENT_LIMITS,
  introspection: true,
  variantOf: WHOLE_GRAPH,
  textScalars: new Set(),
  apiSchema,
  errors: { suggestions: false },
  costs: { weights: new Map(), sizes: new Map() },
  rights: RIGHTS,
};
const guard = guardWith(SETTINGS);
const asked = (query: string, operationName: string | null = null) => ({ query, operationName, variables: {} });
const as = (...roles: Role[]): Principal => ({ subject: 's', roles, entities: [], scopes: [], correlationId: 'c' });
const admitted = (query: string, principal: Principal) => {
  const answer = guard(asked(query), principal);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
};
const codeOf = (answer: ReturnType<typeof guard>) => (answer.ok ? 'allowed' : answer.error.code);

describe('a text that was asked before', () => {
  it('is judged anew for each set of roles, whoever asked first', () => {
    const request = asked('{ secret }');
    const verdicts = [as('admin'), as('portal'), as('admin'), as('portal'), as('portal', 'admin')].map((principal) =>
      codeOf(guard(request, principal)),
    );
    expect(verdicts).toEqual(['allowed', 'FORBIDDEN', 'allowed', 'FORBIDDEN', 'allowed']);
  });

  it('is not read again', () => {
    const [first, second, another] = [as('portal'), as('portal'), as('admin')].map((who) =>
      guard(asked('{ open }'), who),
    );
    expect(first?.ok === true && second?.ok === true && first.value.read === second.value.read).toBe(true);
    expect(first?.ok === true && another?.ok === true && first.value.read === another.value.read).toBe(true);
  });

  it('is refused under another operation name than its own', () => {
    const query = 'query Mine { open }';
    expect(codeOf(guard(asked(query, 'Mine'), as('portal')))).toBe('allowed');
    expect(codeOf(guard(asked(query, 'Other'), as('portal')))).toBe('BAD_REQUEST');
    expect(codeOf(guard(asked(query, 'Mine'), as('portal')))).toBe('allowed');
  });

  it('is forgotten after 500 others', () => {
    const before = guard(asked('query First { open }'), as('portal'));
    for (let number = 0; number < 500; number += 1) guard(asked(`query Q${number} { open }`), as('portal'));
    const after = guard(asked('query First { open }'), as('portal'));
    expect(before.ok && after.ok && before.value.read !== after.value.read).toBe(true);
  });
});

describe('a document that its caller may not have all of', () => {
  const QUERY = 'query ($v: String) { customer { name ...More } } fragment More on Customer { margin(in: $v) name }';

  it('runs without what is forbidden and without what only that needed', () => {
    const { text, masked } = admitted(QUERY, as('portal'));
    expect(text).toBe(
      print(parse('{ customer { name ...More } } fragment More on Customer { masked_0: __typename name }')),
    );
    expect(masked).toEqual([{ coordinate: 'Customer.margin', responseKey: 'margin', placeholder: 'masked_0' }]);
    expect(admitted(QUERY, as('admin'))).toMatchObject({ text: QUERY, masked: [] });
  });

  it('is one document for all who may have the same of it', () => {
    const [portal, again, revops, admin] = [as('portal'), as('portal'), as('revops'), as('admin')].map(
      (who) => admitted(QUERY, who).read,
    );
    expect(again).toBe(portal);
    expect(revops).toBe(portal);
    expect(admin).not.toBe(portal);
  });

  it('is another document when something else is forbidden', () => {
    const both = '{ customer { scoped cost } }';
    const granted = { ...as('portal'), scopes: ['read:all'] };
    expect(admitted(both, as('portal')).read).not.toBe(admitted(both, granted).read);
    expect(admitted(both, granted).masked.map(({ coordinate }) => coordinate)).toEqual(['Customer.cost']);
  });

  it.each([
    [['read:all'], true],
    [['read:some', 'read:more'], true],
    [['read:some'], false],
    [['unheard of'], false],
    [[], false],
  ])('asks for one of the lists of scopes, all of it: %j', (scopes, held) => {
    const { masked } = admitted('{ customer { scoped } }', { ...as('admin'), scopes });
    expect(masked).toHaveLength(held ? 0 : 1);
  });

  it('keeps clear of the names that its caller gives', () => {
    const { text } = admitted('{ customer { masked_0: name cost } }', as('portal'));
    expect(text).toBe(print(parse('{ customer { masked_0: name masked__0: __typename } }')));
  });

  it('is still judged whole by the schema', () => {
    expect(codeOf(guard(asked('{ customer { cost { nothing } } }'), as('portal')))).toBe('GRAPHQL_VALIDATION_FAILED');
  });
});

describe('a document of a graph with variants', () => {
  const seen = buildSchema('type Query { open: String customer: Customer } type Customer { name: String }');
  const looked: string[] = [];
  const outside = guardWith({
    ...SETTINGS,
    rights: { ...RIGHTS, policy: null, rightsOf: () => [] },
    variantOf: (roles) => {
      const [role = 'none'] = roles;
      looked.push(role);
      return role === 'admin' ? null : { name: 'outside', schema: seen };
    },
  });
  const codesOf = (query: string, ...whos: readonly Principal[]) =>
    whos.map((who) => codeOf(outside(asked(query), who)));

  it('is judged by what its caller sees of it, before by what it may have', () => {
    const query = '{ customer { name cost } }';
    expect(codesOf(query, as('admin'), as('portal'), as('admin'), as('revops'))).toEqual([
      'allowed',
      'GRAPHQL_VALIDATION_FAILED',
      'allowed',
      'GRAPHQL_VALIDATION_FAILED',
    ]);
    const secret = guardWith({ ...SETTINGS, variantOf: () => ({ name: 'outside', schema: seen }) });
    expect(codeOf(secret(asked('{ secret }'), as('portal')))).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('is one document for all to whom it is the same, whichever form of the graph they see', () => {
    const reads = [as('admin'), as('portal'), as('revops')].map((who) => outside(asked('{ customer { name } }'), who));
    const [first, ...others] = reads.map((answer) => (answer.ok ? answer.value.read : null));
    expect(first).not.toBeNull();
    for (const other of others) expect(other).toBe(first);
  });

  it('is looked at once by each set of roles', () => {
    looked.length = 0;
    const query = '{ customer { name } open }';
    codesOf(query, as('portal'), as('portal'), as('revops'), as('portal'), as('revops'));
    expect(looked).toEqual(['portal', 'revops']);
  });
});
