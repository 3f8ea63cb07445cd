import { composeSupergraph } from '#gateway/federation/compose.ts';
import { graphRights } from '#gateway/federation/graph-rights.ts';
import { differences, type SplitSupergraph, splitSupergraph } from '#gateway/federation/runtime-supergraph.ts';

const FEDERATION = 'https://specs.apollo.dev/federation/v2.9';
const head = (...security: readonly string[]) =>
  `extend schema @link(url: "${FEDERATION}", import: ["@key", "@requires", "@external", ${security.join(', ')}])`;

function composed(crm: string, billing = '', ...security: readonly string[]): string {
  const names = security.length === 0 ? ['"@authenticated"', '"@requiresScopes"', '"@policy"'] : security;
  const result = composeSupergraph([
    { name: 'crm', sdl: `${head(...names)}\n${crm}` },
    { name: 'billing', sdl: `${head(...names)}\ntype Query { other: Int }\n${billing}` },
  ]);
  if (!result.ok) throw new Error(result.error.join('\n'));
  return result.value.supergraphSdl;
}

const CRM = `
  type Query { customer: Customer things: [Thing!]! }
  interface Thing { id: ID! note: String plain: String }
  type Customer implements Thing @key(fields: "id") {
    id: ID! plain: String
    note: String @policy(policies: [["a"], ["b", "c"]])
    level: Level
    margin: String @requiresScopes(scopes: [["read:margin"]])
    secret: Secret
  }
  type Note implements Thing @authenticated { id: ID! note: String plain: String }
  type Secret { text: String }
  enum Level @policy(policies: [["levels"]]) { HIGH LOW }
`;

function splitOf(sdl: string): SplitSupergraph {
  const split = splitSupergraph(sdl);
  if (!split.ok) throw new Error(split.error.join('\n'));
  return split.value;
}

function faultsOf(sdl: string): readonly string[] {
  const split = splitSupergraph(sdl);
  return split.ok ? [] : split.error;
}

describe('a supergraph that says who may have what', () => {
  it('is given to the planner without that, and otherwise as it was written', () => {
    const sdl = composed(CRM);
    const { runtimeSdl, requirements } = splitOf(sdl);
    expect([...requirements.keys()].sort()).toEqual(['Customer.margin', 'Customer.note', 'Level', 'Note']);
    expect(runtimeSdl).not.toMatch(/authenticated|requiresScopes|policy/);
    const kept = runtimeSdl.split('\n').filter((line) => line.trim() !== '');
    const before = new Set(sdl.split('\n'));
    const changed = kept.filter((line) => !before.has(line)).map((line) => line.trim());
    expect(changed).toEqual(['margin: String']);
  });

  it('says the same when its directives go by other names', () => {
    const renamed = composed(
      'type Query { a: String @only(policies: [["x"]]) b: String @known c: S }\nscalar S @ask(scopes: [["s"]])',
      '',
      '{ name: "@policy", as: "@only" }',
      '{ name: "@authenticated", as: "@known" }',
      '{ name: "@requiresScopes", as: "@ask" }',
    );
    const { runtimeSdl, requirements } = splitOf(renamed);
    expect([...requirements]).toEqual([
      ['Query.a', [{ kind: 'POLICIES', anyOf: [['x']] }]],
      ['Query.b', [{ kind: 'AUTHENTICATED' }]],
      ['S', [{ kind: 'SCOPES', anyOf: [['s']] }]],
    ]);
    expect(runtimeSdl).not.toMatch(/@only|@known|@ask|policy__Policy|requiresScopes__Scope/);
  });

  it('is the planner’s own when it says nothing of that', () => {
    const sdl = composed('type Query { a: String }', '', '"@shareable"');
    expect(splitOf(sdl).runtimeSdl).toBe(sdl);
  });

  it.each([
    ['an unknown edition', 'policy/v0.1', 'policy/v9.0', /linked in v9\.0; only v0\.1/],
    [
      'an argument of another form',
      '@policy(policies: [["levels"]])',
      '@policy(policies: "levels")',
      /^Level: @policy takes/,
    ],
    ['an empty list', '@policy(policies: [["levels"]])', '@policy(policies: [[]])', /^Level: @policy takes/],
    ['no list at all', '@policy(policies: [["levels"]])', '@policy', /^Level: @policy takes/],
    ['another argument', '@policy(policies: [["levels"]])', '@policy(roles: [["levels"]])', /^Level: @policy takes/],
    ['an argument where none is', '@authenticated\n', '@authenticated(really: true)\n', /takes no argument/],
    ['a place that is none', 'HIGH @join__enumValue(graph: CRM)', 'HIGH @policy(policies: [["x"]])', /1 uses .+ none/],
    [
      'a name that is not linked',
      '@link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)',
      '',
      /@policy is used, but not linked/,
    ],
  ])('is served by nobody with %s', (_what, written, instead, fault) => {
    const sdl = composed(CRM);
    expect(sdl).toContain(written);
    expect(faultsOf(sdl.replace(written, instead)).join('\n')).toMatch(fault);
  });

  it('is served by nobody when a field was stripped and is not enforced', () => {
    const sdl = composed(CRM);
    const split = splitOf(sdl);
    expect(differences(sdl, split)).toEqual([]);
    const requirements = new Map([...split.requirements].filter(([coordinate]) => coordinate !== 'Customer.note'));
    expect(differences(sdl, { ...split, requirements })).toEqual([
      'The supergraph has 4 uses of security directives, but 3 are enforced.',
    ]);
  });

  it('is served by nobody when a use is left, or clients would see another schema', () => {
    const sdl = composed(CRM);
    const split = splitOf(sdl);
    expect(differences(sdl, { ...split, runtimeSdl: sdl })[0]).toMatch(/^4 uses .+ are left/);
    const runtimeSdl = split.runtimeSdl.replace('  secret: Secret\n', '');
    expect(differences(sdl, { ...split, runtimeSdl })).toEqual([
      'Without its security directives the supergraph shows clients another schema.',
    ]);
  });
});

describe('what a field asks of its caller', () => {
  const asked = (crm: string, billing?: string) => {
    const { full, requirements } = splitOf(composed(crm, billing));
    const rights = graphRights(full, requirements);
    return (type: string, field: string) => rights(type, field).map((each) => JSON.stringify(each));
  };
  const A = '{"kind":"POLICIES","anyOf":[["a"],["b","c"]]}';
  const KNOWN = '{"kind":"AUTHENTICATED"}';
  const LEVELS = '{"kind":"POLICIES","anyOf":[["levels"]]}';

  it('is what it says itself, its type says and the type of its answer says', () => {
    const of = asked(CRM);
    expect(of('Customer', 'note')).toEqual([A]);
    expect(of('Note', 'note')).toEqual([KNOWN]);
    expect(of('Customer', 'level')).toEqual([LEVELS]);
    expect(of('Customer', 'secret')).toEqual([]);
    expect(of('Customer', 'nothing')).toEqual([]);
  });

  it('is all that the types behind an interface say when it is selected through it, and no more on one of them', () => {
    const of = asked(CRM);
    expect(of('Thing', 'note').toSorted()).toEqual([KNOWN, A].toSorted());
    expect(of('Thing', 'plain')).toEqual([KNOWN]);
    expect(of('Customer', 'plain')).toEqual([]);
  });

  it('is what an interface says, where a graph of others has such a rule', () => {
    const sdl = composed(CRM).replace('interface Thing\n', 'interface Thing @policy(policies: [["levels"]])\n');
    const { full, requirements } = splitOf(sdl);
    expect(graphRights(full, requirements)('Customer', 'plain').map((each) => JSON.stringify(each))).toEqual([LEVELS]);
  });

  it('is also what the fields say that it is answered from', () => {
    const of = asked(
      `type Query { customer: Customer }
       type Customer @key(fields: "id") { id: ID! parts: Parts deep: String }
       type Parts { cost: String @policy(policies: [["levels"]]) open: String }`,
      `type Customer @key(fields: "id") {
         id: ID! parts: Parts @external
         estimate: String @requires(fields: "parts { cost }") @policy(policies: [["levels"]])
       }
       type Parts { cost: String @external }`,
    );
    expect(of('Customer', 'estimate')).toEqual([LEVELS]);
  });

  it('is also what the fields say that it is answered from, when it does not say so itself', () => {
    const sdl = composed(
      `type Query { customer: Customer }
       type Customer @key(fields: "id") { id: ID! parts: Parts }
       type Parts { cost: String open: String }`,
      `type Customer @key(fields: "id") {
         id: ID! parts: Parts @external estimate: String @requires(fields: "parts { ... on Parts { cost } }")
       }
       type Parts { cost: String @external }`,
    ).replace(/cost: String/, '$& @policy(policies: [["levels"]])');
    const linked = sdl
      .replace('{\n  query', '  @link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)\n{\n  query')
      .concat('directive @policy(policies: [[policy__Policy!]!]!) on FIELD_DEFINITION\nscalar policy__Policy\n');
    const { full, requirements } = splitOf(linked);
    expect([...requirements.keys()]).toEqual(['Parts.cost']);
    const rights = graphRights(full, requirements);
    expect(rights('Customer', 'estimate').map((each) => JSON.stringify(each))).toEqual([LEVELS]);
    expect(rights('Parts', 'open')).toEqual([]);
  });
});
