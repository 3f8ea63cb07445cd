import type { OperationsContext } from '../context.ts';
import type { ExceptionRow, OperationRow } from '../progress/postgres-rows.ts';
import { toStepState } from '../progress/postgres-step-state.ts';
import { moneyOf } from '../requests/preview.ts';

/** An operation as its resolvers read it: a row, or a reference whose row is loaded when a field asks. */
export type OperationParent = OperationRow | { readonly id: string; readonly states?: Partial<OperationRow> };

/** The row behind a reference; the states of a stream's item win over those of now. */
export async function rowOf(parent: OperationParent, { loaders }: OperationsContext): Promise<OperationRow | null> {
  if ('requested_at' in parent) return parent;
  const row = await loaders.operation.load(parent.id);
  return row === null || parent.states === undefined ? row : { ...row, ...parent.states };
}

function field<Value>(read: (row: OperationRow) => Value) {
  return async (parent: OperationParent, _arguments: unknown, context: OperationsContext): Promise<Value | null> => {
    const row = await rowOf(parent, context);
    return row === null ? null : read(row);
  };
}

export const operationResolvers = {
  __resolveReference: async ({ id }: { readonly id: string }, { loaders }: OperationsContext) =>
    loaders.operation.load(id),
  kind: field((row) => row.kind),
  status: field((row) => row.status),
  commitment: field((row) => row.commitment),
  finalization: field((row) => row.finalization),
  requestedBy: field((row) => row.requested_by),
  requestedAt: field((row) => row.requested_at.toISOString()),
  updatedAt: field((row) => row.updated_at.toISOString()),
  committedAt: field((row) => row.committed_at?.toISOString() ?? null),
  finishedAt: field((row) => row.finished_at?.toISOString() ?? null),
  idempotencyKey: field((row) => row.idempotency_key),
  correlationId: field((row) => row.correlation_id),
  saga: field((row) => row.saga),
  sagaVersion: field((row) => row.saga_version),
  sequence: field((row) => (row.contract_id === null ? null : (row.sequence ?? row.books_sequence))),
  customer: field((row) => (row.customer_id === null ? null : { __typename: 'Customer', id: row.customer_id })),
  contract: field((row) => (row.contract_id === null ? null : { __typename: 'Contract', id: row.contract_id })),
  steps: async ({ id }: OperationParent, _arguments: unknown, { loaders }: OperationsContext) =>
    (await loaders.steps.load(id)).map((row) => ({ ...toStepState(row), operationId: id })),
  exceptions: async ({ id }: OperationParent, _arguments: unknown, { loaders }: OperationsContext) =>
    loaders.exceptionsOfOperation.load(id),
  approvals: async ({ id }: OperationParent, _arguments: unknown, { loaders }: OperationsContext) =>
    loaders.approvalsOfOperation.load(id),
  effects: async ({ id }: OperationParent, _arguments: unknown, { loaders }: OperationsContext) =>
    (await loaders.steps.load(id)).map(({ effect }) => effect).filter((effect) => effect !== null),
  preview: () => false,
};

export const exceptionResolvers = {
  status: (row: ExceptionRow) => row.status,
  nextAction: (row: ExceptionRow) => row.next_action,
  impact: (row: ExceptionRow) =>
    row.impact_minor === null || row.impact_currency === null
      ? null
      : moneyOf({ minor: row.impact_minor, currency: row.impact_currency }),
  financiallyMaterial: (row: ExceptionRow) => row.material,
  ownerTeam: (row: ExceptionRow) => row.owner_team,
  openedAt: (row: ExceptionRow) => row.opened_at.toISOString(),
  dueAt: (row: ExceptionRow) => row.due_at.toISOString(),
  overdue: (row: ExceptionRow, _arguments: unknown, { parts }: OperationsContext) =>
    row.closed_at === null && row.due_at < parts.clock.now(),
  operation: (row: ExceptionRow) => (row.operation_id === null ? null : { id: row.operation_id }),
  customer: (row: ExceptionRow) => (row.customer_id === null ? null : { __typename: 'Customer', id: row.customer_id }),
  contract: (row: ExceptionRow) => (row.contract_id === null ? null : { __typename: 'Contract', id: row.contract_id }),
  history: async ({ id }: ExceptionRow, _arguments: unknown, { loaders }: OperationsContext) =>
    (await loaders.exceptionHistory.load(id)).map((event) => ({ ...event, at: event.at.toISOString() })),
};
