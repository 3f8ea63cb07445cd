import type { EntityManager } from 'typeorm';
import { rows } from '#kit/persistence/query.ts';
import type { MoneyWire } from '#schema/canonical/money.ts';
import { appendAudit } from '../audit/postgres-audit.ts';
import { openStandaloneException } from '../exceptions/postgres-standalone.ts';
import type { OperationRow } from '../progress/postgres-rows.ts';
import { tellOf } from '../progress/postgres-tell.ts';
import { type Refusal, refuse } from '../requests/refusal.ts';
import type { AskParts } from './postgres-ask.ts';
import type { ApprovalRow } from './rows.ts';

const MESSAGE = 'The contract was changed since. Read it again and ask for the change anew.';

/**
 * Ends a held operation whose approval came too late: what was shown is not what would happen. Nothing of it was begun; a
 * person learns of it by an exception. Answers what the approver is told.
 */
export async function voidApproval(
  em: EntityManager,
  parts: AskParts,
  { approval, operation }: { readonly approval: ApprovalRow; readonly operation: OperationRow },
): Promise<readonly Refusal[]> {
  const { now } = parts;
  await rows(em, `update operations.approval set status = 'EXPIRED' where id = $1`, [approval.id]);
  await rows(
    em,
    `update operations.operation set status = 'FAILED', held = null, updated_at = $2, finished_at = $2,
       commitment = case commitment when 'PENDING' then 'FAILED' else commitment end,
       finalization = case finalization when 'PENDING' then 'FAILED' else finalization end where id = $1`,
    [operation.id, now],
  );
  const exceptionId = await openStandaloneException(em, parts, {
    key: `approval-void:${operation.id}`,
    cause: 'MASTER_DATA_MISMATCH',
    title: 'The approval is void: the contract was changed since',
    explanation: `APPROVAL_VOID: ${operation.kind} was planned on another version of the contract; nothing was done.`,
    system: 'CRM',
    impact: atStakeOf(approval),
    legalEntity: operation.legal_entity,
    customerId: operation.customer_id,
    contractId: operation.contract_id,
    operationId: operation.id,
    payload: { code: 'APPROVAL_VOID', approvalId: approval.id },
  });
  await appendAudit(em, {
    at: now,
    actor: 'revgraph',
    action: 'approval.void',
    subject: operation.contract_id ?? operation.id,
    correlationId: operation.correlation_id,
    before: { status: operation.status },
    after: { operationId: operation.id, approvalId: approval.id, status: 'FAILED', exceptionId },
  });
  const ended = (milestone: string) => (milestone === 'PENDING' ? 'FAILED' : milestone);
  const failed = {
    ...operation,
    status: 'FAILED',
    commitment: ended(operation.commitment),
    finalization: ended(operation.finalization),
  };
  await tellOf({ em, operation: failed, now }, 'operation.failed', null, exceptionId);
  return refuse('APPROVAL_VOID', ['approvalId'], MESSAGE);
}

/** What the maker was shown. */
function atStakeOf({ payload }: ApprovalRow): MoneyWire | null {
  const { shown } = payload as { readonly shown?: { readonly atStake?: MoneyWire } };
  return shown?.atStake ?? null;
}
