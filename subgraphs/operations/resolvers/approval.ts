import type { ApprovalRow } from '../approvals/rows.ts';
import type { OperationsContext } from '../context.ts';
import { approvalRuleOf } from '../policies/approval.ts';
import { policyAt } from '../policies/postgres-policies.ts';

/** A second person's decision, as the graph shows it. */
export const approvalResolvers = {
  __resolveReference: ({ id }: { readonly id: string }, { loaders }: OperationsContext) => loaders.approval.load(id),
  // One that nobody can decide any more is shown so before the sweeper has noted it.
  status: ({ status, expires_at }: ApprovalRow, _arguments: unknown, { parts }: OperationsContext) =>
    status === 'PENDING' && expires_at <= parts.clock.now() ? 'EXPIRED' : status,
  payloadHash: (row: ApprovalRow) => row.payload_hash,
  requestedBy: (row: ApprovalRow) => row.requested_by,
  requestedAt: (row: ApprovalRow) => row.requested_at.toISOString(),
  expiresAt: (row: ApprovalRow) => row.expires_at.toISOString(),
  decidedBy: (row: ApprovalRow) => row.decided_by,
  decidedAt: (row: ApprovalRow) => row.decided_at?.toISOString() ?? null,
  roles: async ({ rule }: ApprovalRow, _arguments: unknown, { parts }: OperationsContext) => {
    const { document } = await policyAt(parts.dataSource.manager, 'approval', parts.clock.now());
    return approvalRuleOf(document, rule).roles;
  },
  operation: (row: ApprovalRow) => (row.operation_id === null ? null : { id: row.operation_id }),
  exception: (row: ApprovalRow, _arguments: unknown, { loaders }: OperationsContext) =>
    row.exception_id === null ? null : loaders.exception.load(row.exception_id),
};
