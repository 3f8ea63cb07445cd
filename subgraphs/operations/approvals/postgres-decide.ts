import type { EntityManager } from 'typeorm';
import type { Principal } from '#kit/identity/principal.ts';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { appendAudit } from '../audit/postgres-audit.ts';
import { sendDecision } from '../engine/dbos-engine.ts';
import type { Decision } from '../engine/ports.ts';
import { noteOnException } from '../exceptions/postgres-exceptions.ts';
import { type ApprovalRule, approvalRuleOf, faultOfApprover } from '../policies/approval.ts';
import { policyAt } from '../policies/postgres-policies.ts';
import type { OperationRow } from '../progress/postgres-rows.ts';
import type { Answer, RequestKey } from '../requests/accepted.ts';
import type { ReleaseEnd } from '../requests/postgres-release.ts';
import { type Refusal, refuse } from '../requests/refusal.ts';
import { payloadHashOf } from './payload-hash.ts';
import { type AskParts, heldPayload, tellOfApproval } from './postgres-ask.ts';
import { voidApproval } from './postgres-void.ts';
import type { ApprovalRow } from './rows.ts';

/** What a second person says. */
export interface Verdict {
  readonly approvalId: string;
  readonly decision: 'APPROVE' | 'REJECT';
  /** Of what they were shown. */
  readonly payloadHash: string;
  readonly note: string;
}

/** How a held operation is queued, if what it was planned on still holds. */
export type Release = (em: EntityManager, operationId: string) => Promise<ReleaseEnd>;

type HeldOperation = OperationRow & { readonly input: unknown; readonly held: unknown };

interface Deciding {
  readonly em: EntityManager;
  readonly now: Date;
  readonly principal: Principal;
  readonly approval: ApprovalRow;
  readonly operation: HeldOperation | null;
  readonly verdict: Verdict;
}

const STATUS = { APPROVE: 'APPROVED', REJECT: 'REJECTED' } as const;

/**
 * Decides about an approval, in the caller's transaction: once, by somebody who may, about exactly what was shown. What
 * waited goes on with the same commit. The same key again answers the same.
 */
export async function decideLocked(
  em: EntityManager,
  parts: AskParts,
  who: { readonly principal: Principal; readonly key: RequestKey },
  verdict: Verdict,
  release: Release,
): Promise<Answer> {
  const { principal, key } = who;
  const { now } = parts;
  const approval = await firstRow<ApprovalRow>(
    em,
    'select * from operations.approval where id = $1 and legal_entity = any($2) for update',
    [verdict.approvalId, principal.entities],
  );
  const known = await answerOfKey(em, key);
  if (known !== null) return known;
  if (approval === null) {
    return refused('NOT_FOUND', ['approvalId'], `There is no approval ${verdict.approvalId}.`);
  }
  const operation = await lockOperation(em, approval.operation_id);
  const deciding: Deciding = { em, now, principal, approval, operation, verdict };
  const refusals = await judge(deciding);
  if (refusals.length > 0) return { kind: 'REFUSED', refusals };
  if (operation !== null && approval.exception_id === null && verdict.decision === 'APPROVE') {
    const end = await release(em, operation.id);
    if (end === 'NOT_HELD') throw new Error(`${operation.id} was not held back`);
    if (end === 'VOID') return { kind: 'REFUSED', refusals: await voidApproval(em, parts, { approval, operation }) };
  }
  await note(deciding, key);
  await (approval.exception_id === null
    ? goOnWithOperation(deciding)
    : goOnWithException(deciding, approval.exception_id));
  return { kind: 'ACCEPTED', operationId: approval.operation_id, replayed: false };
}

function refused(code: string, field: readonly string[], message: string): Answer {
  return { kind: 'REFUSED', refusals: refuse(code, field, message) };
}

async function answerOfKey(em: EntityManager, key: RequestKey): Promise<Answer | null> {
  const known = await firstRow<{ operation_id: string | null; decision_hash: string }>(
    em,
    'select operation_id, decision_hash from operations.approval where decided_by = $1 and decision_key = $2',
    [key.client, key.idempotencyKey],
  );
  if (known === null) return null;
  if (known.decision_hash === key.inputHash) {
    return { kind: 'ACCEPTED', operationId: known.operation_id, replayed: true };
  }
  return refused(
    'IDEMPOTENCY_CONFLICT',
    ['idempotencyKey'],
    'This key was used with other input. Use a new key for a new request.',
  );
}

function lockOperation(em: EntityManager, id: string | null): Promise<HeldOperation | null> {
  return firstRow<HeldOperation>(em, 'select * from operations.operation where id = $1 for update', [id]);
}

async function judge(deciding: Deciding): Promise<readonly Refusal[]> {
  const { em, now, approval, verdict } = deciding;
  if (approval.status === 'APPROVED' || approval.status === 'REJECTED') {
    const message = `It was ${approval.status.toLowerCase()} by ${approval.decided_by} already.`;
    return refuse('INVALID_TRANSITION', ['decision'], message);
  }
  if (approval.status === 'EXPIRED' || approval.expires_at <= now) {
    return refuse('APPROVAL_VOID', ['approvalId'], 'It can be decided no more. Ask for the change again.');
  }
  const isWhatWasShown = verdict.payloadHash === approval.payload_hash;
  if (!isWhatWasShown || payloadHashOf(approval.payload) !== approval.payload_hash || !(await isUnchanged(deciding))) {
    const message = 'What is to be decided is not what was shown. Read the approval again.';
    return refuse('APPROVAL_VOID', ['payloadHash'], message);
  }
  const rule = approvalRuleOf((await policyAt(em, 'approval', now)).document, approval.rule);
  return refuseApprover(deciding, rule);
}

/** Who asked may withdraw; only somebody else may agree. */
function refuseApprover({ principal, approval, verdict }: Deciding, rule: ApprovalRule): readonly Refusal[] {
  const fault = faultOfApprover(rule, principal, approval.requested_by);
  if (fault === null || (fault === 'IS_MAKER' && verdict.decision === 'REJECT')) return [];
  const who = `${rule.roles.join(' or ')} for ${approval.legal_entity}`;
  const message =
    fault === 'IS_MAKER'
      ? `You asked for this yourself; somebody else who is ${who} can approve it.`
      : `Your role does not decide about this; somebody who is ${who} can.`;
  return refuse('SOD_VIOLATION', ['approvalId'], message);
}

/** Whether what would go on now is still what the payload says. */
async function isUnchanged({ em, approval, operation }: Deciding): Promise<boolean> {
  if (approval.exception_id !== null) {
    const exception = await firstRow<{ status: string }>(
      em,
      'select status from operations.exception where id = $1 for update',
      [approval.exception_id],
    );
    return exception?.status === 'AWAITING_APPROVAL';
  }
  if (operation === null || operation.held === null || operation.status !== 'WAITING') return false;
  const { shown } = approval.payload as { readonly shown: unknown };
  return payloadHashOf(heldPayload(operation, shown)) === approval.payload_hash;
}

async function note({ em, now, principal, approval, verdict }: Deciding, key: RequestKey): Promise<void> {
  const status = STATUS[verdict.decision];
  await rows(
    em,
    `update operations.approval set status = $2, decided_by = $3, decided_at = $4, note = $5, decision_key = $6,
       decision_hash = $7 where id = $1`,
    [approval.id, status, principal.subject, now, verdict.note, key.idempotencyKey, key.inputHash],
  );
  await appendAudit(em, {
    at: now,
    actor: principal.subject,
    action: `approval.${status.toLowerCase()}`,
    subject: approval.contract_id ?? approval.operation_id ?? approval.id,
    correlationId: approval.correlation_id,
    before: { status: 'PENDING', requestedBy: approval.requested_by },
    after: { approvalId: approval.id, status, note: verdict.note, payloadHash: approval.payload_hash },
  });
}

async function goOnWithOperation({ em, now, operation, verdict }: Deciding): Promise<void> {
  if (operation === null) throw new Error('An approval of nothing');
  await tellOfApproval(em, now, 'approval.decided', operation);
  if (verdict.decision === 'APPROVE') {
    await tellOfApproval(em, now, 'operation.released', { ...operation, status: 'QUEUED' });
    return;
  }
  await rows(
    em,
    `update operations.operation set status = 'CANCELLED', commitment = 'NOT_APPLICABLE',
       finalization = 'NOT_APPLICABLE', held = null, updated_at = $2, finished_at = $2 where id = $1`,
    [operation.id, now],
  );
  const cancelled = { ...operation, status: 'CANCELLED', commitment: 'NOT_APPLICABLE', finalization: 'NOT_APPLICABLE' };
  await tellOfApproval(em, now, 'operation.cancelled', cancelled);
}

/** What a material decision about an exception is asked for with; see `postgres-decisions`. */
export interface CorrectionPayload {
  readonly step: string;
  readonly waitsIn: string;
  readonly decision: Decision;
}

async function goOnWithException(deciding: Deciding, exceptionId: string): Promise<void> {
  const { em, now, principal, approval, operation, verdict } = deciding;
  const approved = verdict.decision === 'APPROVE';
  await rows(
    em,
    `update operations.exception set status =
       case when $2 then 'RETRYING' when assignee is null then 'OPEN' else 'ASSIGNED' end where id = $1`,
    [exceptionId, approved],
  );
  await noteOnException(em, exceptionId, now, principal.subject, approved ? 'approved' : 'rejected', verdict.note);
  if (operation !== null) await tellOfApproval(em, now, 'approval.decided', operation, exceptionId);
  if (!approved) return;
  const { step, waitsIn, decision } = approval.payload as CorrectionPayload;
  await sendDecision(em, { workflowId: waitsIn, step }, decision, `decision:${exceptionId}`);
}

/** Ends what nobody decided in time: held operations are cancelled, exceptions are open again. Answers how many. */
export async function expireApprovals(em: EntityManager, now: Date, limit: number): Promise<number> {
  const expired = await rows<ApprovalRow>(
    em,
    `update operations.approval set status = 'EXPIRED' where id in (
       select id from operations.approval where status = 'PENDING' and expires_at <= $1
       order by expires_at limit $2 for update skip locked) returning *`,
    [now, limit],
  );
  for (const approval of expired) await expireOne(em, now, approval);
  return expired.length;
}

async function expireOne(em: EntityManager, now: Date, approval: ApprovalRow): Promise<void> {
  const verdict: Verdict = {
    approvalId: approval.id,
    decision: 'REJECT',
    payloadHash: '',
    note: 'Nobody decided in time.',
  };
  const principal = {
    subject: 'revgraph',
    roles: [],
    entities: [],
    scopes: [],
    correlationId: approval.correlation_id,
  };
  const operation = await lockOperation(em, approval.operation_id);
  const deciding: Deciding = { em, now, principal, approval, operation, verdict };
  await appendAudit(em, {
    at: now,
    actor: 'revgraph',
    action: 'approval.expired',
    subject: approval.contract_id ?? approval.operation_id ?? approval.id,
    correlationId: approval.correlation_id,
    before: { status: 'PENDING' },
    after: { approvalId: approval.id, status: 'EXPIRED' },
  });
  if (approval.exception_id !== null) await goOnWithException(deciding, approval.exception_id);
  else if (operation?.status === 'WAITING') await goOnWithOperation(deciding);
}
