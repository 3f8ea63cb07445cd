import { buildSchema } from 'graphql';
import { DOCUMENT_LIMITS } from '#gateway/edge/document-limits.ts';
import { guardWith } from '#gateway/edge/guards.ts';
import type { Principal, Role } from '#kit/identity/principal.ts';

const guard = guardWith({
  limits: DOCUMENT_LIMITS,
  introspection: true,
  policy: new Map<string, ReadonlySet<Role>>([
    ['Query.open', new Set<Role>(['portal', 'admin'])],
    ['Query.secret', new Set<Role>(['admin'])],
  ]),
  apiSchema: buildSchema('type Query { open: String secret: String }'),
});
const asked = (query: string, operationName: string | null = null) => ({ query, operationName, variables: {} });
const as = (...roles: Role[]): Principal => ({ subject: 's', roles, entities: [], scopes: [], correlationId: 'c' });
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
