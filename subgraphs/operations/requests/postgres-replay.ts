import type { EntityManager } from 'typeorm';
import type { Principal } from '#kit/identity/principal.ts';
import { firstRow, rows } from '#kit/persistence/query.ts';
import type { Clock } from '#kit/runtime/clock.ts';
import type { Ids } from '#kit/runtime/ids.ts';
import { appendAudit } from '../audit/postgres-audit.ts';
import { enqueueRun, REPLAY_WORKFLOW, replayIdOf, sendDecision } from '../engine/dbos-engine.ts';
import type { Asked } from '../engine/ports.ts';
import type { ReplayStart } from '../engine/replay.ts';
import { noteOnException } from '../exceptions/postgres-exceptions.ts';
import { booksLineOf, takePlace } from '../progress/postgres-lines.ts';
import type { OperationRow } from '../progress/postgres-rows.ts';
import { tellOf } from '../progress/postgres-tell.ts';
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
  readonly system: string;
  readonly position: number;
  readonly status: string;
  /** What it was done with. */
  readonly asked: readonly Asked[] | null;
  /** The run that waits for a decision about it; null for a step that waits for none. */
  readonly waits_in: string | null;
  readonly exception_id: string | null;
  readonly exception_status: string | null;
}

type AnyOperation = OperationRow & { readonly held: unknown };

interface Replaying {
  readonly asked: AskedReplay;
  readonly operation: OperationRow;
  readonly steps: readonly StepPlace[];
  readonly now: Date;
  /** Of the replay. */
  readonly id: string;
}

/** Decides under the operation's lock. What waits is told, and what is to be asked again is queued, in the same transaction. */
export async function replayLocked(
  em: EntityManager,
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
  asked: AskedReplay,
): Promise<Answer> {
  const { principal, key, operationId } = asked;
  const operation = await firstRow<AnyOperation>(
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
  const refusals = refuseFrom(steps, asked.fromStep) ?? judge(operation, steps, asked.fromStep);
  if (refusals.length > 0) return { kind: 'REFUSED', refusals };
  const replaying = { asked, operation, steps, now: clock.now(), id: ids.next('rpl') };
  await (operation.status === 'SUCCEEDED' ? askAgain(em, replaying) : goOn(em, replaying));
  return { kind: 'ACCEPTED', operationId, replayed: false };
}

function refused(code: string, field: readonly string[], message: string): Answer {
  return { kind: 'REFUSED', refusals: refuse(code, field, message) };
}

function placesOf(em: EntityManager, operationId: string): Promise<readonly StepPlace[]> {
  return rows<StepPlace>(
    em,
    `select s.name, s.system, s.position, s.status, s.asked, e.id as exception_id, e.status as exception_status,
       case when s.status in ('WAITING', 'UNCERTAIN') and (s.waiting_for = 'decision' or p.operation_id is not null)
         then s.waits_in end as waits_in
     from operations.step s
       left join operations.exception e on e.operation_id = s.operation_id and e.step = s.name and e.closed_at is null
       left join operations.prerequisite p on p.operation_id = s.operation_id and p.step = s.name
     where s.operation_id = $1 order by s.position`,
    [operationId],
  );
}

/** Null when it has the step, or none is named. */
function refuseFrom(steps: readonly StepPlace[], fromStep: string | null): readonly Refusal[] | null {
  if (fromStep === null || steps.some(({ name }) => name === fromStep)) return null;
  const names = steps.map(({ name }) => name).join(', ');
  return refuse('INVALID_INPUT', ['fromStep'], `It has no step ${fromStep}; it has ${names}.`);
}

/** Why an operation in this state cannot be replayed; parked and succeeded ones can. */
const NO_REPLAY: ReadonlyMap<string, string> = new Map([
  ['COMPENSATED', 'what it had done was taken back, so nothing of it may be done again; send the request anew'],
  ['FAILED', 'nothing of it was done; send the request anew'],
  ['CANCELLED', 'it was stopped before its start; send the request anew'],
]);

function judge(operation: AnyOperation, steps: readonly StepPlace[], fromStep: string | null): readonly Refusal[] {
  const { status } = operation;
  if (status === 'SUCCEEDED') return judgeEnded(steps, fromStep);
  const why = operation.held === null ? NO_REPLAY.get(status) : 'it is held until a second person has decided about it';
  const waiting = steps.filter(({ waits_in }) => waits_in !== null);
  if (why !== undefined || status !== 'PARKED' || waiting.length === 0) {
    const message = `The operation is ${status}: ${why ?? 'it goes on by itself; wait for its end'}.`;
    return refuse('INVALID_TRANSITION', ['operationId'], message);
  }
  if (
    waiting.some(({ exception_status }) => exception_status === 'AWAITING_APPROVAL' || exception_status === 'RETRYING')
  ) {
    return refuse('INVALID_TRANSITION', ['operationId'], 'It was decided about the step that it waits at already.');
  }
  const from = steps.find(({ name }) => name === fromStep);
  if (from === undefined || waiting.some(({ position }) => position >= from.position)) return [];
  const at = waiting.map(({ name }) => name).join(', ');
  return refuse('INVALID_TRANSITION', ['fromStep'], `It waits at ${at}; what follows was not begun.`);
}

function judgeEnded(steps: readonly StepPlace[], fromStep: string | null): readonly Refusal[] {
  const done = doneFrom(steps, fromStep);
  const unknown = done.filter(({ asked }) => asked === null).map(({ name }) => name);
  if (unknown.length > 0) {
    const message = `What ${unknown.join(', ')} was done with is not known any more, so it cannot be asked again.`;
    return refuse('INVALID_TRANSITION', ['fromStep'], message);
  }
  if (done.length > 0) return [];
  return refuse('INVALID_TRANSITION', ['fromStep'], 'From there on nothing was done: the steps were left out.');
}

/** Left out, from the first one. What was skipped has done nothing. */
function doneFrom(steps: readonly StepPlace[], fromStep: string | null): readonly StepPlace[] {
  const position = steps.find(({ name }) => name === fromStep)?.position ?? 0;
  return steps.filter((step) => step.position >= position && step.status === 'DONE');
}

/** An operation that has ended: its steps are asked once more in a run of its own, behind all that its books' line holds. */
async function askAgain(em: EntityManager, replaying: Replaying): Promise<void> {
  const { asked, operation, id } = replaying;
  const done = doneFrom(replaying.steps, asked.fromStep);
  const names = done.map(({ name }) => name);
  await note(em, replaying, asked.fromStep ?? names[0] ?? '', { askedAgain: names });
  const line = operation.books_line ?? booksLineOf(operation.line ?? operation.id);
  const sequence = await takePlace(em, line);
  const [{ n } = { n: 1 }] = await rows<{ n: number }>(
    em,
    'select count(*)::integer as n from operations.replay where operation_id = $1',
    [operation.id],
  );
  const start: ReplayStart = {
    replayId: id,
    operationId: operation.id,
    correlationId: operation.correlation_id,
    legalEntity: operation.legal_entity,
    requestedBy: asked.principal.subject,
    line,
    sequence,
    steps: done.map((step) => ({ name: step.name, system: step.system, asked: step.asked ?? [] })),
  };
  await enqueueRun(em, {
    workflow: REPLAY_WORKFLOW,
    stage: 'finalization',
    id: replayIdOf(operation.id, n),
    line,
    sequence,
    argument: start,
  });
}

/** A parked operation: it goes on where it waits. */
async function goOn(em: EntityManager, replaying: Replaying): Promise<void> {
  const waiting = replaying.steps.filter(({ waits_in }) => waits_in !== null);
  const names = waiting.map(({ name }) => name);
  await note(em, replaying, replaying.asked.fromStep ?? names[0] ?? '', { triedAgain: names });
  for (const step of waiting) await tryAgain(em, replaying, step);
}

async function note(
  em: EntityManager,
  { asked, operation, now, id }: Replaying,
  fromStep: string,
  what: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const { key, principal, reason } = asked;
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
    after: { operationId: operation.id, replayId: id, fromStep, reason, ...what },
  });
  await tellOf({ em, operation, now }, 'operation.replayed', null, null);
}

/** An exception is decided once, by whatever way, so its id names the decision here too. */
async function tryAgain(em: EntityManager, { asked, operation, now, id }: Replaying, step: StepPlace): Promise<void> {
  const { exception_id, waits_in, name } = step;
  if (waits_in === null) return;
  if (exception_id !== null) {
    await rows(em, `update operations.exception set status = 'RETRYING' where id = $1`, [exception_id]);
    await noteOnException(em, exception_id, now, asked.principal.subject, 'replayed', asked.reason);
  }
  const decisionId = exception_id === null ? `replay:${id}:${operation.id}:${name}` : `decision:${exception_id}`;
  await sendDecision(em, { workflowId: waits_in, step: name }, { action: 'RETRY' }, decisionId);
}
