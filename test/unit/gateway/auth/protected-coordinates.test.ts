import internals from '@apollo/federation-internals';
import { buildSchema, isInterfaceType, isObjectType, printSchema } from 'graphql';
import { authorize, type Rights } from '#gateway/auth/authorize.ts';
import { POLICIES, type Policy } from '#gateway/auth/policy.ts';
import { committedSupergraph } from '#gateway/config/graph.ts';
import { DOCUMENT_LIMITS } from '#gateway/edge/document-limits.ts';
import { readDocument } from '#gateway/edge/limits.ts';
import { splitSupergraph } from '#gateway/federation/runtime-supergraph.ts';
import { servingRights } from '#gateway/graph/serving-rights.ts';
import { ROLES, type Role } from '#kit/identity/principal.ts';

const STAFF: readonly Role[] = ['revops', 'finance', 'controller', 'auditor', 'admin'];
const ACCOUNTING: readonly Role[] = ['finance', 'controller', 'auditor', 'admin'];

/** Who may see what: every protected part of the graph has a row here, decided by a person. */
const MAY_SEE: Readonly<Record<string, readonly Role[]>> = {
  Money: ['portal', ...STAFF],
  Exception: STAFF,
  ExceptionConnection: STAFF,
  Approval: STAFF,
  ApprovalConnection: STAFF,
  VendorCall: ACCOUNTING,
  RevenueContract: STAFF,
  PerformanceObligation: STAFF,
  JournalEntry: STAFF,
  'ErpPosting.variance': STAFF,
  'Opportunity.amount': STAFF,
  'Product.erpItem': STAFF,
  'Product.revenueAccount': STAFF,
  'Product.deferredAccount': STAFF,
};

const split = splitSupergraph(committedSupergraph());
if (!split.ok) throw new Error(split.error.join('\n'));
const api = internals.Supergraph.build(split.value.runtimeSdl).apiSchema().toGraphQLJSSchema();
// Every type as a root of its own, so that each field can be asked for by itself.
const schema = buildSchema(printSchema(api));

function rightsFor(typeName: string): Rights {
  const everyone = new Set<Role>(ROLES);
  const type = api.getType(typeName);
  const policy: Policy = new Map([['Query.here', everyone]]);
  const root = buildSchema(
    `${printSchema(schema).replace(/^type Query \{[\s\S]*?^\}/m, '')}\ntype Query { here: ${type?.name} }`,
  );
  const rights = split.ok ? servingRights(split.value, { schema: root, policy, policies: POLICIES }) : null;
  if (rights?.ok !== true) throw new Error('A graph that is not served');
  return rights.value;
}

const fields = Object.values(api.getTypeMap()).flatMap((type) =>
  (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith('__')
    ? Object.keys(type.getFields()).map((field) => [type.name, field] as const)
    : [],
);

/** What may be seen of one field, asked in several ways that all have to end alike. */
function seenBy(role: Role, rights: Rights, type: string, field: string): readonly boolean[] {
  return [
    `{ here { ${field} } }`,
    `{ here { x: ${field} } }`,
    `{ here { ...F } } fragment F on ${type} { ${field} }`,
    `query ($v: Boolean!) { here { ... on ${type} { ${field} @include(if: $v) } } }`,
  ].map((text) => {
    const read = readDocument(text, null, DOCUMENT_LIMITS);
    if (!read.ok) throw new Error(read.error.message);
    const judged = authorize(read.value, rights, {
      subject: 's',
      roles: [role],
      entities: [],
      scopes: [],
      correlationId: 'c',
    });
    return judged.ok && judged.value.size === 0;
  });
}

describe('every protected part of the graph', () => {
  const protectedOnes = [...split.value.requirements.keys()].toSorted();

  it('has a row that says who may see it', () => {
    expect(protectedOnes).toEqual(Object.keys(MAY_SEE).toSorted());
  });

  it.each(Object.entries(MAY_SEE))(
    'is seen by those of its row, by no other role and in no other way: %s',
    (coordinate, roles) => {
      const [type = '', only] = coordinate.split('.');
      const all = fields.filter(([name, field]) => name === type && (only === undefined || field === only));
      expect(all.length).toBeGreaterThan(0);
      const rights = rightsFor(type);
      for (const role of ROLES) {
        const mayBe = roles.includes(role);
        const seen = all.map(([name, field]) => [field, seenBy(role, rights, name, field)] as const);
        // A part may ask for more than its whole: amounts are hidden from those who may see what they are of.
        if (mayBe) expect([role, seen.some(([, ways]) => ways.every(Boolean))]).toEqual([role, true]);
        else expect([role, seen.filter(([, ways]) => ways.some(Boolean))]).toEqual([role, []]);
      }
    },
  );

  it('hides whatever answers with it', () => {
    const leading = fields.filter(([type, field]) => {
      const parent = api.getType(type);
      const answers = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[field]?.type : undefined;
      return String(answers).replace(/[[\]!]/g, '') === 'Money';
    });
    expect(leading.length).toBeGreaterThan(20);
    for (const [type, field] of leading) {
      expect([type, field, seenBy('partner', rightsFor(type), type, field)]).toEqual([
        type,
        field,
        [false, false, false, false],
      ]);
    }
  });
});
