import type { DataSource, EntityManager } from 'typeorm';
import type { EventBell } from '#kit/events/event-bell.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { isUniqueViolation } from '#kit/persistence/sql-state.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import { appendAudit } from '../audit/postgres-audit.ts';
import { sendDecision } from '../engine/dbos-engine.ts';
import { isStepBeforePivot } from '../engine/saga.ts';
import type { Answer, RequestKey } from '../requests/accepted.ts';
import { type Refusal, refuse } from '../requests/refusal.ts';
import { sagaOfKind } from '../sagas/registry.ts';
import { noteOnException } from './postgres-exceptions.ts';

export type Action = 'RETRY' | 'COMPENSATE' | 'ASSIGN' | 'WAIVE';

const STATUS_AFTER = { RETRY: 'RETRYING', COMPENSATE: 'RETRYING', ASSIGN: 'ASSIGNED', WAIVE: 'WAIVED' } as const;

/** What a person wants done about an exception. */
export interface Wish {
  readonly exceptionId: string;
  readonly action: Action;
  readonly note: string;
  /** For ASSIGN only. */
  readonly assignee: string | null;
}

/** An exception as it stands under its lock, with what decides on the ways out of it. */
export interface ExceptionAtStake {
  readonly status: string;
  /** Its step waits for a person. */
  readonly awaitsDecision: boolean;
  /** A write of the step was sent and may have happened. */
  readonly isInDoubt: boolean;
  /** The operation is being taken back, and this step's undoing is what waits. */
  readonly isUndoing: boolean;
  readonly isBeforePivot: boolean;
}

interface StakeRow {
  readonly status: string;
  readonly assignee: string | null;
  readonly operation_id: string | null;
  readonly step: string | null;
  readonly kind: string | null;
  readonly step_status: string | null;
  readonly waiting_for: string | null;
  readonly undoing: boolean;
}

interface Parts {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly bell: EventBell;
}

/**
 * Writes a decision, its history, its audit row and the message to the waiting saga in one transaction. The same key
 * again answers the same and decides nothing; `judge` says why the exception does not allow the wish.
 */
export async function decide(
  parts: Parts,
  principal: Principal,
  key: RequestKey,
  wish: Wish,
  judge: (exception: ExceptionAtStake) => readonly Refusal[],
): Promise<Answer> {
  const work = (em: EntityManager) => decideLocked(em, parts.clock.now(), principal, { key, wish, judge });
  try {
    return await inTransaction(parts.dataSource, work);
  } catch (error) {
    // The same key about two exceptions at the same instant: the later one now finds the first one's row.
    if (!isUniqueViolation(error)) throw error;
    return inTransaction(parts.dataSource, work);
  } finally {
    parts.bell.ring();
  }
}

interface Asked {
  readonly key: RequestKey;
  readonly wish: Wish;
  readonly judge: (exception: ExceptionAtStake) => readonly Refusal[];
}

async function decideLocked(
  em: EntityManager,
  now: Date,
  principal: Principal,
  { key, wish, judge }: Asked,
): Promise<Answer> {
  const row = await lockException(em, wish.exceptionId, principal.entities);
  const known = await firstRow<{ input_hash: string }>(
    em,
    'select input_hash from operations.decision where client = $1 and idempotency_key = $2',
    [key.client, key.idempotencyKey],
  );
  if (known !== null && known.input_hash !== key.inputHash) {
    const message = 'This key was used with other input. Use a new key for a new request.';
    return { kind: 'REFUSED', refusals: refuse('IDEMPOTENCY_CONFLICT', ['idempotencyKey'], message) };
  }
  if (row === null) {
    const message = `There is no exception ${wish.exceptionId}.`;
    return { kind: 'REFUSED', refusals: refuse('NOT_FOUND', ['exceptionId'], message) };
  }
  if (known !== null) return { kind: 'ACCEPTED', operationId: row.operation_id, replayed: true };
  const refusals = judge(atStake(row));
  if (refusals.length > 0) return { kind: 'REFUSED', refusals };
  await write(em, now, principal, { key, wish, row });
  return { kind: 'ACCEPTED', operationId: row.operation_id, replayed: false };
}

function lockException(em: EntityManager, id: string, entities: readonly string[]): Promise<StakeRow | null> {
  return firstRow<StakeRow>(
    em,
    `select e.status, e.assignee, e.operation_id, e.step, o.kind, s.status as step_status, s.waiting_for,
       exists (select 1 from operations.step f where f.operation_id = e.operation_id and f.status = 'FAILED') as undoing
     from operations.exception e
       left join operations.operation o on o.id = e.operation_id
       left join operations.step s on s.operation_id = e.operation_id and s.name = e.step
     where e.id = $1 and e.legal_entity = any($2) for update of e`,
    [id, entities],
  );
}

function atStake(row: StakeRow): ExceptionAtStake {
  return {
    status: row.status,
    awaitsDecision: row.waiting_for === 'decision',
    isInDoubt: row.step_status === 'UNCERTAIN',
    isUndoing: row.undoing,
    isBeforePivot: row.kind !== null && row.step !== null && isStepBeforePivot(sagaOfKind(row.kind), row.step),
  };
}

async function write(
  em: EntityManager,
  now: Date,
  principal: Principal,
  { key, wish, row }: { readonly key: RequestKey; readonly wish: Wish; readonly row: StakeRow },
): Promise<void> {
  const { action, exceptionId, note } = wish;
  const status = STATUS_AFTER[action];
  const assignee = action === 'ASSIGN' ? wish.assignee : row.assignee;
  await rows(
    em,
    `insert into operations.decision (client, idempotency_key, input_hash, exception_id, action, at)
     values ($1, $2, $3, $4, $5, $6)`,
    [key.client, key.idempotencyKey, key.inputHash, exceptionId, action, now],
  );
  await rows(em, 'update operations.exception set status = $2, assignee = $3, closed_at = $4 where id = $1', [
    exceptionId,
    status,
    assignee,
    action === 'WAIVE' ? now : null,
  ]);
  const what = action === 'ASSIGN' ? `assigned to ${assignee}` : action.toLowerCase();
  await noteOnException(em, exceptionId, now, principal.subject, what, note);
  await appendAudit(em, {
    at: now,
    actor: principal.subject,
    action: `exception.${action.toLowerCase()}`,
    subject: exceptionId,
    correlationId: principal.correlationId,
    before: { status: row.status, assignee: row.assignee },
    after: { status, assignee, note, operationId: row.operation_id },
  });
  if (action === 'ASSIGN' || action === 'WAIVE' || row.operation_id === null || row.step === null) return;
  // An exception is decided once, so its id names the decision.
  await sendDecision(em, { operationId: row.operation_id, step: row.step }, { action }, `decision:${exceptionId}`);
}
