import type { DataSource, EntityManager } from 'typeorm';
import type { EventBell } from '#kit/events/event-bell.ts';
import type { Principal } from '#kit/identity/principal.ts';
import { firstRow, rows } from '#kit/persistence/query.ts';
import { isUniqueViolation } from '#kit/persistence/sql-state.ts';
import { inTransaction } from '#kit/persistence/transaction.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import { insertApproval } from '../approvals/postgres-ask.ts';
import { appendAudit } from '../audit/postgres-audit.ts';
import { sendDecision } from '../engine/dbos-engine.ts';
import type { Decision } from '../engine/ports.ts';
import { replayItem } from '../intake/postgres-exceptions.ts';
import { isMaterial } from '../policies/materiality.ts';
import { policyAt } from '../policies/postgres-policies.ts';
import type { Answer, RequestKey } from '../requests/accepted.ts';
import { type Refusal, refuse } from '../requests/refusal.ts';
import { noteOnException } from './postgres-exceptions.ts';
import { atStake, type ExceptionAtStake, impactOf, lockException, type StakeRow } from './postgres-stake.ts';
import { type Action, amountsOf, changesTheBooks, decisionOf, type Wish } from './wish.ts';

interface Parts {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly bell: EventBell;
}

export type Judge = (exception: ExceptionAtStake) => readonly Refusal[];

interface Asked {
  readonly key: RequestKey;
  readonly wish: Wish;
  readonly judge: Judge;
}

/** A decision on its way into the tables. */
interface Deciding {
  readonly em: EntityManager;
  readonly now: Date;
  readonly ids: Ids;
  readonly principal: Principal;
  readonly wish: Wish;
  readonly row: StakeRow;
}

/**
 * Writes a decision, its history, its audit row and the message to the waiting saga in one transaction; one that changes
 * the books by a material amount waits for a second person instead. The same key again answers the same and decides
 * nothing; `judge` says why the exception does not allow the wish.
 */
export async function decide(
  parts: Parts,
  principal: Principal,
  key: RequestKey,
  wish: Wish,
  judge: Judge,
): Promise<Answer> {
  const work = (em: EntityManager) => decideLocked(em, parts, principal, { key, wish, judge });
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

async function decideLocked(
  em: EntityManager,
  { clock, ids }: Parts,
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
  const now = clock.now();
  await rows(
    em,
    `insert into operations.decision (client, idempotency_key, input_hash, exception_id, action, at)
     values ($1, $2, $3, $4, $5, $6)`,
    [key.client, key.idempotencyKey, key.inputHash, wish.exceptionId, wish.action, now],
  );
  await carryDecision({ em, now, ids, principal, wish, row });
  return { kind: 'ACCEPTED', operationId: row.operation_id, replayed: false };
}

async function carryDecision(deciding: Deciding): Promise<void> {
  const { em, wish, row } = deciding;
  const decision = decisionOf(wish);
  if (wish.action === 'RETRY' && row.kept_news !== null) {
    // It stays open until the news have been dealt with, which closes it, and can be retried again if they cannot be.
    await replayItem(em, deciding.now, row.kept_news);
    await write(deciding, row.status);
    return;
  }
  if (decision === null || row.step === null || row.waits_in === null) {
    await write(deciding, wish.action === 'ASSIGN' ? 'ASSIGNED' : 'WAIVED');
    return;
  }
  if (changesTheBooks(wish) && (await isMaterialWish(deciding))) {
    await askSecondPerson(deciding, { step: row.step, waitsIn: row.waits_in, decision });
    await write(deciding, 'AWAITING_APPROVAL');
    return;
  }
  await write(deciding, 'RETRYING');
  // An exception is decided once, so its id names the decision.
  await sendDecision(em, { workflowId: row.waits_in, step: row.step }, decision, `decision:${row.id}`);
}

async function isMaterialWish({ em, now, wish, row }: Deciding): Promise<boolean> {
  const { document } = await policyAt(em, 'materiality', now);
  const act = { kind: 'CORRECTION', legalEntity: row.legal_entity };
  return amountsOf(wish, impactOf(row)).some((amount) => isMaterial(document, { ...act, amount }));
}

/** What is shown to the second person is all that will be done, and what it is done about. */
async function askSecondPerson(
  { em, now, ids, principal, wish, row }: Deciding,
  sent: { readonly step: string; readonly waitsIn: string; readonly decision: Decision },
): Promise<void> {
  await insertApproval(
    em,
    { ids, now },
    {
      rule: 'CORRECTION',
      reason: `${row.title}: ${WORDS[wish.action]}. ${wish.note}`,
      payload: { exceptionId: row.id, ...sent, impact: impactOf(row), about: row.payload, note: wish.note },
      requestedBy: principal.subject,
      operationId: row.operation_id,
      exceptionId: row.id,
      customerId: row.customer_id,
      contractId: row.contract_id,
      legalEntity: row.legal_entity,
      correlationId: principal.correlationId,
    },
  );
}

const WORDS: Readonly<Record<Action, string>> = {
  RETRY: 'retry',
  RETRY_WITH_CORRECTION: 'retry with correction',
  SKIP: 'skip',
  COMPENSATE: 'compensate',
  ASSIGN: 'assign',
  WAIVE: 'waive',
};

async function write({ em, now, principal, wish, row }: Deciding, status: string): Promise<void> {
  const { action, note } = wish;
  const assignee = action === 'ASSIGN' ? wish.assignee : row.assignee;
  await rows(em, 'update operations.exception set status = $2, assignee = $3, closed_at = $4 where id = $1', [
    row.id,
    status,
    assignee,
    status === 'WAIVED' ? now : null,
  ]);
  const what = action === 'ASSIGN' ? `assigned to ${assignee}` : WORDS[action];
  await noteOnException(em, row.id, now, principal.subject, what, note);
  await appendAudit(em, {
    at: now,
    actor: principal.subject,
    action: `exception.${action.toLowerCase()}`,
    subject: row.id,
    correlationId: principal.correlationId,
    before: { status: row.status, assignee: row.assignee },
    after: { status, assignee, note, operationId: row.operation_id, correction: wish.correction },
  });
}
