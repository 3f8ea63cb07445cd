import type { EntityManager } from 'typeorm';
import type { Principal } from '#kit/identity/principal.ts';
import { firstRow, rows } from '#kit/persistence/query.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import { tellOfApproval } from '../approvals/postgres-ask.ts';
import { appendAudit } from '../audit/postgres-audit.ts';
import { sendDecision } from '../engine/dbos-engine.ts';
import { noteOnException } from '../exceptions/postgres-exceptions.ts';
import type { OperationRow } from '../progress/rows.ts';
import type { Answer, RequestKey } from './accepted.ts';
import { type Refusal, refuse } from './refusal.ts';

export interface AskedReplay {
  readonly principal: Principal;
  readonly key: RequestKey;
  readonly operationId: string;
  readonly fromStep: string | null;
  readonly reason: string;
}

interface StepPlace {
  readonly name: string;
  readonly position: number;
  /** The run that waits for a decision about it; null for a step that waits for none. */
  readonly waits_in: string | null;
  readonly exception_id: string | null;
  readonly exception_status: string | null;
}

/** Decides under the operation's lock, and tells what waits in the same transaction. */
export async function replayLocked(
  em: EntityManager,
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
  asked: AskedReplay,
): Promise<Answer> {
  const { principal, key, operationId } = asked;
  const operation = await firstRow<OperationRow>(
    em,
    'select * from operations.operation where id = $1 and legal_entity = any($2) for update',
    [operationId, principal.entities],
  );
  const known = await firstRow<{ operation_id: string; input_hash: string }>(
    em,
    'select operation_id, input_hash from operations.replay where client = $1 and idempotency_key = $2',
    [key.client, key.idempotencyKey],
  );
  if (known?.input_hash === key.inputHash) {
    return { kind: 'ACCEPTED', operationId: known.operation_id, replayed: true };
  }
  if (known !== null) {
    return refused('IDEMPOTENCY_CONFLICT', ['idempotencyKey'], 'This key was used with other input. Use a new key.');
  }
  if (operation === null) return refused('NOT_FOUND', ['operationId'], `There is no operation ${operationId}.`);
  const steps = await placesOf(em, operationId);
  const refusals = judge(operation, steps, asked.fromStep);
  if (refusals.length > 0) return { kind: 'REFUSED', refusals };
  await write(em, { now: clock.now(), id: ids.next('rpl') }, { asked, operation, steps });
  return { kind: 'ACCEPTED', operationId, replayed: false };
}

function refused(code: string, field: readonly string[], message: string): Answer {
  return { kind: 'REFUSED', refusals: refuse(code, field, message) };
}

function placesOf(em: EntityManager, operationId: string): Promise<readonly StepPlace[]> {
  return rows<StepPlace>(
    em,
    `select s.name, s.position, e.id as exception_id, e.status as exception_status,
       case when s.status in ('WAITING', 'UNCERTAIN') and (s.waiting_for = 'decision' or p.operation_id is not null)
         then s.waits_in end as waits_in
     from operations.step s
       left join operations.exception e on e.operation_id = s.operation_id and e.step = s.name and e.closed_at is null
       left join operations.prerequisite p on p.operation_id = s.operation_id and p.step = s.name
     where s.operation_id = $1 order by s.position`,
    [operationId],
  );
}

function judge({ status }: OperationRow, steps: readonly StepPlace[], fromStep: string | null): readonly Refusal[] {
  const from = steps.find(({ name }) => name === fromStep);
  if (fromStep !== null && from === undefined) {
    const names = steps.map(({ name }) => name).join(', ');
    return refuse('INVALID_INPUT', ['fromStep'], `It has no step ${fromStep}; it has ${names}.`);
  }
  const waiting = steps.filter(({ waits_in }) => waits_in !== null);
  if (status !== 'PARKED' || waiting.length === 0) {
    const message = `The operation is ${status}; one that is PARKED can be tried again.`;
    return refuse('INVALID_TRANSITION', ['operationId'], message);
  }
  if (
    waiting.some(({ exception_status }) => exception_status === 'AWAITING_APPROVAL' || exception_status === 'RETRYING')
  ) {
    return refuse('INVALID_TRANSITION', ['operationId'], 'It was decided about the step that it waits at already.');
  }
  if (from === undefined || waiting.some(({ position }) => position >= from.position)) return [];
  const at = waiting.map(({ name }) => name).join(', ');
  return refuse('INVALID_TRANSITION', ['fromStep'], `It waits at ${at}; what follows was not begun.`);
}

async function write(
  em: EntityManager,
  { now, id }: { readonly now: Date; readonly id: string },
  {
    asked,
    operation,
    steps,
  }: { readonly asked: AskedReplay; readonly operation: OperationRow; readonly steps: readonly StepPlace[] },
): Promise<void> {
  const { key, principal, reason } = asked;
  const waiting = steps.filter(({ waits_in }) => waits_in !== null);
  const fromStep = asked.fromStep ?? waiting[0]?.name ?? '';
  await rows(
    em,
    `insert into operations.replay (id, operation_id, from_step, reason, client, idempotency_key, input_hash, requested_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, operation.id, fromStep, reason, key.client, key.idempotencyKey, key.inputHash, now],
  );
  await appendAudit(em, {
    at: now,
    actor: principal.subject,
    action: 'operation.replayed',
    subject: operation.contract_id ?? operation.id,
    correlationId: operation.correlation_id,
    before: { status: operation.status },
    after: { operationId: operation.id, fromStep, reason, triedAgain: waiting.map(({ name }) => name) },
  });
  await tellOfApproval(em, now, 'operation.replayed', operation);
  for (const step of waiting) await tryAgain(em, { now, id }, asked, { operation, step });
}

/** An exception is decided once, by whatever way, so its id names the decision here too. */
async function tryAgain(
  em: EntityManager,
  { now, id }: { readonly now: Date; readonly id: string },
  { principal, reason }: AskedReplay,
  { operation, step }: { readonly operation: OperationRow; readonly step: StepPlace },
): Promise<void> {
  const { exception_id, waits_in, name } = step;
  if (waits_in === null) return;
  if (exception_id !== null) {
    await rows(em, `update operations.exception set status = 'RETRYING' where id = $1`, [exception_id]);
    await noteOnException(em, exception_id, now, principal.subject, 'replayed', reason);
  }
  const decisionId = exception_id === null ? `replay:${id}:${operation.id}:${name}` : `decision:${exception_id}`;
  await sendDecision(em, { workflowId: waits_in, step: name }, { action: 'RETRY' }, decisionId);
}
