import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema, isInterfaceType, isObjectType, parse } from 'graphql';
import { holds } from '#gateway/auth/held-rights.ts';
import { POLICIES, POLICY } from '#gateway/auth/policy.ts';
import { VARIANTS } from '#gateway/auth/variants.ts';
import { committedSupergraph } from '#gateway/config/graph.ts';
import { clientsSchema, splitSupergraph } from '#gateway/federation/runtime-supergraph.ts';
import { tagsOf } from '#gateway/federation/tags.ts';
import { servingRights } from '#gateway/graph/serving-rights.ts';
import type { Role } from '#kit/identity/principal.ts';

const sdlOf = (name: string) =>
  readFileSync(new URL(`../../../../schema/graphql/variants/${name}.graphql`, import.meta.url), 'utf8');
const split = splitSupergraph(committedSupergraph());
if (!split.ok) throw new Error(split.error.join('\n'));
const api = clientsSchema(split.value.runtimeSdl);
const tags = tagsOf(split.value.full);
const rights = servingRights(split.value, { schema: api, policy: POLICY, policies: POLICIES });
if (!rights.ok) throw new Error(rights.error.join('\n'));
const { rightsOf } = rights.value;

/** By variant: its schema, and the role that sees it. */
const SEEN: readonly (readonly [string, GraphQLSchema, Role])[] = [
  ['portal', buildSchema(sdlOf('portal')), 'portal'],
  ['partner', buildSchema(sdlOf('partner')), 'partner'],
];

const has = (schema: GraphQLSchema, coordinate: string): boolean => {
  const [typeName = '', fieldName] = coordinate.split('.');
  const type = schema.getType(typeName);
  if (type === undefined || fieldName === undefined) return type !== undefined;
  return (isObjectType(type) || isInterfaceType(type)) && Object.hasOwn(type.getFields(), fieldName);
};
const fieldsOf = (schema: GraphQLSchema) =>
  Object.values(schema.getTypeMap()).flatMap((type) =>
    (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith('__')
      ? Object.keys(type.getFields()).map((field) => [type.name, field] as const)
      : [],
  );

/** What is left out of the graph for readers outside, each decided by a person: for whom it is there nevertheless. */
const TAGGED: Readonly<Record<string, readonly string[]>> = {
  'Amendment.approvedBy': [],
  Approval: [],
  ApprovalConnection: [],
  CreditMemo: ['portal'],
  CreditMemoConnection: ['portal'],
  ErpPosting: [],
  Exception: [],
  ExceptionConnection: [],
  ExternalRef: [],
  Invoice: ['portal'],
  InvoiceConnection: ['portal'],
  JournalEntry: [],
  'LegalEntity.erp': [],
  Money: ['portal'],
  'Mutation.amendContract': ['portal'],
  'Mutation.bookOpportunity': [],
  'Mutation.cancelContract': ['portal'],
  'Mutation.decideApproval': [],
  'Mutation.issueCreditMemo': [],
  'Mutation.recognizeRevenue': [],
  'Mutation.recordMilestone': [],
  'Mutation.refundPayment': [],
  'Mutation.renewContract': ['portal'],
  'Mutation.replayOperation': [],
  'Mutation.resolveException': [],
  'Mutation.resolveExceptions': [],
  'Mutation.resumeContract': ['portal'],
  'Mutation.suspendContract': ['portal'],
  'Operation.idempotencyKey': [],
  'Operation.saga': [],
  'Operation.sagaVersion': [],
  'OperationStep.vendor': [],
  Opportunity: [],
  OpportunityConnection: [],
  Payment: ['portal'],
  PaymentConnection: ['portal'],
  PerformanceObligation: [],
  'Preview.treatment': [],
  'Product.deferredAccount': [],
  'Product.erpItem': [],
  'Product.revenueAccount': [],
  'Provenance.connection': [],
  'Provenance.externalId': [],
  'Provenance.url': [],
  'Provenance.vendor': [],
  'Query.closeChecklist': [],
  'Query.exceptionAttainment': [],
  'Query.node': [],
  'Query.nodes': [],
  'Query.operations': [],
  'Query.ownership': [],
  'Query.revenueDelays': [],
  'Query.revenueDisclosures': [],
  'Query.syncEvents': [],
  'Query.trace': [],
  Receivable: ['portal'],
  RevenueContract: [],
  RevenuePeriod: [],
  RevenueSummary: ['portal'],
  'SubscriptionItem.externalId': [],
  'SystemSyncState.vendor': [],
  VendorCall: [],
};

describe('the graph for readers outside', () => {
  it('is decided by a person, tag by tag', () => {
    expect([...tags.keys()].toSorted()).toEqual(Object.keys(TAGGED).toSorted());
  });

  it.each(Object.entries(TAGGED))('has %s for nobody but %j', (coordinate, variants) => {
    expect(has(api, coordinate)).toBe(true);
    expect(SEEN.filter(([, schema]) => has(schema, coordinate)).map(([name]) => name)).toEqual(variants);
  });

  it.each(SEEN)('has nothing in %s that is tagged otherwise', (name, schema) => {
    const excluded = VARIANTS.get(name) ?? new Set();
    const left = [...tags].filter(([, names]) => [...names].some((tag) => excluded.has(tag)));
    expect(left.length).toBeGreaterThan(40);
    expect(left.map(([coordinate]) => coordinate).filter((coordinate) => has(schema, coordinate))).toEqual([]);
  });

  it.each(SEEN)('shows in %s no field that its readers would be refused', (_name, schema, role) => {
    const holder = { roles: [role], scopes: [] };
    // An interface that no field answers with is asked for on its types only.
    const shown = fieldsOf(schema).filter(([type]) => isObjectType(schema.getType(type)));
    expect(shown.length).toBeGreaterThan(100);
    expect(shown.filter(([type, field]) => !holds(rightsOf(type, field), holder, POLICIES))).toEqual([]);
  });

  it.each(SEEN)('shows in %s no question that its readers may not ask', (_name, schema, role) => {
    const asked = fieldsOf(schema).filter(([type]) => type === 'Query' || type === 'Subscription');
    expect(asked.filter(([type, field]) => POLICY.get(`${type}.${field}`)?.has(role) !== true)).toEqual([]);
  });

  it.each(SEEN)('names in %s, in no description either, no type that is not there', (name, schema) => {
    const words = new Set(sdlOf(name).match(/\w+/g));
    const hidden = Object.keys(api.getTypeMap()).filter((type) => schema.getType(type) === undefined);
    expect(hidden.length).toBeGreaterThan(40);
    // Of one word only, such as Exception, a name is also a word of the language.
    const names = hidden.filter((type) => /^[A-Z][a-z]+[A-Z]/.test(type));
    expect(names.filter((type) => words.has(type))).toEqual([]);
  });

  it.each(SEEN)('is part of the whole in %s, so that what is valid there is valid everywhere', (name, schema) => {
    const whole = fieldsOf(api).map(([type, field]) => `${type}.${field}`);
    const parts = fieldsOf(schema).map(([type, field]) => `${type}.${field}`);
    expect(parts.filter((coordinate) => !whole.includes(coordinate))).toEqual([]);
    expect(parts.length).toBeLessThan(whole.length);
    expect(parse(sdlOf(name)).definitions.length).toBeGreaterThan(20);
  });
});
