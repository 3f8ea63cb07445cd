import type { EntityManager } from 'typeorm';
import { firstRow, rows } from '#kit/persistence/query.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import { appendAudit } from '../audit/postgres-audit.ts';
import { approvalRuleOf } from '../policies/approval.ts';
import { isMaterial, type MaterialAct } from '../policies/materiality.ts';
import { policyAt } from '../policies/postgres-policies.ts';
import type { OperationEventType } from '../progress/events.ts';
import type { OperationRow } from '../progress/postgres-rows.ts';
import { tellOf } from '../progress/postgres-tell.ts';
import { payloadHashOf } from './payload-hash.ts';
import type { ApprovalRow } from './rows.ts';

export interface AskParts {
  readonly ids: Ids;
  readonly now: Date;
}

/** Whether a second person has to decide about this, by the policies of the moment. */
export async function needsApproval(em: EntityManager, act: MaterialAct, now: Date): Promise<boolean> {
  return isMaterial((await policyAt(em, 'materiality', now)).document, act);
}

/** An operation that must not start before somebody else has agreed. */
export interface Hold {
  readonly operationId: string;
  /** What the approval policy is asked by: the operation's kind, or another word of the policy. */
  readonly rule: string;
  /** One plain sentence for whoever decides. */
  readonly reason: string;
  /** The figures that were shown to the maker, such as a preview. */
  readonly shown: unknown;
}

/** What is approved of an operation: all that will run. Compared again when it is decided. */
export function heldPayload(
  operation: { readonly id: string; readonly kind: string; readonly input: unknown; readonly held: unknown },
  shown: unknown,
) {
  const { id, kind, input, held } = operation;
  return { operationId: id, kind, input, run: held, shown };
}

/**
 * Asks for a second person's decision about an operation that was accepted as WAITING, in the transaction that accepts
 * it. Answers the approval's id.
 */
export async function holdForApproval(em: EntityManager, parts: AskParts, hold: Hold): Promise<string> {
  const operation = await firstRow<OperationRow & { readonly input: unknown; readonly held: unknown }>(
    em,
    'select * from operations.operation where id = $1 for update',
    [hold.operationId],
  );
  if (operation === null || operation.status !== 'WAITING') throw new Error(`${hold.operationId} is not held back`);
  const id = await insertApproval(em, parts, {
    rule: hold.rule,
    reason: hold.reason,
    payload: heldPayload(operation, hold.shown),
    requestedBy: operation.requested_by,
    operationId: operation.id,
    exceptionId: null,
    customerId: operation.customer_id,
    contractId: operation.contract_id,
    legalEntity: operation.legal_entity,
    correlationId: operation.correlation_id,
  });
  await tellOfApproval(em, parts.now, 'approval.requested', operation);
  return id;
}

export interface NewApproval {
  readonly rule: string;
  readonly reason: string;
  readonly payload: unknown;
  readonly requestedBy: string;
  readonly operationId: string | null;
  readonly exceptionId: string | null;
  readonly customerId: string | null;
  readonly contractId: string | null;
  readonly legalEntity: string;
  readonly correlationId: string;
}

/** Writes a pending approval with its audit row; the policy says how long it can be decided. */
export async function insertApproval(
  em: EntityManager,
  { ids, now }: AskParts,
  approval: NewApproval,
): Promise<string> {
  const id = ids.next('apr');
  const { expiresAfterMs } = approvalRuleOf((await policyAt(em, 'approval', now)).document, approval.rule);
  const payloadHash = payloadHashOf(approval.payload);
  await rows(
    em,
    `insert into operations.approval (id, status, rule, reason, payload, payload_hash, requested_by, requested_at,
       expires_at, operation_id, exception_id, customer_id, contract_id, legal_entity, correlation_id)
     values ($1, 'PENDING', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      id,
      approval.rule,
      approval.reason,
      JSON.stringify(approval.payload),
      payloadHash,
      approval.requestedBy,
      now,
      new Date(now.getTime() + expiresAfterMs),
      approval.operationId,
      approval.exceptionId,
      approval.customerId,
      approval.contractId,
      approval.legalEntity,
      approval.correlationId,
    ],
  );
  await appendAudit(em, {
    at: now,
    actor: approval.requestedBy,
    action: 'approval.requested',
    subject: approval.contractId ?? approval.operationId ?? id,
    correlationId: approval.correlationId,
    before: null,
    after: { approvalId: id, rule: approval.rule, reason: approval.reason, payloadHash, payload: approval.payload },
  });
  return id;
}

/** Tells those who follow the operation. */
export async function tellOfApproval(
  em: EntityManager,
  now: Date,
  type: OperationEventType,
  operation: OperationRow,
  exceptionId: ApprovalRow['exception_id'] = null,
): Promise<void> {
  await tellOf({ em, operation, now }, type, null, exceptionId);
}
