import { GraphQLError } from 'graphql';
import type { ApprovalStatus, ExceptionFilter, OperationFilter } from '#schema/generated/operations.ts';
import type { OperationsContext } from '../context.ts';
import { approvalResolvers } from './approval.ts';
import { closeChecklist } from './close-checklist.ts';
import { exceptionAttainment } from './exception-attainment.ts';
import { mutationResolvers } from './mutations.ts';
import { typeOfId } from './node.ts';
import { exceptionResolvers, operationResolvers } from './operation.ts';
import { ownership } from './ownership.ts';
import { listApprovals, listExceptions, listOperations } from './postgres-lists.ts';
import { scalars } from './scalars.ts';
import { syncState } from './sync-state.ts';
import { syncEvents, syncStatusEventResolvers, syncStatusSubscription } from './sync-status.ts';
import { trace, traceResolvers } from './trace.ts';
import { stepResolvers } from './vendor-calls.ts';

interface Page {
  readonly first: number;
  readonly after?: string | null;
}

const NODES_MAX = 100;

async function node(id: string, { loaders }: OperationsContext): Promise<unknown> {
  const type = typeOfId(id);
  if (type === null) return null;
  if (type === 'Operation') return ofType(type, await loaders.operation.load(id));
  if (type === 'Exception') return ofType(type, await loaders.exception.load(id));
  if (type === 'Approval') return ofType(type, await loaders.approval.load(id));
  return { __typename: type, id };
}

function ofType(type: string, row: object | null): unknown {
  return row === null ? null : { ...row, __typename: type };
}

function nodes(ids: readonly string[], context: OperationsContext): Promise<unknown[]> {
  if (ids.length > NODES_MAX) {
    throw new GraphQLError(`nodes takes at most ${NODES_MAX} ids, not ${ids.length}.`, {
      extensions: { code: 'BAD_USER_INPUT' },
    });
  }
  return Promise.all(ids.map((id) => node(id, context)));
}

/** The resolver map of the operations subgraph. */
export const resolvers = {
  ...scalars,
  Query: {
    node: (_root: unknown, { id }: { readonly id: string }, context: OperationsContext) => node(id, context),
    nodes: (_root: unknown, { ids }: { readonly ids: readonly string[] }, context: OperationsContext) =>
      nodes(ids, context),
    operation: (_root: unknown, { id }: { readonly id: string }, { loaders }: OperationsContext) =>
      loaders.operation.load(id),
    operations: (
      _root: unknown,
      { filter, ...page }: Page & { readonly filter?: OperationFilter },
      context: OperationsContext,
    ) => listOperations(context, page, filter ?? {}),
    exceptions: (
      _root: unknown,
      { filter, ...page }: Page & { readonly filter?: ExceptionFilter },
      context: OperationsContext,
    ) => listExceptions(context, page, filter ?? {}),
    approvals: (
      _root: unknown,
      { status, ...page }: Page & { readonly status?: ApprovalStatus | null },
      context: OperationsContext,
    ) => listApprovals(context, page, status ?? null),
    exceptionAttainment,
    closeChecklist,
    ownership,
    trace,
    syncEvents,
  },
  Mutation: mutationResolvers,
  Subscription: { syncStatus: syncStatusSubscription },
  Customer: {
    __resolveReference: ({ id }: { readonly id: string }) => ({ id }),
    operations: (
      { id }: { readonly id: string },
      { status, ...page }: Page & { readonly status?: OperationFilter['status'] },
      context: OperationsContext,
    ) => listOperations(context, page, { customerId: id, ...(status ? { status } : {}) }),
    exceptions: (
      { id }: { readonly id: string },
      { status, ...page }: Page & { readonly status?: ExceptionFilter['status'] },
      context: OperationsContext,
    ) => listExceptions(context, page, { customerId: id, ...(status ? { status } : {}) }),
    syncState,
  },
  Contract: {
    __resolveReference: ({ id }: { readonly id: string }) => ({ id }),
    operations: ({ id }: { readonly id: string }, page: Page, context: OperationsContext) =>
      listOperations(context, page, { contractId: id }),
  },
  Operation: operationResolvers,
  OperationStep: stepResolvers,
  Exception: exceptionResolvers,
  Approval: approvalResolvers,
  Trace: traceResolvers,
  SyncStatusEvent: syncStatusEventResolvers,
};
