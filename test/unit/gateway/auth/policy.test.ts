import internals from '@apollo/federation-internals';
import { type GraphQLObjectType, isObjectType } from 'graphql';
import { POLICY } from '#gateway/auth/policy.ts';
import { committedRuntimeSupergraph } from '#gateway/config/graph.ts';
import { ROLES } from '#kit/identity/principal.ts';

const schema = internals.Supergraph.build(committedRuntimeSupergraph()).apiSchema().toGraphQLJSSchema();

const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter(
  (type): type is GraphQLObjectType => isObjectType(type),
);
const rootFields = roots.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));

const allowed = (role: (typeof ROLES)[number]) =>
  [...POLICY].flatMap(([key, roles]) => (roles.has(role) ? [key] : [])).sort();

describe('the policy', () => {
  it('has a row for every root field of the graph', () => {
    expect(rootFields.filter((field) => !POLICY.has(field))).toEqual([]);
  });

  it('has no row for what the graph does not have', () => {
    expect([...POLICY.keys()].filter((key) => !rootFields.includes(key))).toEqual([]);
  });

  it('gives an admin everything', () => {
    expect(allowed('admin')).toEqual([...POLICY.keys()].sort());
  });

  it('lets an auditor read everything and write nothing', () => {
    expect(allowed('auditor')).toEqual([...POLICY.keys()].filter((key) => !key.startsWith('Mutation.')).sort());
  });

  it('shows the portal customers, contracts, invoices and their operations, and no exceptions', () => {
    expect(allowed('portal')).toEqual([
      'Query.contract',
      'Query.contracts',
      'Query.customer',
      'Query.customers',
      'Query.invoice',
      'Query.invoices',
      'Query.operation',
      'Subscription.syncStatus',
    ]);
  });

  it('shows a partner customers, their contracts and how far these are, and nothing of money', () => {
    expect(allowed('partner')).toEqual([
      'Query.contract',
      'Query.contracts',
      'Query.customer',
      'Query.customers',
      'Query.operation',
      'Subscription.syncStatus',
    ]);
  });

  it('parts those who change contracts from those who recognise their revenue', () => {
    const writes = ROLES.map((role) => [
      role,
      allowed(role).flatMap((key) => (key.startsWith('Mutation.') ? [key.slice('Mutation.'.length)] : [])),
    ]);
    const decisions = ['decideApproval', 'replayOperation', 'resolveException', 'resolveExceptions'];
    const contracts = ['amendContract', 'bookOpportunity', 'cancelContract', 'renewContract'];
    const pauses = ['resumeContract', 'suspendContract'];
    const credits = ['issueCreditMemo', 'recordMilestone'];
    const money = ['recognizeRevenue', 'refundPayment'];
    expect(Object.fromEntries(writes)).toEqual({
      partner: [],
      portal: [],
      revops: [...contracts, ...pauses, ...credits, ...decisions].toSorted(),
      finance: [...pauses, ...credits, ...money, ...decisions].toSorted(),
      controller: [...credits, ...money, ...decisions].toSorted(),
      auditor: [],
      admin: [...contracts, ...pauses, ...credits, ...money, ...decisions].toSorted(),
    });
  });

  it('lets nobody outside reach what sagas call', () => {
    expect(rootFields.filter((field) => field.endsWith('Command'))).toEqual([]);
  });
});
